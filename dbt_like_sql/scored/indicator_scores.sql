-- Each target's score on each indicator: the mean of what there is of group, operating company and services.
-- Grain: edition, scenario, company, target, indicator.
select
    edition,
    scenario,
    company,
    target,
    indicator,
    cast((2 * sum(score_low) + count(score_low)) // nullif(2 * count(score_low), 0) as bigint) as score_low,
    cast((2 * sum(score_high) + count(score_high)) // nullif(2 * count(score_high), 0) as bigint) as score_high,
    cast(sum(n_scored) as bigint) as n_scored,
    cast(sum(n_expected) as bigint) as n_expected,
    count(score_low) as n_parts
from scored.part_scores
group by edition, scenario, company, target, indicator
order by edition, scenario, company, target, indicator
