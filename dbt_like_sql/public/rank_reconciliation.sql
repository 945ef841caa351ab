-- Each printed rank with the rank computed from the answers. Missing answers make the computed rank a range: a printed
-- rank outside it disagrees; for one inside it, `agrees` is empty.
-- Grain: edition, company, service, scope.
with ranked as (
    select
        u.edition,
        u.company,
        service_of(u.kind, u.service) as service,
        k.code as scope,
        u.class,
        r.rank_low,
        r.rank_high,
        r.standing_low,
        r.standing_high
    from scored.ranks r
    join scored.scenarios x on x.scenario = r.scenario and x.purpose = 'actual'
    join staged.units u on u.unit = r.target
    join staged.codes k on k.number = r.scope
),
within_class as (
    select
        p.edition,
        p.company,
        p.service,
        p.scope,
        count(*) filter (where o.standing_low > r.standing_high) as n_above_most,
        count(*) filter (where o.standing_high > r.standing_low) as n_above_least
    from staged.published_ranks p
    join ranked r
        on r.edition = p.edition and r.company = p.company and r.service = p.service and r.scope = p.scope
    join ranked o
        on o.edition = r.edition and o.scope = r.scope and o.class = r.class
        and (o.company <> r.company or o.service <> r.service)
    where p.among = 'class'
    group by p.edition, p.company, p.service, p.scope
),
computed as (
    select
        p.edition,
        p.company,
        p.service,
        p.scope,
        p.rank as published,
        case
            when p.among = 'class' and r.rank_low is not null then cast(1 + coalesce(c.n_above_most, 0) as integer)
            else r.rank_low
        end as rank_low,
        case
            when p.among = 'class' and r.rank_low is not null then cast(1 + coalesce(c.n_above_least, 0) as integer)
            else r.rank_high
        end as rank_high,
        p.among
    from staged.published_ranks p
    left join ranked r
        on r.edition = p.edition and r.company = p.company and r.service = p.service and r.scope = p.scope
    left join within_class c
        on c.edition = p.edition and c.company = p.company and c.service = p.service and c.scope = p.scope
)
select
    edition,
    company,
    service,
    scope,
    published,
    case when rank_low = rank_high then rank_low end as computed,
    rank_low,
    rank_high,
    case
        when published < rank_low or published > rank_high then false
        when rank_low = rank_high then true
    end as agrees,
    among
from computed
order by edition, company, service, scope
