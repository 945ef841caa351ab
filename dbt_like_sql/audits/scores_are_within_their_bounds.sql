-- A score's lower bound is never above its upper bound. There are never more known and printed answers than expected
-- ones; if there are as many, the score is exact.
with scores as (
    select *, score_status(n_scored, n_printed, n_expected) as status, certain(score_low, score_high) as score
    from scored.scope_scores
)
select
    u.edition, x.name as scenario, u.company, u.service as target, k.code as scope, s.score_low, s.score_high, s.status,
    s.n_scored, s.n_expected, s.n_printed
from scores s
join scored.scenarios x on x.scenario = s.scenario
join staged.units u on u.unit = s.target
join staged.codes k on k.number = s.scope
where
    s.score_low > s.score_high
    or s.n_scored + s.n_printed > s.n_expected
    or (s.n_expected = 0) <> (s.score_low is null)
    or (s.status = 'complete') <> (s.n_expected > 0 and s.n_scored = s.n_expected)
    or (s.status in ('printed', 'unanswered') and s.n_scored > 0)
    or (s.n_expected > 0 and s.n_scored + s.n_printed = s.n_expected and s.score is null)
order by s.scenario, s.target, s.scope
