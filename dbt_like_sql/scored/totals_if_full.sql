-- Each target's total, and its rank among the unchanged totals, if an answer or group of answers had full points:
-- alone, and together with all that gain more.
-- Grain: edition, company, target, kind, with_previous, position.
with gains as (
    select edition, company, target, 'answer' as kind, false as with_previous, position, gain_low, gain_high
    from scored.gains
    union all
    select edition, company, target, kind, false as with_previous, position, gain_low, gain_high
    from scored.gain_groups
    union all
    select
        edition, company, target, kind, true as with_previous, position, so_far_low as gain_low,
        so_far_high as gain_high
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
        g.edition,
        g.company,
        g.target,
        t.field,
        t.ranked_high as own_high,
        g.kind,
        g.with_previous,
        g.position,
        -- A missing answer counts as 0 in the lower bound, so its highest gain is added to the lower bound.
        least(t.score_low + g.gain_high, full_score()) as score_low,
        -- Rounding must not put the upper bound below the lower one.
        least(greatest(t.score_high + g.gain_low, t.score_low + g.gain_high), full_score()) as score_high
    from gains g
    join totals t on t.edition = g.edition and t.company = g.company and t.target = g.target
),
-- Many gains give the same score: rank each score once.
new_scores as (
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
new_ranks as (
    select
        s.edition,
        s.field,
        s.score_low,
        s.score_high,
        s.ranked_low,
        s.rank_gap,
        count(*) filter (where o.ranked_low > s.ranked_high + s.rank_gap) as n_above_most,
        count(*) filter (where o.ranked_high > s.ranked_low + s.rank_gap) as n_above_least
    from new_scores s
    left join totals o on o.edition = s.edition and o.field = s.field
    group by s.edition, s.field, s.score_low, s.score_high, s.ranked_low, s.rank_gap
)
select
    s.edition,
    s.company,
    s.target,
    s.kind,
    s.with_previous,
    s.position,
    s.score_low,
    s.score_high,
    cast(1 + p.n_above_most as integer) as rank_low,
    -- A target does not compete with its own unchanged total.
    cast(
        1 + p.n_above_least - case when s.own_high > p.ranked_low + p.rank_gap then 1 else 0 end as integer
    ) as rank_high
from scores s
join new_ranks p
    on p.edition = s.edition and p.field = s.field and p.score_low = s.score_low and p.score_high = s.score_high
order by s.edition, s.company, s.target, s.kind, s.with_previous, s.position
