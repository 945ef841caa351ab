-- Every answer that the methodology asks for, and every other answer given.
select company, service, strand, element, indicator
from public.answers
where status <> 'not_applicable' or answer is not null
