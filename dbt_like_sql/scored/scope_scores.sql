-- Each target's score on each scope, once (an indicator without a letter is also its family), and how many of the
-- answers it rests on are known.
-- Grain: edition, scenario, company, target, scope.
with scopes as (
    select
        edition, scenario, company, target, indicator as scope, score_low, score_high, n_scored, n_expected, n_printed
    from scored.indicator_scores
    union all
    select
        f.edition, f.scenario, f.company, f.target, f.family as scope, f.score_low, f.score_high, f.n_scored,
        f.n_expected, f.n_printed
    from scored.family_scores f
    anti join staged.indicators i on i.edition = f.edition and i.indicator = f.family
    union all
    select edition, scenario, company, target, category as scope, score_low, score_high, n_scored, n_expected, n_printed
    from scored.category_scores
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
    score_status(n_scored, n_printed, n_expected) as status,
    n_scored,
    n_expected,
    n_printed
from scopes
order by edition, scenario, company, target, scope
