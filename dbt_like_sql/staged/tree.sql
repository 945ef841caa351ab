-- What is averaged into what above the indicators: indicators into families, families into categories, and families,
-- indicators or categories into the total, as the methodology says. Only selected indicators.
-- Grain: edition, kind, parent, child.
with selected as (
    select i.edition, i.indicator, i.family, i.category
    from staged.indicators i
    join staged.selection s on s.edition = i.edition and s.indicator = i.indicator
),
edges as (
    select edition, 'family' as kind, family as parent, indicator as child
    from selected
    union
    select edition, 'category' as kind, category as parent, family as child
    from selected
    union
    select
        s.edition,
        'total' as kind,
        'total' as parent,
        case m.total_of when 'families' then s.family when 'indicators' then s.indicator else s.category end as child
    from selected s
    join staged.methodologies m on m.edition = s.edition
)
select
    e.edition,
    e.kind,
    e.parent,
    e.child,
    -- A family of one indicator bears its indicator's name; there its weight belongs to the family's place above.
    case when e.parent = e.child then cast(1 as bigint) else coalesce(w.weight, cast(1 as bigint)) end as weight
from edges e
left join staged.weights w on w.edition = e.edition and w.scope = e.child
order by e.edition, e.kind, e.parent, e.child
