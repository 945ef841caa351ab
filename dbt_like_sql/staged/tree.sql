-- What is averaged into what above the indicators: indicators into families, families into categories, and each of
-- the three into the total, of which a scenario takes one. Only selected indicators.
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
    select edition, 'total of families' as kind, 'total' as parent, family as child
    from selected
    union
    select edition, 'total of indicators' as kind, 'total' as parent, indicator as child
    from selected
    union
    select edition, 'total of categories' as kind, 'total' as parent, category as child
    from selected
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
