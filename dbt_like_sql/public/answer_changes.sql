-- The answers that changed since the previous edition.
-- Grain: edition, edition_before, company, target, scope, service, strand, element, element_before.
select
    a.edition,
    a.edition_before,
    a.company,
    a.target,
    a.scope,
    a.service,
    a.strand,
    a.element,
    a.element_before,
    a.answer_before,
    a.answer,
    a.kind,
    as_points(a.points_before) as points_before,
    as_points(a.points) as points,
    a.weight,
    a.contribution,
    a.indicator
from compared.answer_changes a
join staged.comparisons p on p.edition = a.edition and p.edition_before = a.edition_before and p.neighbour
order by a.edition, a.edition_before, a.company, a.target, a.scope, a.service, a.strand, a.element, a.element_before
