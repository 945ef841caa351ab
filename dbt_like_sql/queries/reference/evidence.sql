-- How many indicators were selected for each kind of evidence.
select evidence, count(*) as n
from public.selection
where evidence is not null
group by evidence
order by n desc, evidence
