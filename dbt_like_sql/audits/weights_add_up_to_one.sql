-- The weights of each target and scope add up to 1.
select edition, company, target, scope, sum(weight) as weights
from public.answer_weights
group by edition, company, target, scope
having abs(sum(weight) - 1) > as_points(sum_tolerance())
order by edition, company, target, scope
