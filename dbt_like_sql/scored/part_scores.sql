-- What an indicator is the mean of: the group, the operating company, and the mean of the services' composites; each
-- composite and strand by itself where the methodology does not count the services as one.
-- Grain: edition, scenario, company, target, indicator, part.
select
    edition,
    scenario,
    company,
    target,
    indicator,
    part,
    cast((2 * sum(score_low) + count(score_low)) // nullif(2 * count(score_low), 0) as bigint) as score_low,
    cast((2 * sum(score_high) + count(score_high)) // nullif(2 * count(score_high), 0) as bigint) as score_high,
    cast(sum(n_scored) as bigint) as n_scored,
    cast(sum(n_expected) as bigint) as n_expected,
    count(score_low) as n_composites
from scored.composite_scores
group by edition, scenario, company, target, indicator, part
order by edition, scenario, company, target, indicator, part
