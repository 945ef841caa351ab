-- Every answer that the methodology asks for, and those given besides.
select company, service, strand, element, indicator
from staged.answers
where status <> 'not_applicable' or answer is not null
