-- The rated units, as they are published.
-- Grain: edition, company, service.
select
    edition,
    company,
    service,
    name_en,
    name_ru,
    name_kk,
    unit,
    class,
    composite,
    source_code,
    class_evidence
from staged.services
order by edition, company, service
