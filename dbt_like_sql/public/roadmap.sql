-- Every answer that is missing or below full points, with the total and the rank if it had full points.
-- Grain: edition, company, target, service, strand, indicator, element.
select
    u.edition,
    u.company,
    u.service as target,
    v.service,
    k.code as strand,
    i.code as indicator,
    e.code as element,
    a.answer,
    coalesce(a.status, 'printed') as status,
    as_points(certain(g.points_low, g.points_high)) as points,
    g.weight,
    as_points(certain(g.gain_low, g.gain_high)) as gain,
    as_points(g.gain_low) as gain_low,
    as_points(g.gain_high) as gain_high,
    as_points(r.score_low) as score_low,
    as_points(r.score_high) as score_high,
    r.rank_low,
    r.rank_high,
    g.position
from scored.gains g
join scored.totals_if_full r on r.target = g.target and r.kind = 'answer' and r.position = g.position
join staged.units u on u.unit = g.target
join staged.units v on v.unit = g.service
join staged.codes k on k.number = g.strand
join staged.codes i on i.number = g.indicator
join staged.codes e on e.number = g.element
left join staged.answers a on a.service = g.service and a.strand = g.strand and a.element = g.element
order by g.target, g.service, g.strand, g.indicator, g.element
