-- What each step of the research changed in the totals. $steps: all steps in order.
select *, case service when '' then 'company' else service end as target
from public.step_changes
where scope = 'total'
order by list_position($steps, step)
