-- How much each rank could change.
select *, case service when '' then 'company' else service end as target from public.rank_robustness
