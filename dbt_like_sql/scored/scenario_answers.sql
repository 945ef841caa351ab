-- The answers that count in each scenario that scores answers again: comparisons, steps, and different points for partial
-- answers. The published scenario has those of staged.answers.
-- Grain: scenario, service, strand, indicator, element.
select
    x.scenario,
    c.service,
    c.strand,
    c.later_indicator as indicator,
    c.element,
    c.status,
    coalesce(c.points, cast(0 as bigint)) as points_low,
    coalesce(c.points, full_score()) as points_high
from scored.compared_answers c
join scored.scenarios x on x.comparison = c.comparison and x.purpose = 'comparison' and x.side = c.side
where
    c.later_indicator is not null
    and c.status <> 'not_applicable'
    and case x.answer_set
        when 'known' then true
        when 'services' then c.in_services
        when 'elements' then c.in_elements
        else c.in_answers
    end
union all
select
    x.scenario,
    c.service,
    c.strand,
    c.indicator,
    c.element,
    c.own_status as status,
    coalesce(c.own_points, cast(0 as bigint)) as points_low,
    coalesce(c.own_points, full_score()) as points_high
from scored.compared_answers c
join scored.scenarios x on x.comparison = c.comparison and x.purpose = 'own_rule'
where c.side = 'before' and c.own_status <> 'not_applicable'
union all
select
    x.scenario,
    t.service,
    t.strand,
    t.indicator,
    t.element,
    'scored' as status,
    case x.side when 'before' then t.points_before else t.points end as points_low,
    case x.side when 'before' then t.points_before else t.points end as points_high
from scored.step_states t
join scored.scenarios x on x.edition = t.edition and x.purpose = 'step' and x.step = t.step
where
    t.answer_before is not null and t.answer is not null
    and case x.side when 'before' then t.points_before else t.points end is not null
union all
select
    x.scenario,
    a.service,
    a.strand,
    a.indicator,
    a.element,
    a.status,
    case
        when a.points > 0 and a.points < full_score() then cast(x.variant as bigint) * full_score() // 100
        else a.points_low
    end as points_low,
    case
        when a.points > 0 and a.points < full_score() then cast(x.variant as bigint) * full_score() // 100
        else a.points_high
    end as points_high
from scored.scenarios x
join staged.units u on u.edition = x.edition
join staged.answers a on a.service = u.unit
where x.question = 'partial_points'
order by scenario, service, strand, indicator, element
