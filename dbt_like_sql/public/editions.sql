-- The edition and its facts, as they are published.
-- Grain: edition.
select
    edition,
    series,
    year,
    methodology,
    title_en,
    title_ru,
    title_kk,
    status,
    fictional,
    licence,
    citation,
    notes,
    authors,
    source,
    rank_decimals
from staged.editions
order by edition
