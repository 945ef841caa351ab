-- The editions that are compared, as it is published.
-- Grain: edition, edition_before.
select
    m.edition,
    m.edition_before,
    m.neighbour,
    m.comparable,
    m.why
from staged.comparisons m
where m.neighbour
order by m.edition, m.edition_before
