-- Each company's score and rank in each category and in the total. Published in points; computed in
-- scored/scope_scores.sql and scored/ranks.sql.
-- Grain: edition, company, scope.
with wanted as (
    select edition, category as scope
    from staged.categories
    union all
    select edition, 'total' as scope
    from staged.editions
)
select
    s.edition,
    s.company,
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
join wanted w on w.edition = s.edition and w.scope = s.scope
left join scored.ranks r
    on r.edition = s.edition and r.scenario = s.scenario and r.company = s.company and r.target = s.target
    and r.scope = s.scope
where s.scenario = 'actual' and s.target = 'company'
order by s.edition, s.company, s.scope
