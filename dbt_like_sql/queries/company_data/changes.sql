-- Changes of the totals of companies and services.
select *, 'company' as target from public.company_changes where scope = 'total'
union all by name
select *, service as target from public.service_changes where scope = 'total'
