-- Each target's total: the mean of all families, indicators or categories, depending on the scenario.
-- Grain: edition, scenario, company, target.
with children as (
    select
        'indicators' as level, edition, scenario, company, target, indicator as scope, score_low, score_high, n_scored,
        n_expected, n_printed
    from scored.indicator_scores
    union all
    select
        'families' as level, edition, scenario, company, target, family as scope, score_low, score_high, n_scored,
        n_expected, n_printed
    from scored.family_scores
    union all
    select
        'categories' as level, edition, scenario, company, target, category as scope, score_low, score_high, n_scored,
        n_expected, n_printed
    from scored.category_scores
)
select
    t.edition,
    t.scenario,
    c.company,
    c.target,
    weighted_mean(c.score_low, t.weight) as score_low,
    weighted_mean(c.score_high, t.weight) as score_high,
    cast(sum(c.n_scored) as bigint) as n_scored,
    cast(sum(c.n_expected) as bigint) as n_expected,
    cast(sum(c.n_printed) as bigint) as n_printed,
    known_weight(c.score_low, t.weight) as weight
from scored.scenario_tree t
join children c
    on c.edition = t.edition and c.scenario = t.child_scenario and c.level = t.child_level and c.scope = t.child
where t.parent_level = 'total'
group by t.edition, t.scenario, c.company, c.target
order by t.edition, t.scenario, c.company, c.target
