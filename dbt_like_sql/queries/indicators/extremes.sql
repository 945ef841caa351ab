-- The highest and lowest score on each indicator, and how many companies have a score.
select
    indicator,
    count(*) filter (where status <> 'not_applicable') as n,
    count(*) filter (where n_scored + n_printed > 0) as n_known,
    max(score_low) as best_low,
    max(score_high) as best_high,
    min(score_low) as worst_low,
    min(score_high) as worst_high,
    count(*) filter (where score_low > 0) as some_low,
    count(*) filter (where score_high > 0) as some_high
from public.indicator_scores
group by indicator
