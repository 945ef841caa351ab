-- How each company's scores changed since the previous edition, and the components of each change.
-- Grain: edition, edition_before, company, scope.
select * exclude (service)
from compared.published_changes
where service = ''
order by edition, edition_before, company, scope
