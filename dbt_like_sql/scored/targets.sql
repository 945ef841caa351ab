-- Which rows each score is made from: a company's from all of them, a service's from group, operating company and
-- itself.
-- Grain: edition, company, target, service.
with units as (
    select
        edition,
        company,
        service,
        unit,
        coalesce(composite, service) as composite,
        cast(case unit when 'service' then 1 when 'operating_company' then 2 else 3 end as integer) as nearness
    from staged.services
)
select edition, company, 'company' as target, service, unit, composite, nearness
from units
union all
select t.edition, t.company, t.service as target, u.service, u.unit, u.composite, u.nearness
from units t
join units u on u.edition = t.edition and u.company = t.company and (u.unit <> 'service' or u.service = t.service)
where t.unit = 'service'
order by edition, company, target, service
