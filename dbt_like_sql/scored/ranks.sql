-- The place of each company among the edition's companies, and of each service among its services, on each scope;
-- in variants on the total alone.
-- Best place: 1 + how many others have at least more than my most. Worst: 1 + how many others have at most more than
-- my least; a row whose bounds differ would count itself there, and is taken off.
-- Grain: edition, scenario, company, target, scope.
with scores as (
    select
        s.edition,
        s.scenario,
        s.company,
        s.target,
        s.scope,
        case when s.target = 'company' then 'company' else 'service' end as field,
        s.score_low,
        s.score_high
    from scored.scope_scores s
    join scored.scenarios x on x.edition = s.edition and x.scenario = s.scenario
    where x.ranked and s.score_low is not null and (x.side <> 'variant' or s.scope = 'total')
),
marks as (
    select edition, scenario, field, scope, score_low as score, 1 as n_low, 0 as n_high
    from scores
    union all
    select edition, scenario, field, scope, score_high as score, 0 as n_low, 1 as n_high
    from scores
),
heights as (
    select edition, scenario, field, scope, score, sum(n_low) as n_low, sum(n_high) as n_high
    from marks
    group by edition, scenario, field, scope, score
),
-- How many have at least more than each score that there is, and at most more.
above as (
    select
        edition,
        scenario,
        field,
        scope,
        score,
        coalesce(sum(n_low) over higher, 0) as lows_above,
        coalesce(sum(n_high) over higher, 0) as highs_above
    from heights
    window higher as (
        partition by edition, scenario, field, scope order by score desc
        rows between unbounded preceding and 1 preceding
    )
),
places as (
    select
        s.edition,
        s.scenario,
        s.company,
        s.target,
        s.scope,
        cast(1 + h.lows_above as integer) as rank_low,
        cast(1 + l.highs_above - case when s.score_high > s.score_low then 1 else 0 end as integer) as rank_high
    from scores s
    join above h
        on h.edition = s.edition and h.scenario = s.scenario and h.field = s.field and h.scope = s.scope
        and h.score = s.score_high
    join above l
        on l.edition = s.edition and l.scenario = s.scenario and l.field = s.field and l.scope = s.scope
        and l.score = s.score_low
)
select
    edition,
    scenario,
    company,
    target,
    scope,
    case when rank_low = rank_high then rank_low end as rank,
    rank_low,
    rank_high
from places
order by edition, scenario, company, target, scope
