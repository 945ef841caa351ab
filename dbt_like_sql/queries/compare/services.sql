-- Changes of one company's services on every scope, or with $company '' the totals of all services.
select * from public.service_changes where company = $company or ($company = '' and scope = 'total')
