-- The answers that count in each scenario. `actual` is what is published.
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
order by edition, scenario, company, service, strand, indicator, element
