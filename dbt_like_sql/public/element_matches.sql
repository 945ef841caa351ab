-- Which element is which between two editions, as it is published.
-- Grain: edition, edition_before, element, element_before.
select
    m.edition,
    m.edition_before,
    m.element,
    m.element_before,
    m.kind,
    m.note
from staged.element_matches m
join staged.comparisons p on p.edition = m.edition and p.edition_before = m.edition_before and p.neighbour
order by m.edition, m.edition_before, m.element, m.element_before
