-- Groups of answers that move together, with what the total and the place would be if they were full, alone and with
-- all that gain more, as it is published.
-- Grain: edition, company, target, kind, code.
select
    g.edition,
    g.company,
    g.target,
    g.kind,
    g.code,
    g.n_answers,
    case when g.gain_low = g.gain_high then g.gain_low / 1e12 end as gain,
    g.gain_low / 1e12 as gain_low,
    g.gain_high / 1e12 as gain_high,
    r.score_low / 1e12 as score_low,
    r.score_high / 1e12 as score_high,
    r.rank_low,
    r.rank_high,
    g.position,
    s.score_low / 1e12 as score_so_far_low,
    s.score_high / 1e12 as score_so_far_high,
    s.rank_low as rank_so_far_low,
    s.rank_high as rank_so_far_high
from scored.gain_groups g
join scored.raised_scores r
    on r.edition = g.edition and r.company = g.company and r.target = g.target and r.kind = g.kind and r.code = g.code
left join scored.raised_scores s
    on s.edition = g.edition and s.company = g.company and s.target = g.target and s.kind = g.kind || ' so far'
    and s.code = g.code
order by g.edition, g.company, g.target, g.kind, g.code
