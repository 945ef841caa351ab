-- No printed rank lies outside the range that the scores leave open.
-- Blocking: no. The source may have ranked by rounded scores, or erred.
select p.edition, p.company, p.service, p.scope, p.rank as printed, r.rank_low, r.rank_high
from staged.published_ranks p
left join scored.ranks r
    on r.edition = p.edition and r.scenario = 'actual' and r.company = p.company and r.scope = p.scope
    and r.target = case p.service when '' then 'company' else p.service end
where r.rank_low is null or p.rank < r.rank_low or p.rank > r.rank_high
order by p.edition, p.company, p.service, p.scope
