-- How each company's scores changed since the previous edition, and the components of each change.
-- Grain: edition, edition_before, company, scope.
select
    p.edition,
    p.edition_before,
    u.company,
    k.code as scope,
    c.* exclude (comparison, target, scope)
from compared.published_changes c
join scored.comparisons p on p.comparison = c.comparison
join staged.units u on u.unit = c.target
join staged.codes k on k.number = c.scope
where u.kind = 'company'
order by c.comparison, c.target, c.scope
