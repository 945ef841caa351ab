-- Answers with their service or group, and their colour.
select
    a.company,
    a.service,
    s.unit,
    a.strand,
    a.indicator,
    a.element,
    a.answer,
    a.status,
    a.points,
    a.reason,
    a.reason_code,
    a.reason_value,
    shade(a.status, a.points) as kind
from public.answers a
join public.services s on s.company = a.company and s.service = a.service
order by a.company, a.service, a.strand
