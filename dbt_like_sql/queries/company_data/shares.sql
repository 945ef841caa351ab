-- The shares of full, some and no points, missing and not applicable among the answers of each category, in percent.
with kinds as (
    select
        a.company,
        a.service,
        i.category,
        shade(a.status, a.points) as kind
    from public.answers a
    join public.indicators i on i.indicator = a.indicator
),
sums as (
    select company, 'company' as target, category, kind, count(*) as n from kinds group by all
    union all
    select company, service, category, kind, count(*) from kinds group by all
)
select company, target, category, kind, n, 100.0 * n / sum(n) over (partition by company, target, category) as share
from sums
