-- The number of families, indicators and elements in each category; the row without a category counts all.
select
    i.category, count(distinct i.family) as n_families, count(distinct i.indicator) as n_indicators,
    count(e.element) as n_elements
from public.indicators i
semi join public.selection s on s.indicator = i.indicator
left join public.elements e on e.indicator = i.indicator
group by rollup(i.category)
