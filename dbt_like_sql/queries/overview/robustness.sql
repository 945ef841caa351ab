-- How much each rank could change, and whether it stays the same in every variant.
select *, rank = best and rank = worst as keeps, worst - best as spread
from public.rank_robustness
order by company, service, question
