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
    select edition, scenario, field, scope, company, target, 1 as is_low, score_low as score
    from scores
    union all
    select edition, scenario, field, scope, company, target, 0 as is_low, score_high as score
    from scores
),
counted as (
    select
        edition,
        scenario,
        field,
        scope,
        company,
        target,
        is_low,
        sum(is_low) over at_least - sum(is_low) over tied as lows_above,
        sum(1 - is_low) over at_least - sum(1 - is_low) over tied as highs_above
    from marks
    window
        at_least as (
            partition by edition, scenario, field, scope order by score desc
            range between unbounded preceding and current row
        ),
        tied as (partition by edition, scenario, field, scope, score)
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
    join counted h
        on h.edition = s.edition and h.scenario = s.scenario and h.company = s.company and h.target = s.target
        and h.scope = s.scope and h.is_low = 0
    join counted l
        on l.edition = s.edition and l.scenario = s.scenario and l.company = s.company and l.target = s.target
        and l.scope = s.scope and l.is_low = 1
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
