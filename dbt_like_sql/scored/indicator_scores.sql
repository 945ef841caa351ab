-- Each target's score on each indicator: the mean of its parts, which are the group, the operating company and the
-- services together. If the methodology does not count the services together, each composite and strand is a part. A
-- composite is the mean of the levels that share it, such as prepaid and postpaid mobile. If the methodology says
-- `nearest`, a service gets the nearest level in which the indicator applies: its own, else the operating company's,
-- else the group's.
-- Grain: edition, scenario, company, target, indicator.
with composites as (
    select
        edition, scenario, company, target, indicator, nearness, score_low, score_high, n_scored, n_expected, n_printed
    from scored.target_levels
    where not shared
    union all
    select
        edition,
        scenario,
        company,
        target,
        indicator,
        nearness,
        rounded_mean(sum(score_low), count(score_low)) as score_low,
        rounded_mean(sum(score_high), count(score_high)) as score_high,
        cast(sum(n_scored) as bigint) as n_scored,
        cast(sum(n_expected) as bigint) as n_expected,
        cast(sum(n_printed) as bigint) as n_printed
    from scored.target_levels
    where shared
    group by edition, scenario, company, target, indicator, nearness, composite
),
sums as (
    select
        edition,
        scenario,
        company,
        target,
        indicator,
        nearness,
        cast(sum(score_low) as bigint) as low,
        cast(sum(score_high) as bigint) as high,
        count(score_low) as n,
        cast(sum(n_scored) as bigint) as n_scored,
        cast(sum(n_expected) as bigint) as n_expected,
        cast(sum(n_printed) as bigint) as n_printed
    from composites
    group by edition, scenario, company, target, indicator, nearness
),
units as (
    select
        s.edition,
        s.scenario,
        s.company,
        s.target,
        s.indicator,
        s.nearness,
        s.target <> 'company' and m.service_score = 'nearest' as nearest,
        case when m.services_as_one then rounded_mean(s.low, s.n) else s.low end as low,
        case when m.services_as_one then rounded_mean(s.high, s.n) else s.high end as high,
        case when m.services_as_one then least(s.n, 1) else s.n end as n_parts,
        s.n_scored,
        s.n_expected,
        s.n_printed
    from sums s
    join staged.methodologies m on m.edition = s.edition
),
wholes as (
    select
        edition,
        scenario,
        company,
        target,
        indicator,
        case
            when nearest then min_by(low, nearness) filter (where n_expected > 0)
            else cast(sum(low) as bigint)
        end as low,
        case
            when nearest then min_by(high, nearness) filter (where n_expected > 0)
            else cast(sum(high) as bigint)
        end as high,
        case
            when nearest then min_by(n_parts, nearness) filter (where n_expected > 0)
            else cast(sum(n_parts) as bigint)
        end as n_parts,
        case
            when nearest then coalesce(min_by(n_scored, nearness) filter (where n_expected > 0), 0)
            else cast(sum(n_scored) as bigint)
        end as n_scored,
        case
            when nearest then coalesce(min_by(n_expected, nearness) filter (where n_expected > 0), 0)
            else cast(sum(n_expected) as bigint)
        end as n_expected,
        case
            when nearest then coalesce(min_by(n_printed, nearness) filter (where n_expected > 0), 0)
            else cast(sum(n_printed) as bigint)
        end as n_printed,
        case when nearest then min(nearness) filter (where n_expected > 0) end as nearness
    from units
    group by edition, scenario, company, target, indicator, nearest
)
select
    edition,
    scenario,
    company,
    target,
    indicator,
    rounded_mean(low, n_parts) as score_low,
    rounded_mean(high, n_parts) as score_high,
    n_scored,
    n_expected,
    n_printed,
    nearness
from wholes
order by edition, scenario, company, target, indicator
