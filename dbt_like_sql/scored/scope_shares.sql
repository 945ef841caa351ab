-- Each indicator's share in the score of each scope: 1 in itself, and the product of its shares in family, category and
-- total. Only for scenarios that need weights.
-- Grain: scenario, target, scope, indicator.
with children as (
    select
        t.scenario,
        s.target,
        t.parent_level,
        t.parent,
        t.child,
        cast(t.weight as double) / s.weight as share
    from scored.scenario_tree t
    join scored.scenarios x on x.scenario = t.scenario and x.weighted
    join scored.scope_scores s on s.scenario = t.scenario and s.scope = t.parent and s.weight > 0
),
indicators as (
    select s.scenario, s.target, s.indicator
    from scored.indicator_scores s
    join scored.scenarios x on x.scenario = s.scenario and x.weighted
    where s.score_low is not null
),
-- An indicator without a letter is its own family.
families as (
    select
        i.scenario, i.target, i.indicator, coalesce(c.parent, i.indicator) as scope,
        coalesce(c.share, cast(1 as double)) as share
    from indicators i
    left join children c
        on c.scenario = i.scenario and c.target = i.target and c.parent_level = 'families' and c.child = i.indicator
),
categories as (
    select f.scenario, f.target, f.indicator, c.parent as scope, f.share * c.share as share
    from families f
    join children c
        on c.scenario = f.scenario and c.target = f.target and c.parent_level = 'categories' and c.child = f.scope
),
scopes as (
    select scenario, target, indicator, indicator as scope, cast(1 as double) as share
    from indicators
    union all
    select scenario, target, indicator, scope, share
    from families
    where scope <> indicator
    union all
    select scenario, target, indicator, scope, share
    from categories
)
select scenario, target, scope, indicator, share
from scopes
union all
select s.scenario, s.target, c.parent as scope, s.indicator, s.share * c.share as share
from scopes s
join children c on c.scenario = s.scenario and c.target = s.target and c.parent_level = 'total' and c.child = s.scope
order by scenario, target, scope, indicator
