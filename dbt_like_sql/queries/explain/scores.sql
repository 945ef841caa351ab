-- Scores of an edition's companies and services on every scope.
select company, 'company' as target, indicator as scope, score_low, score_high, status, n_scored, n_expected, n_printed
from public.indicator_scores where edition = $edition
union all
select company, 'company', family, score_low, score_high, status, n_scored, n_expected, n_printed
from public.family_scores where edition = $edition
union all
select company, 'company', scope, score_low, score_high, status, n_scored, n_expected, n_printed
from public.company_scores where edition = $edition
union all
select company, service, scope, score_low, score_high, status, n_scored, n_expected, n_printed
from public.service_scores where edition = $edition
