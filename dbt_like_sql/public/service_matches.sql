-- What became of each service between two editions, as it is published.
-- Grain: edition, edition_before, company, service, company_before, service_before.
select
    m.edition,
    m.edition_before,
    m.company,
    m.service,
    m.company_before,
    m.service_before,
    m.kind,
    m.note
from staged.service_matches m
join staged.comparisons p on p.edition = m.edition and p.edition_before = m.edition_before and p.neighbour
order by m.edition, m.edition_before, m.company, m.service, m.company_before, m.service_before
