-- The scopes that each indicator counts in: the indicator itself, its family, its category and the total.
-- Grain: edition, indicator, scope.
with scopes as (
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
)
select s.edition, i.number as indicator, k.number as scope
from scopes s
join staged.codes i on i.code = s.indicator
join staged.codes k on k.code = s.scope
order by s.edition, i.number, k.number
