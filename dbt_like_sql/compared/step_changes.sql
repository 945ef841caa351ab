-- How many answers each step of the research changed, and by how many points the scores changed, over the answers given
-- both before and after the step.
-- Grain: step, target, scope.
with changed as (
    select t.edition, t.step, t.service, s.scope
    from scored.step_states t
    join scored.indicator_scopes s on s.edition = t.edition and s.indicator = t.indicator
    where t.answer_before is not null and t.answer is not null and t.answer_before <> t.answer
),
published as (
    select edition, units_of
    from scored.scenarios
    where purpose = 'actual'
),
counts as (
    select c.step, t.target, c.scope, count(*) as n_changed
    from changed c
    join published x on x.edition = c.edition
    join scored.targets t on t.units_of = x.units_of and t.service = c.service
    group by c.step, t.target, c.scope
),
scores as (
    select
        x.step,
        s.target,
        s.scope,
        max(case when x.side = 'before' then s.score_low end) as score_before,
        max(case when x.side = 'after' then s.score_low end) as score
    from scored.scope_scores s
    join scored.scenarios x on x.scenario = s.scenario and x.purpose = 'step'
    group by x.step, s.target, s.scope
)
select
    s.step,
    s.target,
    s.scope,
    coalesce(c.n_changed, cast(0 as bigint)) as n_changed,
    s.score_before,
    s.score,
    -- A difference that rounding alone can explain is not a change.
    beyond_rounding(s.score - s.score_before, rounding_tolerance()) as moved
from scores s
left join counts c on c.step = s.step and c.target = s.target and c.scope = s.scope
order by s.step, s.target, s.scope
