-- How many published scores and ranks the answers reproduce, by edition and kind. $edition: one edition, or '' for all.
with figures as (
    select
        r.edition,
        case
            when r.scope = 'total' then '5 total'
            when c.category is not null then '4 category'
            when i.indicator is null then '3 family'
            when r.service = '' then '2 indicator'
            else '1 level'
        end as figure,
        case when r.service = '' then 'companies' else 'services' end as of,
        r.agrees
    from public.reconciliation r
    left join staged.indicators i on i.edition = r.edition and i.indicator = r.scope
    left join staged.categories c on c.edition = r.edition and c.category = r.scope
    where $edition = '' or r.edition = $edition
)
select
    edition, of, substr(figure, 3) as figure, count(*) as printed, count(agrees) as computed,
    count(*) filter (where agrees) as agree
from (
    select * from figures
    union all
    select edition, '6 rank' as figure, case when service = '' then 'companies' else 'services' end as of, agrees
    from public.rank_reconciliation
    where $edition = '' or edition = $edition
) figures
group by edition, of, figure
order by edition, of, figures.figure
