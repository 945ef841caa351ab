-- Each unit's score on each indicator as the sum of its n parts: one, or one for each strand if the services do not count
-- as one. A view.
-- Grain: scenario, service, indicator.
with strand_means as (
    select
        scenario,
        company_unit,
        service,
        indicator,
        nearness,
        is_shared,
        moved,
        rounded_mean(sum(score_low), count(score_low)) as low,
        rounded_mean(sum(score_high), count(score_high)) as high,
        sum(n_scored) as n_scored,
        sum(n_expected) as n_expected,
        sum(n_printed) as n_printed
    from scored.placed_levels
    where is_stranded
    group by scenario, company_unit, service, indicator, nearness, is_shared, moved, part
)
select
    scenario,
    service,
    indicator,
    company_unit,
    nearness,
    is_shared,
    moved,
    score_low as low,
    score_high as high,
    case when score_low is null then 0 else 1 end as n,
    n_scored,
    n_expected,
    n_printed
from scored.placed_levels
where not is_stranded
union all
select
    scenario,
    service,
    indicator,
    company_unit,
    nearness,
    is_shared,
    moved,
    cast(sum(low) as bigint) as low,
    cast(sum(high) as bigint) as high,
    cast(count(low) as integer) as n,
    cast(sum(n_scored) as bigint) as n_scored,
    cast(sum(n_expected) as bigint) as n_expected,
    cast(sum(n_printed) as bigint) as n_printed
from strand_means
group by scenario, company_unit, service, indicator, nearness, is_shared, moved
order by scenario, service, indicator
