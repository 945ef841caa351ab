-- The answers before and after each step of the research. An element without an answer in a step keeps the previous
-- step's answer; the final step has only its own answers. An answer has points if its indicator is selected.
-- Grain: step, service, strand, element.
with given as (
    select
        u.edition, u.unit as service, k.number as strand, n.number as element, a.step, a.answer, e.indicator, e.reversed
    from staged.step_answers a
    join staged.units u on u.edition = a.edition and u.company = a.company and u.service = a.service
    join staged.elements e on e.edition = a.edition and e.element = a.element
    join staged.codes k on k.code = a.strand
    join staged.codes n on n.code = a.element
),
places as (
    select distinct edition, service, strand, element, indicator, reversed
    from given
),
grid as (
    select
        p.edition,
        s.step,
        s.position,
        p.service,
        p.strand,
        p.element,
        p.indicator,
        p.reversed,
        a.answer as own,
        max(case when a.answer is not null then s.position end) over (
            partition by p.service, p.strand, p.element order by s.position
            rows between unbounded preceding and current row
        ) as known,
        max(case when a.answer is not null then s.position end) over (
            partition by p.service, p.strand, p.element order by s.position
            rows between unbounded preceding and 1 preceding
        ) as known_before
    from places p
    join staged.steps s on s.edition = p.edition
    left join given a on a.step = s.step and a.service = p.service and a.strand = p.strand and a.element = p.element
),
states as (
    select
        g.edition,
        g.step,
        g.service,
        g.strand,
        g.element,
        g.indicator,
        g.reversed,
        b.own as answer_before,
        case when g.step = 'final' then g.own else n.own end as answer
    from grid g
    left join grid b
        on b.service = g.service and b.strand = g.strand and b.element = g.element and b.position = g.known_before
    left join grid n
        on n.service = g.service and n.strand = g.strand and n.element = g.element and n.position = g.known
    where g.position > 1
)
select
    s.step,
    s.service,
    s.strand,
    s.element,
    s.edition,
    i.number as indicator,
    s.answer_before,
    s.answer,
    case when s.reversed then b.reversed_points else b.points end as points_before,
    case when s.reversed then a.reversed_points else a.points end as points
from states s
join staged.codes i on i.code = s.indicator
left join staged.selection l on l.edition = s.edition and l.indicator = s.indicator
left join staged.scale b on b.edition = l.edition and b.answer = s.answer_before
left join staged.scale a on a.edition = l.edition and a.answer = s.answer
order by s.step, s.service, s.strand, s.element
