-- Services that belong to different companies in the two editions of a comparison. Such a service is compared itself,
-- but left out of its company's comparison and of comparisons that include group answers.
-- Grain: edition, edition_before, side, company, service.
select
    m.edition,
    m.edition_before,
    s.side,
    case s.side when 'after' then m.company else m.company_before end as company,
    case s.side when 'after' then m.service else m.service_before end as service
from staged.service_matches m
cross join (select * from (values ('before'), ('after')) as v (side)) s
left join staged.company_matches c
    on c.edition = m.edition and c.edition_before = m.edition_before and c.company = m.company
    and c.company_before = m.company_before and c.kind in ('same', 'renamed')
where m.kind in ('same', 'renamed') and c.edition is null
order by edition, edition_before, side, company, service
