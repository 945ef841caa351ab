-- How many answers each step of the research changed, and by how many points the scores changed, over the answers given
-- both before and after the step.
-- Grain: edition, step, company, target, scope.
with changed as (
    select t.edition, t.step, t.company, t.service, s.scope
    from scored.step_states t
    join staged.elements e on e.edition = t.edition and e.element = t.element
    join scored.indicator_scopes s on s.edition = e.edition and s.indicator = e.indicator
    where t.answer_before is not null and t.answer is not null and t.answer_before <> t.answer
),
counts as (
    select edition, step, company, 'company' as target, scope, count(*) as n_changed
    from changed
    group by edition, step, company, scope
    union all
    select c.edition, c.step, c.company, t.target, c.scope, count(*) as n_changed
    from changed c
    join scored.targets t
        on t.edition = c.edition and t.services_of = c.edition and t.company = c.company and t.service = c.service
    where t.target <> 'company'
    group by c.edition, c.step, c.company, t.target, c.scope
),
scores as (
    select
        s.edition,
        x.step,
        s.company,
        s.target,
        s.scope,
        max(case when x.side = 'before' then s.score_low end) as score_before,
        max(case when x.side = 'after' then s.score_low end) as score
    from scored.scope_scores s
    join scored.scenarios x on x.edition = s.edition and x.scenario = s.scenario and x.purpose = 'step'
    group by s.edition, x.step, s.company, s.target, s.scope
)
select
    s.edition,
    s.step,
    s.company,
    s.target,
    s.scope,
    coalesce(c.n_changed, cast(0 as bigint)) as n_changed,
    s.score_before,
    s.score,
    -- A difference that rounding alone can explain is not a change.
    beyond_rounding(s.score - s.score_before, p.tolerance) as moved
from scores s
join scored.precision p on p.edition = s.edition
left join counts c
    on c.edition = s.edition and c.step = s.step and c.company = s.company and c.target = s.target
    and c.scope = s.scope
order by s.edition, s.step, s.company, s.target, s.scope
