-- No points at least are more than points at most; known and printed answers are never more than those expected, and a
-- score is certain where they are all of them.
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
