-- Answers and published level scores that count in a score, with their weight and contribution. Contributions are whole
-- numbers of 1e-12 point, so that their sums do not depend on the order. $company, $target: '' for all.
with answers as (
    select company, service, strand, indicator, element, answer, status, points, reason, sources, comment
    from public.answers
    where edition = $edition
    union all
    select company, service, strand, indicator, '' as element, null, status, score, null, null, null
    from public.level_scores
    where edition = $edition and status = 'printed'
)
select
    w.company,
    w.target,
    i.category,
    i.family,
    w.indicator,
    w.service,
    w.strand,
    w.element,
    a.answer,
    a.status,
    a.points,
    a.reason,
    a.sources,
    a.comment,
    w.weight,
    case when a.points is null then 0 else floor(w.weight * a.points * 1e12 + 0.5)::bigint end as adds_low,
    case
        when a.points is null then floor(w.weight * 1e14 + 0.5)::bigint
        else floor(w.weight * a.points * 1e12 + 0.5)::bigint
    end as adds_high
from public.answer_weights w
join answers a
    on a.company = w.company and a.service = w.service and a.strand = w.strand and a.indicator = w.indicator
    and a.element = w.element
join public.indicators i on i.edition = $edition and i.indicator = w.indicator
where
    w.edition = $edition
    and w.scope = $scope
    and ($company = '' or w.company = $company)
    and ($target = '' or w.target = $target)
order by w.company, w.target, w.indicator, w.service, w.strand, w.element
