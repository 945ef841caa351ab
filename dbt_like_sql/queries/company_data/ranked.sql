-- How many companies and services have a rank.
select
    (select count(rank_low) from public.company_scores where scope = 'total') as companies,
    (select count(rank_low) from public.service_scores where scope = 'total') as services
