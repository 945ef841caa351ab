-- What was corrected after it had been released, as it is published.
-- Grain: edition, company, service, strand, element, column, old.
select
    edition,
    company,
    service,
    strand,
    element,
    "column",
    old,
    new,
    reason,
    date
from staged.corrections
order by edition, company, service, strand, element, "column", old
