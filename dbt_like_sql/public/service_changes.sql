-- How each service's scores changed since the previous edition, and the components of each change.
-- Grain: edition, edition_before, company, service, scope.
select *
from compared.published_changes
where service <> ''
order by edition, edition_before, company, service, scope
