-- Services that are not the same as in the previous edition.
select
    case when m.company <> '' and m.company_before <> '' and c.kind is null then 'moved' else m.kind end as kind,
    m.note,
    nullif(m.company, '') as company,
    nullif(m.service, '') as service,
    nullif(m.company_before, '') as company_before,
    nullif(m.service_before, '') as service_before
from public.service_matches m
left join public.company_matches c
    on c.company = m.company and c.company_before = m.company_before and c.kind in ('same', 'renamed')
where
    (m.kind <> 'same' or c.kind is null)
    and (m.company = '' or m.company in (select company from public.company_matches where company_before <> ''))
    and (
        m.company_before = ''
        or m.company_before in (select company_before from public.company_matches where company <> '')
    )
order by coalesce(nullif(m.company, ''), m.company_before), coalesce(nullif(m.service, ''), m.service_before)
