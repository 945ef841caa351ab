-- Each score of each edition of a series, and what it is by the latest edition's rule, as it is published.
-- Grain: edition, company, service, scope.
select
    edition,
    company,
    service,
    scope,
    series_id,
    score / 1e12 as score,
    score_restated / 1e12 as score_restated,
    latest_restated / 1e12 as latest_restated,
    version,
    level,
    why
from compared.series_scores
order by edition, company, service, scope
