-- How many companies responded to the researchers, and how.
select engagement, count(*) as n
from public.engagement
where engagement is not null
group by engagement
order by n desc, engagement
