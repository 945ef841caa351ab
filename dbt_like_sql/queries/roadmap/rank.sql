-- The rank of one target by its total. $target: 'company', or a service.
select rank_low, rank_high from public.company_scores
where $target = 'company' and edition = $edition and company = $company and scope = 'total'
union all
select rank_low, rank_high from public.service_scores
where service = $target and edition = $edition and company = $company and scope = 'total'
