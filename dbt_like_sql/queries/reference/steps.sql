-- How many answers each step of the research has, and how many of them it changed.
select a.step, count(*) as n, max(c.n_changed) as n_changed
from public.step_answers a
left join (
    select step, sum(n_changed) as n_changed
    from public.step_changes
    where service = '' and scope = 'total'
    group by step
) c on c.step = a.step
group by a.step
order by a.step
