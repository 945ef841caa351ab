-- The number of answers by status.
select status, count(*) as n from public.answers group by status order by n desc, status
