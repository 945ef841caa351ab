-- The indicators that an edition applies, as they are published.
-- Grain: edition, indicator.
select
    edition,
    indicator,
    evidence,
    note
from staged.selection
order by edition, indicator
