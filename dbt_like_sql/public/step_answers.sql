-- The answers given at each step of the research. If no role is named, the step's name is used.
-- Grain: edition, step, company, service, strand, element.
select
    edition,
    step,
    company,
    service,
    strand,
    element,
    answer,
    coalesce(role, step) as role
from staged.step_answers
order by edition, step, company, service, strand, element
