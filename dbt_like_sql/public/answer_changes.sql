-- The answers that changed since the previous edition.
-- Grain: edition, edition_before, company, target, scope, service, strand, element, element_before.
select
    p.edition,
    p.edition_before,
    u.company,
    u.service as target,
    s.code as scope,
    v.service,
    k.code as strand,
    e.code as element,
    b.code as element_before,
    a.answer_before,
    a.answer,
    a.kind,
    as_points(a.points_before) as points_before,
    as_points(a.points) as points,
    a.weight,
    a.contribution,
    i.code as indicator
from compared.answer_changes a
join scored.comparisons p on p.comparison = a.comparison and p.neighbour
join staged.units u on u.unit = a.target
join staged.units v on v.unit = a.service
join staged.codes s on s.number = a.scope
join staged.codes k on k.number = a.strand
join staged.codes e on e.number = a.element
join staged.codes b on b.number = a.element_before
join staged.codes i on i.number = a.indicator
order by a.comparison, a.target, a.scope, a.service, a.strand, a.element, a.element_before
