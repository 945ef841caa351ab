-- The sums and counts of each level's answers, in all scenarios but the published one. Without one of its elements, a
-- level has its published sums less that element's answer.
-- Grain: scenario, service, strand, indicator.
with with_variants as (
    select distinct edition
    from scored.scenarios
    where question = 'element_left_out'
),
published as (
    select
        u.edition,
        a.service,
        a.strand,
        a.indicator,
        sum(a.points_low) as sum_low,
        sum(a.points_high) as sum_high,
        count(*) as n_answers,
        count(*) filter (where a.status = 'scored') as n_scored,
        count(*) filter (where a.status = 'printed') as n_printed,
        count(*) filter (where a.status <> 'not_applicable') as n_expected
    from with_variants v
    join staged.units u on u.edition = v.edition
    join staged.answers a on a.service = u.unit
    group by u.edition, a.service, a.strand, a.indicator
),
without_element as (
    select
        x.scenario,
        p.service,
        p.strand,
        p.indicator,
        p.sum_low - coalesce(a.points_low, 0) as sum_low,
        p.sum_high - coalesce(a.points_high, 0) as sum_high,
        p.n_answers - case when a.element is null then 0 else 1 end as n_answers,
        p.n_scored - case a.status when 'scored' then 1 else 0 end as n_scored,
        p.n_printed - case a.status when 'printed' then 1 else 0 end as n_printed,
        p.n_expected - case when coalesce(a.status, 'not_applicable') = 'not_applicable' then 0 else 1 end as n_expected
    from scored.scenarios x
    join published p on p.edition = x.edition and p.indicator = x.indicator
    left join staged.answers a on a.service = p.service and a.strand = p.strand and a.element = x.left_out
)
select
    scenario,
    service,
    strand,
    indicator,
    cast(sum_low as bigint) as sum_low,
    cast(sum_high as bigint) as sum_high,
    n_scored,
    n_printed,
    n_expected,
    cast(null as bigint) as printed_score
from without_element
where n_answers > 0
union all
select
    a.scenario,
    a.service,
    a.strand,
    a.indicator,
    cast(sum(a.points_low) as bigint) as sum_low,
    cast(sum(a.points_high) as bigint) as sum_high,
    count(*) filter (where a.status = 'scored') as n_scored,
    count(*) filter (where a.status = 'printed') as n_printed,
    count(*) filter (where a.status <> 'not_applicable') as n_expected,
    max(p.score) as printed_score
from scored.scenario_answers a
left join scored.printed_levels p
    on p.scenario = a.scenario and p.service = a.service and p.strand = a.strand and p.indicator = a.indicator
group by a.scenario, a.service, a.strand, a.indicator
order by scenario, service, strand, indicator
