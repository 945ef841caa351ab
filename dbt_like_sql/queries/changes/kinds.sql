-- The number of changed answers by kind of change.
select kind, count(*) as n
from public.answer_changes
where target = 'company' and scope = 'total'
group by kind
order by n desc, kind
