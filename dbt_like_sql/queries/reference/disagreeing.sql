-- Published scores that the answers do not reproduce.
select * from public.reconciliation where not agrees order by company, service, scope, strand
