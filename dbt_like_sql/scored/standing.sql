-- What a variant leaves as it is in a mean that it changes: there the score of its base goes in. Without an element, its
-- indicator, family and category change, and the total always does.
-- Grain: edition, scenario, kind, child.
with touched as (
    select x.edition, x.scenario, i.indicator, i.family, i.category
    from scored.scenarios x
    join staged.elements e on e.edition = x.edition and e.element = x.variant and x.holds = 'element_left_out'
    join staged.indicators i on i.edition = e.edition and i.indicator = e.indicator
),
parents as (
    select edition, scenario, 'family' as kind, family as parent, indicator as changed
    from touched
    union all
    select edition, scenario, 'category' as kind, category as parent, family as changed
    from touched
    union all
    select
        x.edition,
        x.scenario,
        'total of ' || x.total_of as kind,
        'total' as parent,
        case x.total_of when 'families' then t.family when 'indicators' then t.indicator else t.category end as changed
    from scored.scenarios x
    left join touched t on t.edition = x.edition and t.scenario = x.scenario
    where x.base is not null
)
select p.edition, p.scenario, p.kind, t.child, x.base
from parents p
join scored.scenarios x on x.edition = p.edition and x.scenario = p.scenario
join staged.tree t
    on t.edition = p.edition and t.kind = p.kind and t.parent = p.parent and t.child <> coalesce(p.changed, '')
left join staged.indicators i
    on i.edition = t.edition and x.holds = 'category_left_out' and i.category = x.variant
    and t.child = case x.total_of when 'families' then i.family when 'indicators' then i.indicator else i.category end
where i.indicator is null
order by p.edition, p.scenario, p.kind, t.child
