-- Ranks that the source of an edition printed, as they are published.
-- Grain: edition, company, service, scope.
select
    edition,
    company,
    service,
    scope,
    rank,
    among
from staged.published_ranks
order by edition, company, service, scope
