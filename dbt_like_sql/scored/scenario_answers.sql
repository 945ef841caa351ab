-- The answers that count in each scenario. `actual` is the published scoring.
-- Grain: edition, scenario, company, service, strand, indicator, element.
select
    edition,
    'actual' as scenario,
    company,
    service,
    strand,
    indicator,
    element,
    status,
    points_low,
    points_high
from staged.answers
union all
select
    x.edition,
    x.scenario,
    c.company,
    c.service,
    c.strand,
    c.later_indicator as indicator,
    c.element,
    c.status,
    coalesce(c.points, cast(0 as bigint)) as points_low,
    coalesce(c.points, full_score()) as points_high
from scored.compared_answers c
join scored.scenarios x
    on x.edition = c.edition and x.other_edition = c.edition_before and x.purpose = 'comparison' and x.side = c.side
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
    x.edition,
    x.scenario,
    c.company,
    c.service,
    c.strand,
    c.indicator,
    c.element,
    c.own_status as status,
    coalesce(c.own_points, cast(0 as bigint)) as points_low,
    coalesce(c.own_points, full_score()) as points_high
from scored.compared_answers c
join scored.scenarios x on x.edition = c.edition_before and x.other_edition = c.edition and x.purpose = 'own_rule'
where c.side = 'before' and c.own_status <> 'not_applicable'
union all
select
    x.edition,
    x.scenario,
    t.company,
    t.service,
    t.strand,
    e.indicator,
    t.element,
    'scored' as status,
    case when e.reversed then a.reversed_points else a.points end as points_low,
    case when e.reversed then a.reversed_points else a.points end as points_high
from scored.step_states t
join scored.scenarios x on x.edition = t.edition and x.purpose = 'step' and x.step = t.step
join staged.elements e on e.edition = t.edition and e.element = t.element
join staged.selection l on l.edition = e.edition and l.indicator = e.indicator
join staged.scale a
    on a.edition = t.edition and a.answer = case x.side when 'before' then t.answer_before else t.answer end
where t.answer_before is not null and t.answer is not null and a.points is not null
union all
-- A variant has only the answers that it rescores: those of the indicator that loses an element, or all answers.
select
    a.edition,
    x.scenario,
    a.company,
    a.service,
    a.strand,
    a.indicator,
    a.element,
    a.status,
    a.points_low,
    a.points_high
from staged.answers a
join staged.elements o on o.edition = a.edition and o.indicator = a.indicator and o.element <> a.element
join scored.scenarios x on x.edition = o.edition and x.question = 'element_left_out' and x.variant = o.element
union all
select
    a.edition,
    x.scenario,
    a.company,
    a.service,
    a.strand,
    a.indicator,
    a.element,
    a.status,
    case
        when a.points > 0 and a.points < full_score()
            then cast(x.variant as bigint) * full_score() // 100
        else a.points_low
    end as points_low,
    case
        when a.points > 0 and a.points < full_score()
            then cast(x.variant as bigint) * full_score() // 100
        else a.points_high
    end as points_high
from staged.answers a
join scored.scenarios x on x.edition = a.edition and x.question = 'partial_points'
order by edition, scenario, company, service, strand, indicator, element
