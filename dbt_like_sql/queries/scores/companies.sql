-- Scores and ranks of an edition's companies: total and categories.
select
    s.rank, s.rank_low, s.rank_high, s.company, s.scope, s.score, s.score_low, s.score_high, s.status, s.n_scored,
    s.n_expected, s.n_printed
from public.company_scores s
where s.edition = $edition
