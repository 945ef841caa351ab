-- The tree of means, for selected indicators: indicators into families, families into categories, and each of the three
-- into the total; a scenario uses one of these three. An indicator without a letter is its own family.
-- Grain: edition, parent_level, parent, child_level, child.
with selected as (
    select i.edition, i.indicator, i.family, i.category
    from staged.indicators i
    join staged.selection s on s.edition = i.edition and s.indicator = i.indicator
),
edges as (
    select
        edition, 'families' as parent_level, family as parent, 'indicators' as child_level, indicator as child, category
    from selected
    where family <> indicator
    union
    select edition, 'categories' as parent_level, category as parent, 'families' as child_level, family, category
    from selected
    union
    select edition, 'total' as parent_level, 'total' as parent, 'indicators' as child_level, indicator, category
    from selected
    union
    select edition, 'total' as parent_level, 'total' as parent, 'families' as child_level, family, category
    from selected
    union
    select edition, 'total' as parent_level, 'total' as parent, 'categories' as child_level, category, category
    from selected
)
select
    e.edition,
    e.parent_level,
    p.number as parent,
    e.child_level,
    c.number as child,
    g.number as category,
    coalesce(w.weight, cast(1 as bigint)) as weight
from edges e
join staged.codes p on p.code = e.parent
join staged.codes c on c.code = e.child
join staged.codes g on g.code = e.category
left join staged.weights w on w.edition = e.edition and w.scope = e.child
order by e.edition, e.parent_level, p.number, e.child_level, c.number
