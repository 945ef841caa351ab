-- The sum of weight times points is the score; with missing answers at 0 and at full points, it gives the two bounds.
-- Every score has weights, unless it is not applicable.
with points as (
    select edition, scenario, company, service, strand, indicator, element, points_low, points_high
    from scored.scenario_answers
    union all
    select edition, scenario, company, service, strand, indicator, '' as element, score_low, score_high
    from scored.level_scores
    where whole
),
sums as (
    select
        w.edition,
        w.scenario,
        w.company,
        w.target,
        w.scope,
        as_points(sum(w.weight * p.points_low)) as low,
        as_points(sum(w.weight * p.points_high)) as high
    from scored.answer_weights w
    join points p
        on p.edition = w.edition and p.scenario = w.scenario and p.company = w.company and p.service = w.service
        and p.strand = w.strand and p.indicator = w.indicator and p.element = w.element
    group by w.edition, w.scenario, w.company, w.target, w.scope
)
select
    s.edition,
    s.scenario,
    s.company,
    s.target,
    s.scope,
    as_points(s.score_low) as score_low,
    x.low,
    as_points(s.score_high) as score_high,
    x.high
from scored.scope_scores s
join scored.scenarios w on w.edition = s.edition and w.scenario = s.scenario and w.weighted
left join sums x
    on x.edition = s.edition and x.scenario = s.scenario and x.company = s.company and x.target = s.target
    and x.scope = s.scope
where
    (s.score_low is null) <> (x.low is null)
    or abs(as_points(s.score_low) - x.low) > 1e-9
    or abs(as_points(s.score_high) - x.high) > 1e-9
order by s.edition, s.scenario, s.company, s.target, s.scope
