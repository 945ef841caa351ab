-- Selected elements that are the same or reworded in two compared editions, with their indicators.
-- Grain: comparison, element.
select
    p.comparison,
    k.number as element,
    n.number as element_before,
    m.kind,
    i.number as indicator,
    o.number as indicator_before,
    e.reversed
from staged.element_matches m
join scored.comparisons p on p.edition = m.edition and p.edition_before = m.edition_before
join staged.elements e on e.edition = m.edition and e.element = m.element
join staged.elements b on b.edition = m.edition_before and b.element = m.element_before
join staged.selection later on later.edition = e.edition and later.indicator = e.indicator
join staged.selection previous on previous.edition = b.edition and previous.indicator = b.indicator
join staged.codes k on k.code = m.element
join staged.codes n on n.code = m.element_before
join staged.codes i on i.code = e.indicator
join staged.codes o on o.code = b.indicator
where m.kind in ('same', 'reworded')
order by p.comparison, k.number
