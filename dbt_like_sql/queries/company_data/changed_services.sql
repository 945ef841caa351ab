-- What happened to services since the previous edition, by the company's id in this edition.
with same_companies as (
    select company, company_before from public.company_matches where kind in ('same', 'renamed')
),
moves as (
    select
        m.*,
        m.kind not in ('same', 'renamed') as other,
        c.company is null and m.company <> '' and m.company_before <> '' as moved
    from public.service_matches m
    left join same_companies c on c.company = m.company and c.company_before = m.company_before
    where m.edition_before in (select edition_before from public.comparisons where neighbour)
)
select company, service, service_before, case when moved then 'moved' else kind end as kind
from moves
where company <> '' and (other or moved)
union all
-- A service that a company lost is listed under the company's present id.
select c.company, m.service, m.service_before, case when m.moved then 'moved' else m.kind end as kind
from moves m
join same_companies c on c.company_before = m.company_before
where (m.other and m.company = '') or m.moved
order by company, service, service_before
