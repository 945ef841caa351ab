-- What each indicator contributes to the component `answers` of each change.
-- Grain: edition, edition_before, company, target, scope, indicator.
select
    p.edition,
    p.edition_before,
    u.company,
    u.service as target,
    k.code as scope,
    n.code as indicator,
    as_points(i.score_before) as score_before,
    as_points(i.score) as score,
    i.weight,
    i.contribution
from compared.indicator_changes i
join scored.comparisons p on p.comparison = i.comparison and p.neighbour
join staged.units u on u.unit = i.target
join staged.codes k on k.number = i.scope
join staged.codes n on n.number = i.indicator
order by i.comparison, i.target, i.scope, i.indicator
