-- How many answers each step of the research changed, and by how much the scores changed.
-- Grain: edition, step, company, service, scope.
with named as (
    select
        edition,
        step,
        company,
        service_of(target) as service,
        scope,
        n_changed,
        score_before,
        score,
        moved
    from compared.step_changes
)
select
    edition,
    step,
    company,
    service,
    scope,
    n_changed,
    as_points(score_before) as score_before,
    as_points(score) as score,
    as_points(moved) as moved
from named
order by edition, step, company, service, scope
