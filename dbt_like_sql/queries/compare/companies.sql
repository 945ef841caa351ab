-- Changes of one company on every scope, or with $company '' the totals of all companies.
select * from public.company_changes where company = $company or ($company = '' and scope = 'total')
