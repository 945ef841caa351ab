-- How many companies have the same score on an indicator.
select indicator, round(score_low, 9) as score_low, round(score_high, 9) as score_high, count(*) as n
from public.indicator_scores
where score_low is not null
group by all
order by all
