-- Companies' indicator scores with names, the highest first.
select s.*, c.name_en, c.name_ru, c.name_kk
from public.indicator_scores s
join public.companies c on c.company = s.company
order by round(s.score_low, 9) desc nulls last, round(s.score_high, 9) desc, s.company
