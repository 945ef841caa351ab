-- Level scores of an edition.
select company, service, strand, indicator, score_low, score_high, status, n_scored, n_expected, n_printed
from public.level_scores where edition = $edition
