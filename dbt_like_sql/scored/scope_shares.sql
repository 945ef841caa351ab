-- How much of each scope's score each indicator is: 1 of itself, and a product of shares of family, category and total.
-- Only in the scenarios whose weights are asked for.
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
        cast(ft.weight as double) / f.weight as of_family,
        cast(ct.weight as double) / c.weight as of_category,
        cast(tt.weight as double) / t.weight as of_total
    from scored.indicator_scores i
    join scored.scenarios x on x.edition = i.edition and x.scenario = i.scenario and x.weighted
    join staged.tree ft on ft.edition = i.edition and ft.kind = 'family' and ft.child = i.indicator
    join scored.family_scores f
        on f.edition = i.edition and f.scenario = i.scenario and f.company = i.company and f.target = i.target
        and f.family = ft.parent
    join staged.tree ct on ct.edition = i.edition and ct.kind = 'category' and ct.child = f.family
    join scored.category_scores c
        on c.edition = i.edition and c.scenario = i.scenario and c.company = i.company and c.target = i.target
        and c.category = ct.parent
    join staged.tree tt
        on tt.edition = i.edition and tt.kind = 'total of ' || x.total_of
        and tt.child = case x.total_of
            when 'families' then f.family when 'indicators' then i.indicator else c.category end
    join scored.total_scores t
        on t.edition = i.edition and t.scenario = i.scenario and t.company = i.company and t.target = i.target
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
    edition,
    scenario,
    company,
    target,
    'total' as scope,
    indicator,
    case total_of
        when 'families' then of_family * of_total
        when 'indicators' then of_total
        else of_family * of_category * of_total
    end as share
from paths
order by edition, scenario, company, target, scope, indicator
