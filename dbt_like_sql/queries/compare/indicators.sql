-- Indicator changes of one company.
select * from public.indicator_changes where company = $company
