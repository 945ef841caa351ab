-- Only those do that are named. Where no report names any: one or two of at least five do, and it is sure of all.
-- Materialized: no.
-- Grain: edition, finding.
with units as (
    select
        a.edition,
        a.finding,
        u.does_low,
        u.does_high,
        contains(
            ';' || replace(a.names, ' ', '') || ';',
            ';' || u.company || case u.target when 'company' then '' else '/' || u.target end || ';'
        ) as named
    from scored.claims a
    join scored.question_units u on u.edition = a.edition and u.question = a.question
    where a.claim = 'only' and a.names is not null
),
named as (
    select
        edition,
        finding,
        count(*) filter (where named) as n,
        count(*) filter (where named and does_low) as n_low,
        count(*) filter (where named and does_high) as n_high,
        count(*) filter (where not named and does_low) as others_low,
        count(*) filter (where not named and does_high) as others_high
    from units
    group by edition, finding
)
select
    a.edition,
    a.finding,
    case
        when a.names is null and c.n_low = c.n_high and c.n_low between 1 and 2 and c.n >= 5 then 'confirmed'
        when d.n is null then 'unknown'
        when d.n_low = d.n and d.others_high = 0 then 'confirmed'
        when d.n_high < d.n or d.others_low > 0 then 'denied'
        else 'unknown'
    end as verdict,
    'Only these.' as lead_en,
    'Только они.' as lead_ru,
    'Тек осылар.' as lead_kk
from scored.claims a
join scored.question_counts c on c.edition = a.edition and c.question = a.question
left join named d on d.edition = a.edition and d.finding = a.finding
where a.claim = 'only'
order by a.edition, a.finding
