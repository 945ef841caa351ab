-- The pairs of editions that are compared, numbered in the order of their names.
-- Grain: comparison.
select
    cast(row_number() over (order by edition, edition_before) as integer) as comparison,
    edition,
    edition_before,
    neighbour,
    latest,
    comparable
from staged.comparisons
order by comparison
