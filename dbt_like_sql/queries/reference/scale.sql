-- The points of each answer that was given, where known.
select
    a.answer,
    max(a.points) filter (where not coalesce(e.reversed, false)) as points,
    max(a.points) filter (where e.reversed) as reversed_points
from public.answers a
left join public.elements e on e.element = a.element
where a.answer is not null
group by a.answer
order by points desc nulls last, a.answer
