-- Which rows each score is made of: all of them for a company; those of the group, the operating company and the
-- service for a service. A comparison also needs those of the previous edition, where a service that continues has its
-- composite of the later edition, unless it moved to a different company.
-- Grain: edition, services_of, company, target, service.
with units as (
    select edition, edition as services_of, company, service, unit, composite
    from staged.services
    union all
    select
        p.edition, p.edition_before as services_of, b.company, b.service, b.unit,
        case when a.service is null or v.service is not null then b.composite else a.composite end as composite
    from staged.comparisons p
    join staged.services b on b.edition = p.edition_before
    left join staged.service_matches m
        on m.edition = p.edition and m.edition_before = p.edition_before and m.company_before = b.company
        and m.service_before = b.service and m.kind in ('same', 'renamed')
    left join staged.services a on a.edition = m.edition and a.company = m.company and a.service = m.service
    left join scored.moved_services v
        on v.edition = p.edition and v.edition_before = p.edition_before and v.side = 'before'
        and v.company = b.company and v.service = b.service
    where p.comparable
),
placed as (
    select
        edition,
        services_of,
        company,
        service,
        unit,
        coalesce('composite/' || composite, 'service/' || service) as composite,
        cast(case unit when 'service' then 1 when 'operating_company' then 2 else 3 end as integer) as nearness
    from units
),
members as (
    select edition, services_of, company, 'company' as target, service, unit, composite, nearness
    from placed
    union all
    select t.edition, t.services_of, t.company, t.service as target, u.service, u.unit, u.composite, u.nearness
    from placed t
    join placed u
        on u.edition = t.edition and u.services_of = t.services_of and u.company = t.company
        and (u.unit <> 'service' or u.service = t.service)
    where t.unit = 'service'
)
select
    edition,
    services_of,
    company,
    target,
    service,
    unit,
    composite,
    nearness,
    count(*) over (partition by edition, services_of, company, target, composite) as n_in_composite
from members
order by edition, services_of, company, target, service
