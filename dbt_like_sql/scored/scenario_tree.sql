-- Which scores each mean of each scenario averages. A variant with a base recomputes only the means that it changes and
-- takes unchanged scores from the base. Leaving out an element changes its indicator, family and category; every
-- variant changes the total. A total without an element or a category is that of the base, corrected: it has the changed
-- scores, and with negative weight those that they replace.
-- Grain: scenario, parent_level, parent, child, child_scenario.
with changed as (
    select x.scenario, i.scope
    from scored.scenarios x
    join scored.indicator_scopes i on i.edition = x.edition and i.indicator = x.indicator
),
edges as (
    select
        x.scenario,
        x.base,
        x.question,
        t.parent_level,
        t.parent,
        t.child,
        t.weight,
        p.scope is not null as changes_parent,
        c.scope is not null as changes_child,
        coalesce(x.question, '') = 'category_left_out' and t.category = x.left_out as leaves_out_child
    from scored.scenarios x
    join staged.tree t on t.edition = x.edition and (t.parent_level <> 'total' or t.child_level = x.total_of)
    left join changed p on p.scenario = x.scenario and p.scope = t.parent
    left join changed c on c.scenario = x.scenario and c.scope = t.child
)
select scenario, parent_level, parent, child, scenario as child_scenario, weight
from edges
where base is null or (changes_parent and changes_child)
union all
select scenario, parent_level, parent, child, base as child_scenario, weight
from edges
where
    (parent_level <> 'total' and changes_parent and not changes_child)
    or (parent_level = 'total' and question = 'total_of')
union all
select scenario, parent_level, parent, child, base as child_scenario, -weight as weight
from edges
where parent_level = 'total' and (changes_child or leaves_out_child)
order by scenario, parent_level, parent, child, child_scenario
