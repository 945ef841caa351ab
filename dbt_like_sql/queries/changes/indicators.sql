-- How many answers improved and declined in each indicator.
select
    indicator,
    count(*) filter (where contribution > 0) as improved,
    count(*) filter (where contribution < 0) as declined,
    count(distinct company) filter (where contribution > 0) as companies_improved,
    count(distinct company) filter (where contribution < 0) as companies_declined
from public.answer_changes
where target = 'company' and scope = 'total' and contribution <> 0
group by indicator
order by improved + declined desc, indicator
