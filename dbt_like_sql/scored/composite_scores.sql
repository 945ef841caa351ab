-- The mean of the levels that share a composite (prepaid and postpaid mobile); elsewhere each service is its own.
-- Where the methodology does not count the services as one, each strand is a composite of its own.
-- Grain: edition, scenario, company, target, indicator, part, composite.
select
    edition,
    scenario,
    company,
    target,
    indicator,
    part,
    composite,
    cast((2 * sum(score_low) + count(score_low)) // nullif(2 * count(score_low), 0) as bigint) as score_low,
    cast((2 * sum(score_high) + count(score_high)) // nullif(2 * count(score_high), 0) as bigint) as score_high,
    cast(sum(n_scored) as bigint) as n_scored,
    cast(sum(n_expected) as bigint) as n_expected,
    count(score_low) as n_levels
from scored.target_levels
group by edition, scenario, company, target, indicator, part, composite
order by edition, scenario, company, target, indicator, part, composite
