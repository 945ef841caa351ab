-- Published ranks of an edition that the answers contradict or leave unknown.
select company, service, scope, published, rank_low, rank_high, agrees, among
from public.rank_reconciliation
where edition = $edition and agrees is not true
order by company, service, scope
