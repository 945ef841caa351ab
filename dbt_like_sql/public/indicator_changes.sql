-- What each indicator contributes to the component `answers` of each change.
-- Grain: edition, edition_before, company, target, scope, indicator.
select
    i.edition,
    i.edition_before,
    i.company,
    i.target,
    i.scope,
    i.indicator,
    as_points(i.score_before) as score_before,
    as_points(i.score) as score,
    i.weight,
    i.contribution
from compared.indicator_changes i
join staged.comparisons p on p.edition = i.edition and p.edition_before = i.edition_before and p.neighbour
order by i.edition, i.edition_before, i.company, i.target, i.scope, i.indicator
