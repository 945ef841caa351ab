-- The editions that are compared: each with the one before it, and the latest with every one, as it is published.
-- Grain: edition, edition_before.
select
    m.edition,
    m.edition_before,
    m.neighbour,
    m.comparable,
    m.why
from staged.comparisons m
where m.neighbour or m.latest
order by m.edition, m.edition_before
