-- Every printed rank is within the range that the scores leave possible, and belongs to a target that has a score.
-- Blocking: no. The source may have ranked by rounded scores, or erred.
select edition, company, service, scope, published, rank_low, rank_high
from public.rank_reconciliation
where not agrees or rank_low is null
order by edition, company, service, scope
