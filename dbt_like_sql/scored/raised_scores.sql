-- The total of each target with each gain, and its rank among the others as they are.
-- Grain: edition, company, target, kind, code.
with raised as (
    select
        edition, company, target, 'answer' as kind,
        service || '/' || strand || '/' || indicator || '/' || element as code, gain_low, gain_high
    from scored.gains
    union all
    select edition, company, target, kind, code, gain_low, gain_high
    from scored.gain_groups
    union all
    select edition, company, target, kind || ' so far' as kind, code, so_far_low as gain_low, so_far_high as gain_high
    from scored.gain_groups
    where so_far_low is not null
),
totals as (
    select
        s.edition,
        s.company,
        s.target,
        case s.target when 'company' then 'company' else 'service' end as field,
        s.score_low,
        s.score_high,
        (s.score_low + p.rank_half) // p.rank_unit as ranked_low,
        (s.score_high + p.rank_half) // p.rank_unit as ranked_high
    from scored.scope_scores s
    join scored.precision p on p.edition = s.edition
    where s.scenario = 'actual' and s.scope = 'total' and s.score_low is not null
),
scores as (
    select
        r.edition,
        r.company,
        r.target,
        t.field,
        t.ranked_high as own_high,
        r.kind,
        r.code,
        -- The least it may have grows by what is surely missing of the least, which is the most that may be gained.
        least(t.score_low + r.gain_high, cast(100000000000000 as bigint)) as score_low,
        -- Both are rounded: keep the upper bound from falling below the lower one.
        least(greatest(t.score_high + r.gain_low, t.score_low + r.gain_high), cast(100000000000000 as bigint))
            as score_high
    from raised r
    join totals t on t.edition = r.edition and t.company = r.company and t.target = r.target
),
-- Many gains lead to the same score.
reached as (
    select distinct
        s.edition,
        s.field,
        s.score_low,
        s.score_high,
        (s.score_low + p.rank_half) // p.rank_unit as ranked_low,
        (s.score_high + p.rank_half) // p.rank_unit as ranked_high,
        p.rank_gap
    from scores s
    join scored.precision p on p.edition = s.edition
),
places as (
    select
        s.edition,
        s.field,
        s.score_low,
        s.score_high,
        s.ranked_low,
        s.rank_gap,
        count(*) filter (where o.ranked_low > s.ranked_high + s.rank_gap) as n_above_most,
        count(*) filter (where o.ranked_high > s.ranked_low + s.rank_gap) as n_above_least
    from reached s
    left join totals o on o.edition = s.edition and o.field = s.field
    group by s.edition, s.field, s.score_low, s.score_high, s.ranked_low, s.rank_gap
)
select
    s.edition,
    s.company,
    s.target,
    s.kind,
    s.code,
    s.score_low,
    s.score_high,
    cast(1 + p.n_above_most as integer) as rank_low,
    -- It is not among the others.
    cast(
        1 + p.n_above_least - case when s.own_high > p.ranked_low + p.rank_gap then 1 else 0 end as integer
    ) as rank_high
from scores s
join places p
    on p.edition = s.edition and p.field = s.field and p.score_low = s.score_low and p.score_high = s.score_high
order by s.edition, s.company, s.target, s.kind, s.code
