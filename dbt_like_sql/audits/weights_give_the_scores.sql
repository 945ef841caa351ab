-- The sum of weight times points is the score; with missing answers at 0 and at full points, it gives the two bounds.
-- Every score has weights, unless it is not applicable.
with sums as (
    select
        w.scenario,
        w.target,
        w.scope,
        as_points(sum(w.weight * a.points_low)) as low,
        as_points(sum(w.weight * a.points_high)) as high
    from scored.answer_weights w
    join scored.weighted_answers a
        on a.scenario = w.scenario and a.service = w.service and a.strand = w.strand and a.indicator = w.indicator
        and a.element = w.element
    group by w.scenario, w.target, w.scope
)
select
    u.edition,
    x.name as scenario,
    u.company,
    u.service as target,
    k.code as scope,
    as_points(s.score_low) as score_low,
    f.low,
    as_points(s.score_high) as score_high,
    f.high
from scored.scope_scores s
join scored.scenarios x on x.scenario = s.scenario and x.weighted
join staged.units u on u.unit = s.target
join staged.codes k on k.number = s.scope
left join sums f on f.scenario = s.scenario and f.target = s.target and f.scope = s.scope
where
    (s.score_low is null) <> (f.low is null)
    or abs(as_points(s.score_low) - f.low) > as_points(sum_tolerance())
    or abs(as_points(s.score_high) - f.high) > as_points(sum_tolerance())
order by s.scenario, s.target, s.scope
