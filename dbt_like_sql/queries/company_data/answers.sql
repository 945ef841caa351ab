-- All answers with their service or group, and their colour.
select a.*, s.unit, shade(a.status, a.points) as kind
from public.answers a
join public.services s on s.company = a.company and s.service = a.service
