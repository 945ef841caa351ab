-- The companies that an edition rates, as they are published.
-- Grain: edition, company.
select
    edition,
    company,
    name_en,
    name_ru,
    name_kk,
    type,
    engagement,
    source_code
from staged.companies
order by edition, company
