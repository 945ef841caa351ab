-- Each service's (or group's, or operating company's) score on each indicator, as it is published.
-- Grain: edition, company, service, strand, indicator.
select
    edition,
    company,
    service,
    strand,
    indicator,
    score / 1e12 as score,
    score_low / 1e12 as score_low,
    score_high / 1e12 as score_high,
    status,
    n_scored,
    n_expected,
    n_printed
from scored.level_scores
where scenario = 'actual'
order by edition, company, service, strand, indicator
