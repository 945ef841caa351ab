-- The answers that are others than in the edition before, as they are published.
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
    a.points_before / 1e12 as points_before,
    a.points / 1e12 as points,
    a.weight,
    a.contribution,
    a.indicator
from compared.answer_changes a
join staged.comparisons p on p.edition = a.edition and p.edition_before = a.edition_before and p.neighbour
order by a.edition, a.edition_before, a.company, a.target, a.scope, a.service, a.strand, a.element, a.element_before
