-- Answers that move together: one element in all services, all of an indicator, all that a recommendation names. What
-- the total would gain if the group were full; and, for elements and indicators, with all groups that gain more.
-- Grain: edition, company, target, kind, code.
with members as (
    select
        edition, company, target, 'element' as kind, case element when '' then indicator else element end as code,
        gain_low, gain_high
    from scored.gains
    union all
    select edition, company, target, 'indicator' as kind, indicator as code, gain_low, gain_high
    from scored.gains
    union all
    select g.edition, g.company, g.target, 'recommendation' as kind, r.recommendation as code, g.gain_low, g.gain_high
    from scored.gains g
    join staged.recommendations r
        on r.edition = g.edition
        and contains(';' || replace(r.indicators, ' ', '') || ';', ';' || g.indicator || ';')
),
groups as (
    select
        edition,
        company,
        target,
        kind,
        code,
        count(*) as n_answers,
        -- Each gain is rounded: together they may come to a little more than full points.
        cast(least(sum(gain_low), 100000000000000) as bigint) as gain_low,
        cast(least(sum(gain_high), 100000000000000) as bigint) as gain_high
    from members
    group by edition, company, target, kind, code
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
    from groups
    window most_first as (
        partition by edition, company, target, kind order by gain_low desc, gain_high desc, code
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
    gain_low,
    gain_high,
    cast(position as integer) as position,
    -- Recommendations overlap: their gains do not add up.
    cast(case when kind <> 'recommendation' then least(so_far_low, 100000000000000) end as bigint) as so_far_low,
    cast(case when kind <> 'recommendation' then least(so_far_high, 100000000000000) end as bigint) as so_far_high
from ordered
order by edition, company, target, kind, code
