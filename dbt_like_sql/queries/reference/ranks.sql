-- Published ranks beside those computed.
select * from public.rank_reconciliation
order by service <> '', published, company, service, scope
