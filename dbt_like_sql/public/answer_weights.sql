-- The weight of each answer in each published score.
-- Grain: edition, company, target, scope, service, strand, indicator, element.
select
    edition,
    company,
    target,
    scope,
    service,
    strand,
    indicator,
    element,
    weight
from scored.answer_weights
where scenario = 'actual'
order by edition, company, target, scope, service, strand, indicator, element
