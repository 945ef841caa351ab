-- How many families, indicators and elements each category has; one row with no category has all.
select
    i.category, count(distinct i.family) as n_families, count(distinct i.indicator) as n_indicators,
    count(e.element) as n_elements
from public.indicators i
semi join public.selection s on s.indicator = i.indicator
left join public.elements e on e.indicator = i.indicator
group by rollup(i.category)
