-- Indicators whose elements are all the same in two compared editions. Only there can printed level scores be compared.
-- Grain: comparison, indicator.
with sizes as (
    select e.edition, k.number as indicator, count(*) as n_elements
    from staged.elements e
    join staged.codes k on k.code = e.indicator
    group by e.edition, k.number
),
same as (
    select comparison, indicator, indicator_before, count(*) as n_same
    from scored.matched_elements
    where kind = 'same'
    group by comparison, indicator, indicator_before
)
select m.comparison, m.indicator, m.indicator_before
from same m
join scored.comparisons p on p.comparison = m.comparison
join sizes later on later.edition = p.edition and later.indicator = m.indicator
join sizes previous on previous.edition = p.edition_before and previous.indicator = m.indicator_before
where m.n_same = later.n_elements and m.n_same = previous.n_elements
order by m.comparison, m.indicator
