-- Groups of answers, with the total and the rank if the whole group had full points: alone, and together with all
-- groups that gain more.
-- Grain: edition, company, target, kind, code.
select
    u.edition,
    u.company,
    u.service as target,
    g.kind,
    case g.kind when 'recommendation' then g.recommendation else k.code end as code,
    g.n_answers,
    as_points(certain(g.gain_low, g.gain_high)) as gain,
    as_points(g.gain_low) as gain_low,
    as_points(g.gain_high) as gain_high,
    as_points(r.score_low) as score_low,
    as_points(r.score_high) as score_high,
    r.rank_low,
    r.rank_high,
    g.position,
    as_points(s.score_low) as score_so_far_low,
    as_points(s.score_high) as score_so_far_high,
    s.rank_low as rank_so_far_low,
    s.rank_high as rank_so_far_high
from scored.gain_groups g
join scored.totals_if_full r
    on r.target = g.target and r.kind = g.kind and r.position = g.position and not r.with_previous
left join scored.totals_if_full s
    on s.target = g.target and s.kind = g.kind and s.position = g.position and s.with_previous
join staged.units u on u.unit = g.target
join staged.codes k on k.number = g.code
order by g.target, g.kind, g.code, g.recommendation
