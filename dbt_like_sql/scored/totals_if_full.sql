-- Each target's total, and its rank among the unchanged totals, if an answer or group of answers had full points:
-- alone, and together with all that gain more.
-- Grain: target, kind, with_previous, position.
with gains as (
    select target, 'answer' as kind, false as with_previous, position, gain_low, gain_high
    from scored.gains
    union all
    select target, kind, false as with_previous, position, gain_low, gain_high
    from scored.gain_groups
    union all
    select target, kind, true as with_previous, position, so_far_low as gain_low, so_far_high as gain_high
    from scored.gain_groups
    where so_far_low is not null
),
totals as (
    select
        s.target,
        s.scenario,
        u.kind = 'company' as of_companies,
        s.score_low,
        s.score_high,
        p.rank_unit,
        p.rank_half,
        p.rank_gap,
        (s.score_low + p.rank_half) // p.rank_unit as ranked_low,
        (s.score_high + p.rank_half) // p.rank_unit as ranked_high
    from scored.scope_scores s
    join scored.scenarios x on x.scenario = s.scenario and x.purpose = 'actual'
    join scored.precision p on p.edition = x.edition
    join staged.codes k on k.number = s.scope and k.code = 'total'
    join staged.units u on u.unit = s.target
    where s.score_low is not null
),
scores as (
    select
        g.target,
        t.scenario,
        t.of_companies,
        t.ranked_high as own_high,
        t.rank_unit,
        t.rank_half,
        t.rank_gap,
        g.kind,
        g.with_previous,
        g.position,
        -- A missing answer counts 0 in the lower bound, so that filling it gains most there.
        least(t.score_low + g.gain_high, full_score()) as score_low,
        -- Both are rounded: keep the upper bound from falling below the lower one.
        least(greatest(t.score_high + g.gain_low, t.score_low + g.gain_high), full_score()) as score_high
    from gains g
    join totals t on t.target = g.target
),
-- Many gains lead to the same score.
new_scores as (
    select distinct
        scenario,
        of_companies,
        score_low,
        score_high,
        (score_low + rank_half) // rank_unit as ranked_low,
        (score_high + rank_half) // rank_unit as ranked_high,
        rank_gap
    from scores
),
new_ranks as (
    select
        s.scenario,
        s.of_companies,
        s.score_low,
        s.score_high,
        s.ranked_low,
        count(*) filter (where o.ranked_low > s.ranked_high + s.rank_gap) as n_above_most,
        count(*) filter (where o.ranked_high > s.ranked_low + s.rank_gap) as n_above_least
    from new_scores s
    left join totals o on o.scenario = s.scenario and o.of_companies = s.of_companies
    group by s.scenario, s.of_companies, s.score_low, s.score_high, s.ranked_low
)
select
    s.target,
    s.kind,
    s.with_previous,
    s.position,
    s.score_low,
    s.score_high,
    cast(1 + p.n_above_most as integer) as rank_low,
    -- Its own old score is not one of the others.
    cast(
        1 + p.n_above_least - case when s.own_high > p.ranked_low + s.rank_gap then 1 else 0 end as integer
    ) as rank_high
from scores s
join new_ranks p
    on p.scenario = s.scenario and p.of_companies = s.of_companies and p.score_low = s.score_low
    and p.score_high = s.score_high
order by s.target, s.kind, s.with_previous, s.position
