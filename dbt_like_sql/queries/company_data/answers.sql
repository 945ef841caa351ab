-- All answers with the kind of their unit.
select a.*, s.unit
from public.answers a
join public.services s on s.company = a.company and s.service = a.service
