-- Each company's score on each family. Published in points; computed in scored/family_scores.sql.
-- Grain: edition, company, family.
with families as (
    select distinct edition, family
    from staged.indicators
)
select
    u.edition,
    u.company,
    k.code as family,
    as_points(certain(s.score_low, s.score_high)) as score,
    as_points(s.score_low) as score_low,
    as_points(s.score_high) as score_high,
    score_status(s.n_scored, s.n_printed, s.n_expected) as status,
    s.n_scored,
    s.n_expected,
    s.n_printed
from scored.scope_scores s
join scored.scenarios x on x.scenario = s.scenario and x.purpose = 'actual'
join staged.units u on u.unit = s.target
join staged.codes k on k.number = s.scope
join families f on f.edition = u.edition and f.family = k.code
where u.kind = 'company'
order by s.target, s.scope
