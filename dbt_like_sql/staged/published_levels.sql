-- The printed scores of levels.
-- Grain: service, strand, indicator.
select u.unit as service, k.number as strand, n.number as indicator, p.score
from staged.published_scores p
join staged.indicators i on i.edition = p.edition and i.indicator = p.scope
join staged.units u on u.edition = p.edition and u.company = p.company and u.service = p.service
join staged.codes k on k.code = p.strand
join staged.codes n on n.code = p.scope
order by u.unit, k.number, n.number
