-- Each indicator's share in the score of each scope: 1 in itself, and the product of its shares in family, category and
-- total. Only for scenarios that need weights.
-- Grain: edition, scenario, company, target, scope, indicator.
with paths as (
    select
        i.edition,
        i.scenario,
        i.company,
        i.target,
        i.indicator,
        f.family,
        c.category,
        x.total_of,
        case x.total_of
            when 'families' then f.family when 'indicators' then i.indicator else c.category
        end as of_which,
        cast(ft.weight as double) / f.weight as of_family,
        cast(ct.weight as double) / c.weight as of_category
    from scored.indicator_scores i
    join scored.scenarios x on x.edition = i.edition and x.scenario = i.scenario and x.weighted
    join staged.tree ft on ft.edition = i.edition and ft.parent_level = 'families' and ft.child = i.indicator
    join scored.family_scores f
        on f.edition = i.edition and f.scenario = i.scenario and f.company = i.company and f.target = i.target
        and f.family = ft.parent
    join staged.tree ct on ct.edition = i.edition and ct.parent_level = 'categories' and ct.child = f.family
    join scored.category_scores c
        on c.edition = i.edition and c.scenario = i.scenario and c.company = i.company and c.target = i.target
        and c.category = ct.parent
    where i.score_low is not null
)
select edition, scenario, company, target, indicator as scope, indicator, cast(1 as double) as share
from paths
union all
select edition, scenario, company, target, family as scope, indicator, of_family as share
from paths
where family <> indicator
union all
select edition, scenario, company, target, category as scope, indicator, of_family * of_category as share
from paths
union all
select
    p.edition,
    p.scenario,
    p.company,
    p.target,
    'total' as scope,
    p.indicator,
    case p.total_of
        when 'families' then p.of_family
        when 'indicators' then cast(1 as double)
        else p.of_family * p.of_category
    end * (cast(c.weight as double) / t.weight) as share
from paths p
join staged.tree c
    on c.edition = p.edition and c.parent_level = 'total' and c.child_level = p.total_of and c.child = p.of_which
join scored.total_scores t
    on t.edition = p.edition and t.scenario = p.scenario and t.company = p.company and t.target = p.target
order by edition, scenario, company, target, scope, indicator
