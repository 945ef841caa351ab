-- How many published scores and ranks the answers reproduce, by kind.
with kinds as (
    select
        r.agrees,
        case when r.service = '' then 'company' else 'service' end as of,
        case
            when r.scope = 'total' then 'total'
            when c.category is not null then 'category'
            when i.indicator is null then 'family'
            when r.service = '' then 'indicator'
            else 'level'
        end as scope
    from public.reconciliation r
    left join public.indicators i on i.indicator = r.scope
    left join public.categories c on c.category = r.scope
)
select
    case scope when 'level' then scope else of || '_' || scope end as kind,
    count(*) as n_published,
    count(agrees) as n_computed,
    count(*) filter (where agrees) as n_agree
from kinds
group by kind
order by array_position(['level', 'indicator', 'family', 'category', 'total'], split_part(kind, '_', -1)), kind
