-- The documents that answers rest on, as they are published.
-- Grain: edition, company, source.
select
    edition,
    company,
    source,
    title,
    url,
    archived_url,
    document_date,
    accessed_date
from staged.sources
order by edition, company, source
