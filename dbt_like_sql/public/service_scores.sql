-- Each service's score and rank on each indicator and family, in each category and in the total. Published in points;
-- computed in scored/scope_scores.sql and scored/ranks.sql.
-- Grain: edition, company, service, scope.
select
    s.edition,
    s.company,
    s.target as service,
    s.scope,
    as_points(s.score) as score,
    as_points(s.score_low) as score_low,
    as_points(s.score_high) as score_high,
    s.status,
    s.n_scored,
    s.n_expected,
    r.rank,
    r.rank_low,
    r.rank_high,
    s.n_printed
from scored.scope_scores s
left join scored.ranks r
    on r.edition = s.edition and r.scenario = s.scenario and r.company = s.company and r.target = s.target
    and r.scope = s.scope
where s.scenario = 'actual' and s.target <> 'company'
order by s.edition, s.company, s.target, s.scope
