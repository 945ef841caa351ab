-- The companies and services that are the same in two compared editions.
-- Grain: edition, edition_before, company, target.
select edition, edition_before, company, 'company' as target, company_before, 'company' as target_before
from staged.company_matches
where kind in ('same', 'renamed')
union all
select m.edition, m.edition_before, m.company, m.service as target, m.company_before, m.service_before as target_before
from staged.service_matches m
join staged.services s on s.edition = m.edition and s.company = m.company and s.service = m.service
where m.kind in ('same', 'renamed') and s.unit = 'service'
order by edition, edition_before, company, target
