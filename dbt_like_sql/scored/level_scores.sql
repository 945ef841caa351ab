-- One service's (or group's, or operating company's) score on one indicator: the mean of the points of its answers.
-- Where a level has no answers but a printed score, that score stands in.
-- Grain: edition, scenario, company, service, strand, indicator.
with sums as (
    select
        edition,
        scenario,
        company,
        service,
        strand,
        indicator,
        cast(sum(points_low) as bigint) as sum_low,
        cast(sum(points_high) as bigint) as sum_high,
        count(*) filter (where status in ('scored', 'printed')) as n_scored,
        count(*) filter (where status <> 'not_applicable') as n_expected
    from scored.scenario_answers
    group by edition, scenario, company, service, strand, indicator
),
means as (
    select
        s.edition,
        s.scenario,
        s.company,
        s.service,
        s.strand,
        s.indicator,
        s.n_scored,
        s.n_expected,
        (2 * s.sum_low + s.n_expected) // nullif(2 * s.n_expected, 0) as mean_low,
        (2 * s.sum_high + s.n_expected) // nullif(2 * s.n_expected, 0) as mean_high,
        case when s.n_scored = 0 and s.n_expected > 0 then p.score end as printed
    from sums s
    left join scored.printed_levels p
        on p.edition = s.edition
        and p.scenario = s.scenario
        and p.company = s.company
        and p.service = s.service
        and p.strand = s.strand
        and p.indicator = s.indicator
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
        case
            when printed is not null then 'printed'
            when n_expected = 0 then 'not_applicable'
            when n_scored = 0 then 'unanswered'
            when n_scored < n_expected then 'partial'
            else 'complete'
        end as status,
        case when printed is not null then n_expected else n_scored end as n_scored,
        n_expected
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
    status,
    n_scored,
    n_expected
from scores
order by edition, scenario, company, service, strand, indicator
