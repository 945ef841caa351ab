-- The weight of each answer in each published score.
-- Grain: edition, company, target, scope, service, strand, indicator, element.
select
    t.edition,
    t.company,
    t.service as target,
    s.code as scope,
    u.service,
    k.code as strand,
    i.code as indicator,
    e.code as element,
    w.weight
from scored.answer_weights w
join scored.scenarios x on x.scenario = w.scenario and x.purpose = 'actual'
join staged.units t on t.unit = w.target
join staged.units u on u.unit = w.service
join staged.codes s on s.number = w.scope
join staged.codes k on k.number = w.strand
join staged.codes i on i.number = w.indicator
join staged.codes e on e.number = w.element
order by w.target, w.scope, w.service, w.strand, w.indicator, w.element
