-- Each target's score on each scope: indicators, families, categories as means of families, and the total, a mean of
-- families, indicators or categories, as the scenario says (an indicator without a letter is also its family), and how many of the
-- answers it rests on are known.
-- Grain: scenario, target, scope.
with indicators as (
    select
        scenario, target, indicator as scope, score_low, score_high, n_scored, n_expected, n_printed,
        case when score_low is null then cast(0 as bigint) else cast(1 as bigint) end as weight
    from scored.indicator_scores
),
families as (
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
    join indicators c on c.scenario = t.child_scenario and c.scope = t.child
    where t.parent_level = 'families'
    group by t.scenario, c.target, t.parent
),
in_families as (
    select scenario, target, scope, score_low, score_high, n_scored, n_expected, n_printed, weight
    from indicators
    union all
    select scenario, target, scope, score_low, score_high, n_scored, n_expected, n_printed, weight
    from families
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
    join in_families c on c.scenario = t.child_scenario and c.scope = t.child
    where t.parent_level = 'categories'
    group by t.scenario, c.target, t.parent
),
in_categories as (
    select scenario, target, scope, score_low, score_high, n_scored, n_expected, n_printed, weight
    from in_families
    union all
    select scenario, target, scope, score_low, score_high, n_scored, n_expected, n_printed, weight
    from categories
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
    join in_categories c on c.scenario = t.child_scenario and c.scope = t.child
    where t.parent_level = 'total'
    group by t.scenario, c.target, t.parent
)
select scenario, target, scope, score_low, score_high, n_scored, n_expected, n_printed, weight
from in_categories
union all
select scenario, target, scope, score_low, score_high, n_scored, n_expected, n_printed, weight
from totals
order by scenario, target, scope
