-- The indicators of the methodology, as they are published.
-- Grain: edition, indicator.
select
    edition,
    indicator,
    family,
    category,
    scoring_scope,
    excluded_company_types,
    excluded_service_classes,
    label_en,
    label_ru,
    label_kk
from staged.indicators
order by edition, indicator
