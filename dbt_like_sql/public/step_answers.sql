-- The answers as they were given at each step of the research, as they are published.
-- Grain: edition, step, company, service, strand, element.
select
    edition,
    step,
    company,
    service,
    strand,
    element,
    answer,
    role
from staged.step_answers
order by edition, step, company, service, strand, element
