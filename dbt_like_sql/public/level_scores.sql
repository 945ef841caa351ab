-- The score of each level: a service, the group or the operating company on one indicator. Published in points;
-- computed in scored/level_scores.sql.
-- Grain: edition, company, service, strand, indicator.
select
    u.edition,
    u.company,
    u.service,
    k.code as strand,
    i.code as indicator,
    as_points(certain(s.score_low, s.score_high)) as score,
    as_points(s.score_low) as score_low,
    as_points(s.score_high) as score_high,
    score_status(s.n_scored, s.n_printed, s.n_expected) as status,
    s.n_scored,
    s.n_expected,
    s.n_printed
from scored.level_scores s
join scored.scenarios x on x.scenario = s.scenario and x.purpose = 'actual'
join staged.units u on u.unit = s.service
join staged.codes k on k.number = s.strand
join staged.codes i on i.number = s.indicator
order by s.service, s.strand, s.indicator
