-- How often each answer was given to each indicator's elements.
select
    a.indicator,
    a.status,
    a.answer,
    a.points,
    coalesce(e.reversed, false) as reversed,
    count(*) as n,
    shade(a.status, a.points) as kind
from public.answers a
left join public.elements e on e.element = a.element
group by a.indicator, a.status, a.answer, a.points, coalesce(e.reversed, false)
order by a.points desc nulls last, reversed, n desc, a.answer
