-- Each target's score on each family: the mean of its indicators. An indicator without a letter is its own family.
-- Grain: edition, scenario, company, target, family.
select
    t.edition,
    t.scenario,
    c.company,
    c.target,
    t.parent as family,
    weighted_mean(c.score_low, t.weight) as score_low,
    weighted_mean(c.score_high, t.weight) as score_high,
    cast(sum(c.n_scored) as bigint) as n_scored,
    cast(sum(c.n_expected) as bigint) as n_expected,
    cast(sum(c.n_printed) as bigint) as n_printed,
    known_weight(c.score_low, t.weight) as weight
from scored.scenario_tree t
join scored.indicator_scores c
    on c.edition = t.edition and c.scenario = t.child_scenario and c.indicator = t.child
where t.parent_level = 'families'
group by t.edition, t.scenario, c.company, c.target, t.parent
order by t.edition, t.scenario, c.company, c.target, t.parent
