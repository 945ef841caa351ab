-- The scores computed from the answers are those that the source printed.
-- Blocking: no. The source may have rounded, or erred.
select edition, company, service, strand, scope, published, computed
from public.reconciliation
where not agrees
order by edition, company, service, strand, scope
