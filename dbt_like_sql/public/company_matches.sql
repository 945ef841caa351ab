-- What became of each company between two editions, as it is published.
-- Grain: edition, edition_before, company, company_before.
select
    m.edition,
    m.edition_before,
    m.company,
    m.company_before,
    m.kind,
    m.note
from staged.company_matches m
join staged.comparisons p on p.edition = m.edition and p.edition_before = m.edition_before and p.neighbour
order by m.edition, m.edition_before, m.company, m.company_before
