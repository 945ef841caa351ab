-- The scores computed from the answers equal the printed scores.
-- Blocking: no. The source may have rounded, or be wrong.
select edition, company, service, strand, scope, published, computed
from public.reconciliation
where not agrees
order by edition, company, service, strand, scope
