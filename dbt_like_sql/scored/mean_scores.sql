-- Each target's score on each family with more than one indicator and in each category, and its total: a mean of
-- families, indicators or categories, as the scenario says.
-- Grain: scenario, target, scope.
with families as (
    select
        t.scenario,
        c.target,
        t.parent as scope,
        weighted_mean(c.score_low, t.weight) as score_low,
        weighted_mean(c.score_high, t.weight) as score_high,
        cast(sum(c.n_scored) as bigint) as n_scored,
        cast(sum(c.n_expected) as bigint) as n_expected,
        cast(sum(c.n_printed) as bigint) as n_printed,
        known_weight(c.score_low, t.weight) as weight
    from scored.scenario_tree t
    join scored.indicator_scores c on c.scenario = t.child_scenario and c.indicator = t.child
    where t.parent_level = 'families'
    group by t.scenario, c.target, t.parent
),
categories as (
    select
        t.scenario,
        c.target,
        t.parent as scope,
        weighted_mean(c.score_low, t.weight) as score_low,
        weighted_mean(c.score_high, t.weight) as score_high,
        cast(sum(c.n_scored) as bigint) as n_scored,
        cast(sum(c.n_expected) as bigint) as n_expected,
        cast(sum(c.n_printed) as bigint) as n_printed,
        known_weight(c.score_low, t.weight) as weight
    from scored.scenario_tree t
    join (
        select scenario, target, indicator as scope, score_low, score_high, n_scored, n_expected, n_printed
        from scored.indicator_scores
        union all
        select scenario, target, scope, score_low, score_high, n_scored, n_expected, n_printed
        from families
    ) c on c.scenario = t.child_scenario and c.scope = t.child
    where t.parent_level = 'categories'
    group by t.scenario, c.target, t.parent
),
totals as (
    select
        t.scenario,
        c.target,
        t.parent as scope,
        weighted_mean(c.score_low, t.weight) as score_low,
        weighted_mean(c.score_high, t.weight) as score_high,
        cast(sum(c.n_scored) as bigint) as n_scored,
        cast(sum(c.n_expected) as bigint) as n_expected,
        cast(sum(c.n_printed) as bigint) as n_printed,
        known_weight(c.score_low, t.weight) as weight
    from scored.scenario_tree t
    join (
        select scenario, target, indicator as scope, score_low, score_high, n_scored, n_expected, n_printed
        from scored.indicator_scores
        union all
        select scenario, target, scope, score_low, score_high, n_scored, n_expected, n_printed
        from families
        union all
        select scenario, target, scope, score_low, score_high, n_scored, n_expected, n_printed
        from categories
    ) c on c.scenario = t.child_scenario and c.scope = t.child
    where t.parent_level = 'total'
    group by t.scenario, c.target, t.parent
)
select scenario, target, scope, score_low, score_high, n_scored, n_expected, n_printed, weight
from families
union all
select scenario, target, scope, score_low, score_high, n_scored, n_expected, n_printed, weight
from categories
union all
select scenario, target, scope, score_low, score_high, n_scored, n_expected, n_printed, weight
from totals
order by scenario, target, scope
