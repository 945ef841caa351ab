-- Published scores of an edition that the answers do not reproduce.
select company, service, strand, scope, published, computed, difference
from public.reconciliation
where edition = $edition and not agrees
order by company, service, strand, scope
