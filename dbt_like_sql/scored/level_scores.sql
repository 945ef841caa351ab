-- The score of each level (a service, the group or the operating company on one indicator): the mean of the points of
-- its answers. If a level has a printed score and neither answers nor printed points, the printed score is the score of
-- the whole level. Only given answers count as known; a printed score does not make an answer known.
-- Grain: scenario, service, strand, indicator.
-- The published scoring has no scenario until its sums are made, since answers are many.
with answered as (
    select
        service,
        strand,
        indicator,
        sum(points_low) as sum_low,
        sum(points_high) as sum_high,
        count(*) filter (where status = 'scored') as n_scored,
        count(*) filter (where status = 'printed') as n_printed,
        count(*) filter (where status <> 'not_applicable') as n_expected
    from staged.answers
    group by service, strand, indicator
),
sums as (
    select
        x.scenario,
        a.service,
        a.strand,
        a.indicator,
        a.sum_low,
        a.sum_high,
        a.n_scored,
        a.n_printed,
        a.n_expected,
        p.score as printed_score
    from answered a
    join staged.units u on u.unit = a.service
    join scored.scenarios x on x.edition = u.edition and x.purpose = 'actual'
    left join staged.published_levels p
        on p.service = a.service and p.strand = a.strand and p.indicator = a.indicator
    union all
    select
        scenario, service, strand, indicator, sum_low, sum_high, n_scored, n_printed, n_expected, printed_score
    from scored.level_sums
),
means as (
    select
        scenario,
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
)
select
    scenario,
    service,
    strand,
    indicator,
    cast(coalesce(printed, mean_low) as bigint) as score_low,
    cast(coalesce(printed, mean_high) as bigint) as score_high,
    n_scored,
    n_expected,
    case when printed is not null then n_expected else n_printed end as n_printed,
    printed is not null as whole
from means
order by scenario, service, strand, indicator
