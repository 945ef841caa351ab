-- How many answers changed in each way.
select kind, count(*) as n
from public.answer_changes
where target = 'company' and scope = 'total'
group by kind
order by n desc, kind
