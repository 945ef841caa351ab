-- Every scope beneath the total in one table, each once: an indicator without letters is its own family.
-- Materialized: no.
-- Grain: edition, scenario, company, target, scope.
select edition, scenario, company, target, indicator as scope, score_low, score_high, n_scored, n_expected, n_printed
from scored.indicator_scores
union all
select
    f.edition, f.scenario, f.company, f.target, f.family as scope, f.score_low, f.score_high, f.n_scored, f.n_expected,
    f.n_printed
from scored.family_scores f
anti join staged.indicators i on i.edition = f.edition and i.indicator = f.family
union all
select edition, scenario, company, target, category as scope, score_low, score_high, n_scored, n_expected, n_printed
from scored.category_scores
order by edition, scenario, company, target, scope
