-- Which scores each mean of each scenario averages. A variant with a base recomputes only the means that it changes and
-- takes unchanged scores from the base. Leaving out an element changes its indicator, family and category; every
-- variant changes the total.
-- Grain: edition, scenario, parent_level, parent, child_level, child.
with touched as (
    select x.edition, x.scenario, i.indicator, i.family, i.category
    from scored.scenarios x
    join staged.elements e on e.edition = x.edition and e.element = x.variant and x.question = 'element_left_out'
    join staged.indicators i on i.edition = e.edition and i.indicator = e.indicator
),
changed as (
    select edition, scenario, 'indicators' as level, indicator as scope
    from touched
    union all
    select edition, scenario, 'families' as level, family as scope
    from touched
    union all
    select edition, scenario, 'categories' as level, category as scope
    from touched
    union all
    select edition, scenario, 'total' as level, 'total' as scope
    from scored.scenarios
    where base is not null
)
select
    x.edition,
    x.scenario,
    t.parent_level,
    t.parent,
    t.child_level,
    t.child,
    case when x.base is null or c.scope is not null then x.scenario else x.base end as child_scenario,
    t.weight
from scored.scenarios x
join staged.tree t on t.edition = x.edition and (t.parent_level <> 'total' or t.child_level = x.total_of)
left join changed p
    on p.edition = x.edition and p.scenario = x.scenario and p.level = t.parent_level and p.scope = t.parent
left join changed c
    on c.edition = x.edition and c.scenario = x.scenario and c.level = t.child_level and c.scope = t.child
where
    (x.base is null or p.scope is not null)
    and not (coalesce(x.question, '') = 'category_left_out' and t.category = x.variant)
order by x.edition, x.scenario, t.parent_level, t.parent, t.child_level, t.child
