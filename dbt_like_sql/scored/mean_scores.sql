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
total_sums as (
    select
        t.scenario,
        c.target,
        t.parent as scope,
        sum(t.weight * c.score_low) as low,
        sum(t.weight * c.score_high) as high,
        known_weight(c.score_low, t.weight) as weight,
        sum(case when t.weight < 0 then -c.n_scored else c.n_scored end) as n_scored,
        sum(case when t.weight < 0 then -c.n_expected else c.n_expected end) as n_expected,
        sum(case when t.weight < 0 then -c.n_printed else c.n_printed end) as n_printed
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
),
-- The totals of variants that leave something out are corrections, which are added to the sums of their base.
corrected_sums as (
    select scenario, target, scope, low, high, weight, n_scored, n_expected, n_printed
    from total_sums
    union all
    select x.scenario, s.target, s.scope, s.low, s.high, s.weight, s.n_scored, s.n_expected, s.n_printed
    from total_sums s
    join scored.scenarios x on x.base = s.scenario and x.question <> 'total_of'
),
totals as (
    select
        scenario,
        target,
        scope,
        rounded_mean(sum(low), cast(sum(weight) as bigint)) as score_low,
        rounded_mean(sum(high), cast(sum(weight) as bigint)) as score_high,
        cast(sum(n_scored) as bigint) as n_scored,
        cast(sum(n_expected) as bigint) as n_expected,
        cast(sum(n_printed) as bigint) as n_printed,
        cast(sum(weight) as bigint) as weight
    from corrected_sums
    group by scenario, target, scope
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
