-- The weight of each answer in each score: the product of its shares at every level of the tree. A printed level used
-- in place of answers has one row with an empty element. Only for scenarios that need weights.
-- Grain: scenario, target, scope, service, strand, indicator, element.
-- The levels that count in each target's score. They are averaged into composites, and composites into parts: the group,
-- the operating company and the services, or each composite and strand if the services do not count as one.
with counted as (
    select
        l.scenario,
        t.target,
        l.indicator,
        l.service,
        l.strand,
        t.nearness,
        t.composite,
        case when m.services_as_one then 0 else t.composite end as part_composite,
        coalesce(l.part, 0) as part_strand
    from scored.placed_levels l
    join scored.scenarios x on x.scenario = l.scenario and x.weighted
    join staged.methodologies m on m.edition = x.edition
    join scored.targets t on t.units_of = x.units_of and t.service = l.service
    join scored.indicator_scores i on i.scenario = l.scenario and i.target = t.target and i.indicator = l.indicator
    where l.score_low is not null and t.nearness = coalesce(i.nearness, t.nearness)
),
composites as (
    select
        scenario, target, indicator, nearness, part_composite, part_strand, composite, count(*) as n_levels
    from counted
    group by scenario, target, indicator, nearness, part_composite, part_strand, composite
),
parts as (
    select scenario, target, indicator, nearness, part_composite, part_strand, count(*) as n_composites
    from composites
    group by scenario, target, indicator, nearness, part_composite, part_strand
),
wholes as (
    select scenario, target, indicator, count(*) as n_parts
    from parts
    group by scenario, target, indicator
),
levels as (
    select
        l.scenario,
        l.target,
        l.indicator,
        l.service,
        l.strand,
        cast(1 as double) / w.n_parts / p.n_composites / c.n_levels as share
    from counted l
    join composites c
        on c.scenario = l.scenario and c.target = l.target and c.indicator = l.indicator and c.nearness = l.nearness
        and c.part_composite = l.part_composite and c.part_strand = l.part_strand and c.composite = l.composite
    join parts p
        on p.scenario = l.scenario and p.target = l.target and p.indicator = l.indicator and p.nearness = l.nearness
        and p.part_composite = l.part_composite and p.part_strand = l.part_strand
    join wholes w on w.scenario = l.scenario and w.target = l.target and w.indicator = l.indicator
),
answers as (
    select
        l.scenario, l.target, l.indicator, l.service, l.strand, a.element, l.share / a.n_in_level as share
    from levels l
    join scored.weighted_answers a
        on a.scenario = l.scenario and a.service = l.service and a.strand = l.strand and a.indicator = l.indicator
)
select
    a.scenario, a.target, s.scope, a.service, a.strand, a.indicator, a.element, a.share * s.share as weight
from answers a
join scored.scope_shares s on s.scenario = a.scenario and s.target = a.target and s.indicator = a.indicator
order by a.scenario, a.target, s.scope, a.service, a.strand, a.indicator, a.element
