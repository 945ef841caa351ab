-- Every answer short of full, or not known, with what the total and the place would be if it were full, as it is
-- published.
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
    g.points / 1e12 as points,
    g.weight,
    case when g.gain_low = g.gain_high then g.gain_low / 1e12 end as gain,
    g.gain_low / 1e12 as gain_low,
    g.gain_high / 1e12 as gain_high,
    r.score_low / 1e12 as score_low,
    r.score_high / 1e12 as score_high,
    r.rank_low,
    r.rank_high,
    g.position
from scored.gains g
join scored.raised_scores r
    on r.edition = g.edition and r.company = g.company and r.target = g.target and r.kind = 'answer'
    and r.code = g.service || '/' || g.strand || '/' || g.indicator || '/' || g.element
order by g.edition, g.company, g.target, g.service, g.strand, g.indicator, g.element
