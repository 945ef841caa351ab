-- The answers before and after each step of the research. An element without an answer in a step keeps the previous
-- step's answer; the final step has only its own answers.
-- Grain: edition, step, company, service, strand, element.
with places as (
    select distinct edition, company, service, strand, element
    from staged.step_answers
),
grid as (
    select
        p.edition,
        s.step,
        s.position,
        p.company,
        p.service,
        p.strand,
        p.element,
        a.answer as own,
        max(case when a.answer is not null then s.position end) over (
            partition by p.edition, p.company, p.service, p.strand, p.element order by s.position
            rows between unbounded preceding and current row
        ) as known,
        max(case when a.answer is not null then s.position end) over (
            partition by p.edition, p.company, p.service, p.strand, p.element order by s.position
            rows between unbounded preceding and 1 preceding
        ) as known_before
    from places p
    join staged.steps s on s.edition = p.edition
    left join staged.step_answers a
        on a.edition = p.edition and a.step = s.step and a.company = p.company and a.service = p.service
        and a.strand = p.strand and a.element = p.element
)
select
    g.edition,
    g.step,
    g.company,
    g.service,
    g.strand,
    g.element,
    b.own as answer_before,
    case when g.step = 'final' then g.own else n.own end as answer
from grid g
left join grid b
    on b.edition = g.edition and b.company = g.company and b.service = g.service and b.strand = g.strand
    and b.element = g.element and b.position = g.known_before
left join grid n
    on n.edition = g.edition and n.company = g.company and n.service = g.service and n.strand = g.strand
    and n.element = g.element and n.position = g.known
where g.position > 1
order by g.edition, g.step, g.company, g.service, g.strand, g.element
