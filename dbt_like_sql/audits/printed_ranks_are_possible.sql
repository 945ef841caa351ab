-- No printed rank lies outside the range that the scores leave open, and none is of what has no score.
-- Blocking: no. The source may have ranked by rounded scores, or erred.
select edition, company, service, scope, published, rank_low, rank_high
from public.rank_reconciliation
where not agrees or rank_low is null
order by edition, company, service, scope
