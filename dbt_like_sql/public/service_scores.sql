-- Each service's score and place on each indicator, family, category and in all, as it is published.
-- Grain: edition, company, service, scope.
select
    s.edition,
    s.company,
    s.target as service,
    s.scope,
    s.score / 1e12 as score,
    s.score_low / 1e12 as score_low,
    s.score_high / 1e12 as score_high,
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
