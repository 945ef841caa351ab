-- Published ranks with the computed ranks.
select * from public.rank_reconciliation
order by service <> '', published, company, service, scope
