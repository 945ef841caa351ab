-- Scores of companies and services on every scope; indicators have no ranks.
select
    company, 'company' as target, scope, score, score_low, score_high, status, n_scored, n_expected, n_printed,
    rank_low, rank_high
from public.company_scores
union all
select company, 'company', indicator, score, score_low, score_high, status, n_scored, n_expected, n_printed, null, null
from public.indicator_scores
union all
select
    company, service, scope, score, score_low, score_high, status, n_scored, n_expected, n_printed,
    rank_low, rank_high
from public.service_scores
