-- Each company's score on each indicator. Published in points; computed in scored/indicator_scores.sql.
-- Grain: edition, company, indicator.
select
    s.edition,
    s.company,
    s.scope as indicator,
    as_points(s.score) as score,
    as_points(s.score_low) as score_low,
    as_points(s.score_high) as score_high,
    s.status,
    s.n_scored,
    s.n_expected,
    s.n_printed
from scored.scope_scores s
join staged.indicators i on i.edition = s.edition and i.indicator = s.scope
where s.scenario = 'actual' and s.target = 'company'
order by s.edition, s.company, s.scope
