-- Scores and ranks of an edition's services: total and categories.
select
    s.rank, s.rank_low, s.rank_high, s.company, s.service, s.scope, s.score, s.score_low, s.score_high, s.status,
    s.n_scored, s.n_expected, s.n_printed
from public.service_scores s
where
    s.edition = $edition
    and (s.scope = 'total' or s.scope in (select category from public.categories where edition = $edition))
