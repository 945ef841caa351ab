-- Each target's score on each scope (an indicator without a letter is also its family), and how many of the answers it
-- rests on are known. A view.
-- Grain: scenario, target, scope.
select
    scenario,
    target,
    indicator as scope,
    score_low,
    score_high,
    n_scored,
    n_expected,
    n_printed,
    case when score_low is null then cast(0 as bigint) else cast(1 as bigint) end as weight
from scored.indicator_scores
union all
select scenario, target, scope, score_low, score_high, n_scored, n_expected, n_printed, weight
from scored.mean_scores
order by scenario, target, scope
