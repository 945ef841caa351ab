-- No points at least are more than points at most, and counts of known answers never exceed those expected.
select edition, scenario, company, target, scope, score_low, score_high, n_scored, n_expected
from scored.scope_scores
where
    score_low > score_high
    or n_scored > n_expected
    or (n_expected = 0) <> (score_low is null)
    or (status = 'complete') <> (n_expected > 0 and n_scored = n_expected)
    or (status = 'complete' and score is null)
order by edition, scenario, company, target, scope
