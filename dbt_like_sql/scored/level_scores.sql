-- The score of each level (a service, the group or the operating company on one indicator): the mean of the points of
-- its answers. If a level has a printed score and neither answers nor printed points, the printed score is the score of
-- the whole level. Only given answers count as known; a printed score does not make an answer known.
-- Grain: edition, scenario, company, service, strand, indicator.
with facts as (
    select
        edition,
        scenario,
        company,
        service,
        strand,
        indicator,
        status,
        points_low,
        points_high,
        cast(null as bigint) as printed_score
    from scored.scenario_answers
    union all
    select
        edition,
        scenario,
        company,
        service,
        strand,
        indicator,
        cast(null as varchar) as status,
        cast(null as bigint) as points_low,
        cast(null as bigint) as points_high,
        score as printed_score
    from scored.printed_levels
),
sums as (
    select
        edition,
        scenario,
        company,
        service,
        strand,
        indicator,
        sum(points_low) as sum_low,
        sum(points_high) as sum_high,
        count(*) filter (where status = 'scored') as n_scored,
        count(*) filter (where status = 'printed') as n_printed,
        count(*) filter (where status <> 'not_applicable') as n_expected,
        max(printed_score) as printed_score
    from facts
    group by edition, scenario, company, service, strand, indicator
    -- A printed score of a level without applicable elements is left out.
    having count(status) > 0
),
means as (
    select
        edition,
        scenario,
        company,
        service,
        strand,
        indicator,
        n_scored,
        n_printed,
        n_expected,
        rounded_mean(sum_low, n_expected) as mean_low,
        rounded_mean(sum_high, n_expected) as mean_high,
        case when n_scored + n_printed = 0 and n_expected > 0 then printed_score end as printed
    from sums
),
scores as (
    select
        edition,
        scenario,
        company,
        service,
        strand,
        indicator,
        cast(coalesce(printed, mean_low) as bigint) as score_low,
        cast(coalesce(printed, mean_high) as bigint) as score_high,
        n_scored,
        case when printed is not null then n_expected else n_printed end as n_printed,
        n_expected,
        printed is not null as whole
    from means
)
select
    edition,
    scenario,
    company,
    service,
    strand,
    indicator,
    case when score_low = score_high then score_low end as score,
    score_low,
    score_high,
    score_status(n_scored, n_printed, n_expected) as status,
    n_scored,
    n_expected,
    n_printed,
    whole
from scores
order by edition, scenario, company, service, strand, indicator
