-- Each company's score on each indicator, as it is published.
-- Grain: edition, company, indicator.
select
    s.edition,
    s.company,
    s.scope as indicator,
    s.score / 1e12 as score,
    s.score_low / 1e12 as score_low,
    s.score_high / 1e12 as score_high,
    s.status,
    s.n_scored,
    s.n_expected,
    s.n_printed
from scored.scope_scores s
join staged.indicators i on i.edition = s.edition and i.indicator = s.scope
where s.scenario = 'actual' and s.target = 'company'
order by s.edition, s.company, s.scope
