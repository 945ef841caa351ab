-- The units of each set of scenarios that share them (`units_of` in scored.scenarios), with the company and the composite
-- that each counts in. In a comparison, the previous edition's services have the composite of the later edition, unless
-- they moved to a different company. A service that moved counts, over what both editions have, in neither company.
-- Grain: units_of, service.
with units as (
    select
        x.scenario as units_of,
        u.unit,
        u.company_unit,
        u.kind,
        v.service is not null and x.answer_set <> 'known' as moved,
        case when c.comparison is null or v.service is not null then s.composite else a.composite end as composite
    from scored.scenarios x
    left join scored.comparisons p on p.comparison = x.comparison
    join staged.units u
        on u.edition
        = case when x.side = 'before' and x.purpose = 'comparison' then p.edition_before else x.edition end
    join staged.services s on s.edition = u.edition and s.company = u.company and s.service = u.service
    left join scored.moved_services v
        on v.comparison = x.comparison and v.side = x.side and v.service = u.unit and x.purpose = 'comparison'
    left join scored.matched_units c
        on c.comparison = x.comparison and c.unit_before = u.unit and x.purpose = 'comparison' and x.side = 'before'
    left join staged.units n on n.unit = c.unit
    left join staged.services a on a.edition = n.edition and a.company = n.company and a.service = n.service
    where x.scenario = x.units_of
),
placed as (
    select
        units_of,
        unit as service,
        company_unit,
        moved,
        min(unit) over (
            partition by units_of, company_unit, composite, case when composite is null then unit end
        ) as composite,
        count(*) over (
            partition by units_of, company_unit, composite, case when composite is null then unit end
        ) as n_in_composite,
        cast(case kind when 'service' then 1 when 'operating_company' then 2 else 3 end as integer) as nearness
    from units
)
select units_of, service, company_unit, nearness, composite, n_in_composite, moved
from placed
order by units_of, service
