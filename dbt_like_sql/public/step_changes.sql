-- How many answers each step of the research changed, and by how much the scores changed.
-- Grain: edition, step, company, service, scope.
select
    u.edition,
    s.step,
    u.company,
    service_of(u.kind, u.service) as service,
    k.code as scope,
    s.n_changed,
    as_points(s.score_before) as score_before,
    as_points(s.score) as score,
    as_points(s.moved) as moved
from compared.step_changes s
join staged.units u on u.unit = s.target
join staged.codes k on k.number = s.scope
order by u.edition, s.step, u.company, service, k.code
