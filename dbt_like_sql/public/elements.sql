-- The elements of the methodology, as they are published.
-- Grain: edition, element.
select
    edition,
    element,
    indicator,
    reversed,
    depends_on,
    excluded_company_types,
    excluded_service_classes,
    label_en,
    label_ru,
    label_kk
from staged.elements
order by edition, element
