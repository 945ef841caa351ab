-- A score's lower bound is never above its upper bound. There are never more known and printed answers than expected
-- ones; if there are as many, the score is exact.
select edition, scenario, company, target, scope, score_low, score_high, status, n_scored, n_expected, n_printed
from scored.scope_scores
where
    score_low > score_high
    or n_scored + n_printed > n_expected
    or (n_expected = 0) <> (score_low is null)
    or (status = 'complete') <> (n_expected > 0 and n_scored = n_expected)
    or (status in ('printed', 'unanswered') and n_scored > 0)
    or (n_expected > 0 and n_scored + n_printed = n_expected and score is null)
order by edition, scenario, company, target, scope
