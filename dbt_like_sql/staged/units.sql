-- The numbers of companies, services, groups and operating companies, in the order of their names: other tables refer to
-- a unit by its number, and sort by it. A company as a whole is the unit `company`.
-- Grain: unit.
with named as (
    select edition, company, 'company' as service, 'company' as kind, cast(null as varchar) as class
    from staged.companies
    union all
    select edition, company, service, unit as kind, class
    from staged.services
),
numbered as (
    select
        cast(row_number() over (order by edition, company, service) as integer) as unit,
        edition,
        company,
        service,
        kind,
        class
    from named
)
select
    unit,
    edition,
    company,
    service,
    kind,
    class,
    max(case kind when 'company' then unit end) over (partition by edition, company) as company_unit
from numbered
order by unit
