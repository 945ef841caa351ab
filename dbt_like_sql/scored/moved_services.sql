-- Services that belong to different companies in the two editions of a comparison. Such a service is compared itself,
-- but left out of its company's comparison and of comparisons that include group answers.
-- Grain: comparison, side, service.
with moved as (
    select p.comparison, m.edition, m.edition_before, m.company, m.service, m.company_before, m.service_before
    from staged.service_matches m
    join scored.comparisons p on p.edition = m.edition and p.edition_before = m.edition_before
    left join staged.company_matches c
        on c.edition = m.edition and c.edition_before = m.edition_before and c.company = m.company
        and c.company_before = m.company_before and c.kind in ('same', 'renamed')
    where m.kind in ('same', 'renamed') and c.edition is null
)
select m.comparison, 'after' as side, u.unit as service
from moved m
join staged.units u on u.edition = m.edition and u.company = m.company and u.service = m.service
union all
select m.comparison, 'before' as side, u.unit as service
from moved m
join staged.units u on u.edition = m.edition_before and u.company = m.company_before and u.service = m.service_before
order by comparison, side, service
