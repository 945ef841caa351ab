-- Which scores each mean of each scenario averages. A variant with a base recomputes only the means that it changes and
-- takes unchanged scores from the base. Leaving out an element changes its indicator, family and category; every
-- variant changes the total.
-- Grain: scenario, parent_level, parent, child.
with changed as (
    select x.scenario, i.scope
    from scored.scenarios x
    join scored.indicator_scopes i on i.edition = x.edition and i.indicator = x.indicator
    union
    select x.scenario, k.number as scope
    from scored.scenarios x
    join staged.codes k on k.code = 'total'
    where x.base is not null
)
select
    x.scenario,
    t.parent_level,
    t.parent,
    t.child,
    case when x.base is null or c.scope is not null then x.scenario else x.base end as child_scenario,
    t.weight
from scored.scenarios x
join staged.tree t on t.edition = x.edition and (t.parent_level <> 'total' or t.child_level = x.total_of)
left join changed p on p.scenario = x.scenario and p.scope = t.parent
left join changed c on c.scenario = x.scenario and c.scope = t.child
where
    (x.base is null or p.scope is not null)
    and not (coalesce(x.question, '') = 'category_left_out' and t.category = x.left_out)
order by x.scenario, t.parent_level, t.parent, t.child
