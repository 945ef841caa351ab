-- The weight of each answer in each score: the product of its shares at every level of the tree. A printed level used
-- in place of answers has one row with an empty element. Only for scenarios that need weights.
-- Grain: edition, scenario, company, target, scope, service, strand, indicator, element.
with counted as (
    select
        t.edition,
        t.scenario,
        t.company,
        t.target,
        t.indicator,
        t.part,
        t.composite,
        t.service,
        t.strand,
        t.whole,
        t.n_expected
    from scored.target_levels t
    join scored.scenarios x on x.edition = t.edition and x.scenario = t.scenario and x.weighted
    join scored.indicator_scores i
        on i.edition = t.edition and i.scenario = t.scenario and i.company = t.company and i.target = t.target
        and i.indicator = t.indicator
    where t.score_low is not null and t.nearness = coalesce(i.nearness, t.nearness)
),
composites as (
    select edition, scenario, company, target, indicator, part, composite, count(*) as n_levels
    from counted
    group by edition, scenario, company, target, indicator, part, composite
),
parts as (
    select edition, scenario, company, target, indicator, part, count(*) as n_composites
    from composites
    group by edition, scenario, company, target, indicator, part
),
wholes as (
    select edition, scenario, company, target, indicator, count(*) as n_parts
    from parts
    group by edition, scenario, company, target, indicator
),
levels as (
    select
        l.edition,
        l.scenario,
        l.company,
        l.target,
        l.indicator,
        l.service,
        l.strand,
        l.whole,
        l.n_expected,
        cast(1 as double) / w.n_parts / p.n_composites / c.n_levels as share
    from counted l
    join composites c
        on c.edition = l.edition and c.scenario = l.scenario and c.company = l.company and c.target = l.target
        and c.indicator = l.indicator and c.part = l.part and c.composite = l.composite
    join parts p
        on p.edition = l.edition and p.scenario = l.scenario and p.company = l.company and p.target = l.target
        and p.indicator = l.indicator and p.part = l.part
    join wholes w
        on w.edition = l.edition and w.scenario = l.scenario and w.company = l.company and w.target = l.target
        and w.indicator = l.indicator
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
    where not l.whole and a.status <> 'not_applicable'
    union all
    select edition, scenario, company, target, indicator, service, strand, '' as element, share
    from levels
    where whole
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
