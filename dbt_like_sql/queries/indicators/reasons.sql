-- Why answers of an indicator are not applicable, the most frequent reason first.
select indicator, reason, count(*) as n
from public.answers
where status = 'not_applicable'
group by indicator, reason
order by indicator, n desc, reason
