-- Every answer that is missing or below full points, with the total and the rank if it had full points.
-- Grain: edition, company, target, service, strand, indicator, element.
select
    g.edition,
    g.company,
    g.target,
    g.service,
    g.strand,
    g.indicator,
    g.element,
    g.answer,
    g.status,
    as_points(g.points) as points,
    g.weight,
    case when g.gain_low = g.gain_high then as_points(g.gain_low) end as gain,
    as_points(g.gain_low) as gain_low,
    as_points(g.gain_high) as gain_high,
    as_points(r.score_low) as score_low,
    as_points(r.score_high) as score_high,
    r.rank_low,
    r.rank_high,
    g.position
from scored.gains g
join scored.totals_if_full r
    on r.edition = g.edition and r.company = g.company and r.target = g.target and r.kind = 'answer'
    and r.position = g.position
order by g.edition, g.company, g.target, g.service, g.strand, g.indicator, g.element
