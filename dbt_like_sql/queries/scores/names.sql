-- Companies and their services in each edition.
select c.edition, c.company, s.service
from public.companies c
left join public.services s on s.edition = c.edition and s.company = c.company and s.unit = 'service'
order by c.edition, c.company, s.service
