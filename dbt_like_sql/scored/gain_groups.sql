-- Groups of answers that can change together: an element in all services, an indicator, or everything a recommendation
-- names. The gain of the total if the group had full points and, for elements and indicators, together with all groups
-- that gain more. Gains are summed in whole numbers of 1e-15 point and rounded once, so that a sum is as precise as a
-- score.
-- Grain: target, kind, code, recommendation.
with fine as (
    select
        g.target,
        u.edition,
        g.indicator,
        g.element,
        nearest(1000 * g.weight * (full_score() - g.points_high)) as gain_low,
        nearest(1000 * g.weight * (full_score() - g.points_low)) as gain_high
    from scored.gains g
    join staged.units u on u.unit = g.target
),
recommended as (
    select r.edition, r.recommendation, i.indicator
    from staged.recommendations r
    join scored.indicator_scopes i on i.edition = r.edition and i.scope = i.indicator
    join staged.codes k on k.number = i.indicator and lists(r.indicators, k.code)
),
members as (
    select
        target, 'element' as kind, case element when 0 then indicator else element end as code, '' as recommendation,
        gain_low, gain_high
    from fine
    union all
    select target, 'indicator' as kind, indicator as code, '' as recommendation, gain_low, gain_high
    from fine
    union all
    select g.target, 'recommendation' as kind, 0 as code, r.recommendation, g.gain_low, g.gain_high
    from fine g
    join recommended r on r.edition = g.edition and r.indicator = g.indicator
),
groups as (
    select
        target,
        kind,
        code,
        recommendation,
        count(*) as n_answers,
        -- Each gain is rounded, so that their sum can slightly exceed full points.
        cast(least(sum(gain_low), 1000 * full_score()) as bigint) as gain_low,
        cast(least(sum(gain_high), 1000 * full_score()) as bigint) as gain_high
    from members
    group by target, kind, code, recommendation
),
-- Gains that differ only by rounding are equal, and ordered by code; a wider gap begins the next group of equal gains.
gaps as (
    select
        *,
        case when gain_low - lag(gain_low) over low <= 1000 * rounding_tolerance() then 0 else 1 end as opens_low,
        case when gain_high - lag(gain_high) over high <= 1000 * rounding_tolerance() then 0 else 1 end as opens_high
    from groups
    window
        low as (partition by target, kind order by gain_low),
        high as (partition by target, kind order by gain_high)
),
standings as (
    select
        *,
        sum(opens_low) over (partition by target, kind order by gain_low) as standing_low,
        sum(opens_high) over (partition by target, kind order by gain_high) as standing_high
    from gaps
),
ordered as (
    select
        *,
        row_number() over most_first as position,
        sum(gain_low) over most_first as so_far_low,
        sum(gain_high) over most_first as so_far_high
    from standings
    window most_first as (
        partition by target, kind order by standing_low desc, standing_high desc, code, recommendation
        rows between unbounded preceding and current row
    )
)
select
    target,
    kind,
    code,
    recommendation,
    n_answers,
    (gain_low + 500) // 1000 as gain_low,
    (gain_high + 500) // 1000 as gain_high,
    cast(position as integer) as position,
    -- Recommendations overlap: their gains do not add up.
    case
        when kind <> 'recommendation' then (cast(least(so_far_low, 1000 * full_score()) as bigint) + 500) // 1000
    end as so_far_low,
    case
        when kind <> 'recommendation' then (cast(least(so_far_high, 1000 * full_score()) as bigint) + 500) // 1000
    end as so_far_high
from ordered
order by target, kind, code, recommendation
