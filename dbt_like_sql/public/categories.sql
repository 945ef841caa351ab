-- The categories of the methodology, as they are published.
-- Grain: edition, category.
select
    edition,
    category,
    label_en,
    label_ru,
    label_kk
from staged.categories
order by edition, category
