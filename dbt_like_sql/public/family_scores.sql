-- Each company's score on each family. Published in points; computed in scored/family_scores.sql.
-- Grain: edition, company, family.
with families as (
    select distinct edition, family
    from staged.indicators
)
select
    s.edition,
    s.company,
    s.scope as family,
    as_points(s.score) as score,
    as_points(s.score_low) as score_low,
    as_points(s.score_high) as score_high,
    s.status,
    s.n_scored,
    s.n_expected,
    s.n_printed
from scored.scope_scores s
join families f on f.edition = s.edition and f.family = s.scope
where s.scenario = 'actual' and s.target = 'company'
order by s.edition, s.company, s.scope
