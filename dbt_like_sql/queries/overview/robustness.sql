-- How far each rank could move, and whether it keeps.
select *, rank = best and rank = worst as keeps, worst - best as spread
from public.rank_robustness
order by company, service, question
