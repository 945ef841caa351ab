-- The companies' average gain from each recommendation and indicator.
with rated as (
    select count(*) as n from public.company_scores where scope = 'total' and score_low is not null
)
select
    g.kind, g.code, count(*) as n_companies, round(sum(g.gain_low) / max(r.n), 9) as gain_low,
    round(sum(g.gain_high) / max(r.n), 9) as gain_high, bool_or(g.gain_high > g.gain_low) as is_open
from public.roadmap_groups g
cross join rated r
where g.target = 'company' and g.kind in ('recommendation', 'indicator')
group by g.kind, g.code
order by gain_high desc, gain_low desc, g.code
