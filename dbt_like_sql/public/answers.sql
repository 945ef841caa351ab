-- Every answer that an edition expects or has, as it is published.
-- Grain: edition, company, service, strand, element.
select
    edition,
    company,
    service,
    strand,
    element,
    indicator,
    answer,
    status,
    points / 1e12 as points,
    reason,
    sources,
    comment
from staged.answers
order by edition, company, service, strand, element
