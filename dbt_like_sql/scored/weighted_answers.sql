-- The answers that count in the scenarios that need weights. A printed score used in place of a level's answers is one
-- row with an empty element.
-- Grain: scenario, service, strand, indicator, element.
with levels as (
    select
        l.scenario, x.purpose, l.service, l.strand, l.indicator, l.score_low, l.score_high, l.n_expected, l.whole
    from scored.level_scores l
    join scored.scenarios x on x.scenario = l.scenario and x.weighted
    where l.n_expected > 0
)
select
    l.scenario, l.service, l.strand, l.indicator, a.element, l.n_expected as n_in_level, a.points_low, a.points_high
from levels l
join staged.answers a on a.service = l.service and a.strand = l.strand and a.indicator = l.indicator
where l.purpose = 'actual' and not l.whole and a.status <> 'not_applicable'
union all
select
    l.scenario, l.service, l.strand, l.indicator, a.element, l.n_expected as n_in_level, a.points_low, a.points_high
from levels l
join scored.scenario_answers a
    on a.scenario = l.scenario and a.service = l.service and a.strand = l.strand and a.indicator = l.indicator
where l.purpose <> 'actual' and not l.whole and a.status <> 'not_applicable'
union all
select
    l.scenario,
    l.service,
    l.strand,
    l.indicator,
    k.number as element,
    cast(1 as bigint) as n_in_level,
    l.score_low as points_low,
    l.score_high as points_high
from levels l
join staged.codes k on k.code = ''
where l.whole
order by scenario, service, strand, indicator, element
