-- How many ranks stay the same in every variant of the scoring.
select
    max(n_scenarios) as n_scenarios,
    count(rank) as n_placed,
    count(*) filter (where rank = best and rank = worst) as n_kept
from public.rank_robustness
where question = 'all' and service = ''
