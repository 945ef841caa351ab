-- Every printed rank is in the range that the scores allow, and belongs to a target with a score.
-- Blocking: no. The source may have ranked rounded scores, or be wrong.
select edition, company, service, scope, published, rank_low, rank_high
from public.rank_reconciliation
where not agrees or rank_low is null
order by edition, company, service, scope
