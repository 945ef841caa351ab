-- Each service's score and rank on each indicator and family, in each category and in the total. Published in points;
-- computed in scored/scope_scores.sql and scored/ranks.sql.
-- Grain: edition, company, service, scope.
select
    u.edition,
    u.company,
    u.service,
    k.code as scope,
    as_points(certain(s.score_low, s.score_high)) as score,
    as_points(s.score_low) as score_low,
    as_points(s.score_high) as score_high,
    score_status(s.n_scored, s.n_printed, s.n_expected) as status,
    s.n_scored,
    s.n_expected,
    case when r.rank_low = r.rank_high then r.rank_low end as rank,
    r.rank_low,
    r.rank_high,
    s.n_printed
from scored.scope_scores s
join scored.scenarios x on x.scenario = s.scenario and x.purpose = 'actual'
join staged.units u on u.unit = s.target
join staged.codes k on k.number = s.scope
left join scored.ranks r on r.scenario = s.scenario and r.target = s.target and r.scope = s.scope
where u.kind = 'service'
order by s.target, s.scope
