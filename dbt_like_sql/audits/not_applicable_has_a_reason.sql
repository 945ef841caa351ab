-- Every answer that is not applicable has a reason.
select edition, company, service, strand, element
from public.answers
where status = 'not_applicable' and reason is null
order by edition, company, service, strand, element
