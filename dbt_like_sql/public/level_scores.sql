-- The score of each level: a service, the group or the operating company on one indicator. Published in points;
-- computed in scored/level_scores.sql.
-- Grain: edition, company, service, strand, indicator.
select
    edition,
    company,
    service,
    strand,
    indicator,
    as_points(score) as score,
    as_points(score_low) as score_low,
    as_points(score_high) as score_high,
    status,
    n_scored,
    n_expected,
    n_printed
from scored.level_scores
where scenario = 'actual'
order by edition, company, service, strand, indicator
