-- How much each answer counts in each score: a product of the shares at every step. A printed level that stands in for
-- its answers has one row, with an empty element. Only in the scenarios whose weights are asked for.
-- Grain: edition, scenario, company, target, scope, service, strand, indicator, element.
with levels as (
    select
        t.edition,
        t.scenario,
        t.company,
        t.target,
        t.indicator,
        t.service,
        t.strand,
        l.status,
        l.n_expected,
        cast(1 as double) / i.n_parts / u.n_composites / c.n_levels as share
    from scored.target_levels t
    join scored.scenarios x on x.edition = t.edition and x.scenario = t.scenario and x.weighted
    join scored.level_scores l
        on l.edition = t.edition and l.scenario = t.scenario and l.company = t.company and l.service = t.service
        and l.strand = t.strand and l.indicator = t.indicator
    join scored.composite_scores c
        on c.edition = t.edition and c.scenario = t.scenario and c.company = t.company and c.target = t.target
        and c.indicator = t.indicator and c.part = t.part and c.composite = t.composite
    join scored.part_scores u
        on u.edition = t.edition and u.scenario = t.scenario and u.company = t.company and u.target = t.target
        and u.indicator = t.indicator and u.part = t.part
    join scored.indicator_scores i
        on i.edition = t.edition and i.scenario = t.scenario and i.company = t.company and i.target = t.target
        and i.indicator = t.indicator
    where t.score_low is not null
),
answers as (
    select
        l.edition,
        l.scenario,
        l.company,
        l.target,
        l.indicator,
        l.service,
        l.strand,
        a.element,
        l.share / l.n_expected as share
    from levels l
    join scored.scenario_answers a
        on a.edition = l.edition and a.scenario = l.scenario and a.company = l.company and a.service = l.service
        and a.strand = l.strand and a.indicator = l.indicator
    where l.status <> 'printed' and a.status <> 'not_applicable'
    union all
    select edition, scenario, company, target, indicator, service, strand, '' as element, share
    from levels
    where status = 'printed'
)
select
    a.edition,
    a.scenario,
    a.company,
    a.target,
    s.scope,
    a.service,
    a.strand,
    a.indicator,
    a.element,
    a.share * s.share as weight
from answers a
join scored.scope_shares s
    on s.edition = a.edition and s.scenario = a.scenario and s.company = a.company and s.target = a.target
    and s.indicator = a.indicator
order by a.edition, a.scenario, a.company, a.target, s.scope, a.service, a.strand, a.indicator, a.element
