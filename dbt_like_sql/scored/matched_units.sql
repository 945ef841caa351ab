-- The units that are the same in two compared editions: services, groups, operating companies, and companies as a whole.
-- Grain: comparison, unit.
with matches as (
    select edition, edition_before, company, 'company' as service, company_before, 'company' as service_before
    from staged.company_matches
    where kind in ('same', 'renamed')
    union all
    select edition, edition_before, company, service, company_before, service_before
    from staged.service_matches
    where kind in ('same', 'renamed')
)
select p.comparison, a.unit, b.unit as unit_before, a.kind in ('company', 'service') as has_scores
from matches m
join scored.comparisons p on p.edition = m.edition and p.edition_before = m.edition_before
join staged.units a on a.edition = m.edition and a.company = m.company and a.service = m.service
join staged.units b on b.edition = m.edition_before and b.company = m.company_before and b.service = m.service_before
order by p.comparison, a.unit
