-- What each step of the research changed, and how many points that moved, as it is published.
-- Grain: edition, step, company, service, scope.
with named as (
    select
        edition,
        step,
        company,
        case target when 'company' then '' else target end as service,
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
    score_before / 1e12 as score_before,
    score / 1e12 as score,
    moved / 1e12 as moved
from named
order by edition, step, company, service, scope
