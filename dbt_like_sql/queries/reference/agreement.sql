-- How often the steps of the research agree, in percent.
select *, 100 * percent_agreement as percent from public.agreement where scope = 'total'
