-- Groups of answers that can change together: an element in all services, an indicator, or everything a recommendation
-- names. The gain of the total if the group had full points and, for elements and indicators, together with all groups
-- that gain more. Gains are summed in whole numbers of 1e-15 point and rounded once, so that a sum is as precise as a
-- score.
-- Grain: edition, company, target, kind, code.
with fine as (
    select
        edition,
        company,
        target,
        indicator,
        element,
        nearest(1000 * weight * (full_score() - coalesce(points, full_score()))) as gain_low,
        nearest(1000 * weight * (full_score() - coalesce(points, 0))) as gain_high
    from scored.gains
),
members as (
    select
        edition, company, target, 'element' as kind, case element when '' then indicator else element end as code,
        gain_low, gain_high
    from fine
    union all
    select edition, company, target, 'indicator' as kind, indicator as code, gain_low, gain_high
    from fine
    union all
    select g.edition, g.company, g.target, 'recommendation' as kind, r.recommendation as code, g.gain_low, g.gain_high
    from fine g
    join staged.recommendations r
        on r.edition = g.edition
        and lists(r.indicators, g.indicator)
),
groups as (
    select
        edition,
        company,
        target,
        kind,
        code,
        count(*) as n_answers,
        -- The sum of rounded gains can slightly exceed full points.
        cast(least(sum(gain_low), 1000 * full_score()) as bigint) as gain_low,
        cast(least(sum(gain_high), 1000 * full_score()) as bigint) as gain_high
    from members
    group by edition, company, target, kind, code
),
-- Gains that differ only by rounding are equal and ordered by code; a wider gap starts the next group of equal gains.
gaps as (
    select
        g.edition,
        g.company,
        g.target,
        g.kind,
        g.code,
        g.n_answers,
        g.gain_low,
        g.gain_high,
        case when g.gain_low - lag(g.gain_low) over low <= 1000 * p.tolerance then 0 else 1 end as opens_low,
        case when g.gain_high - lag(g.gain_high) over high <= 1000 * p.tolerance then 0 else 1 end as opens_high
    from groups g
    join scored.precision p on p.edition = g.edition
    window
        low as (partition by g.edition, g.company, g.target, g.kind order by g.gain_low),
        high as (partition by g.edition, g.company, g.target, g.kind order by g.gain_high)
),
standings as (
    select
        edition,
        company,
        target,
        kind,
        code,
        n_answers,
        gain_low,
        gain_high,
        sum(opens_low) over (partition by edition, company, target, kind order by gain_low) as standing_low,
        sum(opens_high) over (partition by edition, company, target, kind order by gain_high) as standing_high
    from gaps
),
ordered as (
    select
        edition,
        company,
        target,
        kind,
        code,
        n_answers,
        gain_low,
        gain_high,
        row_number() over most_first as position,
        sum(gain_low) over most_first as so_far_low,
        sum(gain_high) over most_first as so_far_high
    from standings
    window most_first as (
        partition by edition, company, target, kind order by standing_low desc, standing_high desc, code
        rows between unbounded preceding and current row
    )
)
select
    edition,
    company,
    target,
    kind,
    code,
    n_answers,
    (gain_low + 500) // 1000 as gain_low,
    (gain_high + 500) // 1000 as gain_high,
    cast(position as integer) as position,
    -- Recommendations overlap, so their gains do not add up.
    case
        when kind <> 'recommendation' then (cast(least(so_far_low, 1000 * full_score()) as bigint) + 500) // 1000
    end as so_far_low,
    case
        when kind <> 'recommendation' then (cast(least(so_far_high, 1000 * full_score()) as bigint) + 500) // 1000
    end as so_far_high
from ordered
order by edition, company, target, kind, code
