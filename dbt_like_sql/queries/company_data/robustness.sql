-- How far each rank could move.
select *, case service when '' then 'company' else service end as target from public.rank_robustness
