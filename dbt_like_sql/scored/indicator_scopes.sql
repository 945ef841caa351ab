-- The scopes that each indicator counts in: the indicator itself, its family, its category and the total.
-- Grain: edition, indicator, scope.
select edition, indicator, indicator as scope
from staged.indicators
union
select edition, indicator, family as scope
from staged.indicators
union
select edition, indicator, category as scope
from staged.indicators
union
select edition, indicator, 'total' as scope
from staged.indicators
order by edition, indicator, scope
