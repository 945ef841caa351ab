-- How many of the companies' totals are known.
select
    count(score_low) as n_rated,
    count(score) as n_exact,
    sum(n_scored) as n_scored,
    sum(n_printed) as n_printed,
    sum(n_expected) as n_expected,
    floor(100.0 * sum(n_scored) / nullif(sum(n_expected), 0)) as share,
    count(*) filter (where round(score_low, 9) >= 50) as half_low,
    count(*) filter (where round(score_high, 9) >= 50) as half_high,
    min(score) as lowest,
    max(score) as highest
from public.company_scores
where scope = 'total'
