-- What the report of an edition recommends, as it is published.
-- Grain: edition, recommendation.
select
    edition,
    recommendation,
    theme_en,
    theme_ru,
    theme_kk,
    text_en,
    text_ru,
    text_kk,
    indicators
from staged.recommendations
order by edition, recommendation
