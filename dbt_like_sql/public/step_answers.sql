-- The answers as they were given at each step of the research. Where no role is named, the step's name is given.
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
