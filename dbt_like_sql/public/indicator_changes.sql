-- What each indicator adds to the part `answers` of each change, as it is published.
-- Grain: edition, edition_before, company, target, scope, indicator.
select
    i.edition,
    i.edition_before,
    i.company,
    i.target,
    i.scope,
    i.indicator,
    i.score_before / 1e12 as score_before,
    i.score / 1e12 as score,
    i.weight,
    i.contribution
from compared.indicator_changes i
join staged.comparisons p on p.edition = i.edition and p.edition_before = i.edition_before and p.neighbour
order by i.edition, i.edition_before, i.company, i.target, i.scope, i.indicator
