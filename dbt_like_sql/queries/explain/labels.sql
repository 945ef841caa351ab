-- Labels of an edition's categories, indicators and elements by code.
select category as code, label_en, false as reversed
from public.categories
where edition = $edition
union all
select indicator, label_en, false
from public.indicators
where edition = $edition
union all
select element, label_en, reversed
from public.elements
where edition = $edition
