-- Answers that a step of the research changed. $steps: all steps in order.
with given as (
    select
        a.*,
        i.indicator,
        s.unit,
        lag(a.answer) over (
            partition by a.company, a.service, a.strand, a.element order by list_position($steps, a.step)
        ) as answer_before
    from public.step_answers a
    join public.services s on s.company = a.company and s.service = a.service
    join public.elements i on i.element = a.element
)
select *, element as element_before, null as contribution, null as kind
from given
where answer_before <> answer
order by company, step, service, strand
