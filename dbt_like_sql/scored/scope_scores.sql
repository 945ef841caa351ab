-- The score of every target on every scope, the total included, and how many of the answers beneath are known.
-- Materialized: no.
-- Grain: edition, scenario, company, target, scope.
with scopes as (
    select edition, scenario, company, target, scope, score_low, score_high, n_scored, n_expected, n_printed
    from scored.branch_scores
    union all
    select edition, scenario, company, target, 'total' as scope, score_low, score_high, n_scored, n_expected, n_printed
    from scored.total_scores
)
select
    edition,
    scenario,
    company,
    target,
    scope,
    case when score_low = score_high then score_low end as score,
    score_low,
    score_high,
    case
        when n_expected = 0 then 'not_applicable'
        when n_scored = n_expected then 'complete'
        when n_scored > 0 then 'partial'
        when n_printed > 0 then 'printed'
        else 'unanswered'
    end as status,
    n_scored,
    n_expected,
    n_printed
from scopes
order by edition, scenario, company, target, scope
