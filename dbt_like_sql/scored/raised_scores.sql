-- The total of each target with each gain, and its place among the others as they are. What others have more than it by
-- less than 1e-9 point is the same: gains are rounded.
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
        edition, company, target, case target when 'company' then 'company' else 'service' end as field,
        score_low, score_high
    from scored.scope_scores
    where scenario = 'actual' and scope = 'total' and score_low is not null
),
scores as (
    select
        r.edition,
        r.company,
        r.target,
        t.field,
        t.score_high as own_high,
        r.kind,
        r.code,
        -- The least it may have grows by what is surely missing of the least, which is the most that may be gained.
        least(t.score_low + r.gain_high, cast(100000000000000 as bigint)) as score_low,
        -- Both are rounded: the most is never less than the least.
        least(greatest(t.score_high + r.gain_low, t.score_low + r.gain_high), cast(100000000000000 as bigint))
            as score_high
    from raised r
    join totals t on t.edition = r.edition and t.company = r.company and t.target = r.target
),
-- Many gains lead to the same score.
places as (
    select
        s.edition,
        s.field,
        s.score_low,
        s.score_high,
        count(*) filter (where o.score_low > s.score_high + 1000) as n_above_most,
        count(*) filter (where o.score_high > s.score_low + 1000) as n_above_least
    from (select distinct edition, field, score_low, score_high from scores) s
    left join totals o on o.edition = s.edition and o.field = s.field
    group by s.edition, s.field, s.score_low, s.score_high
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
    cast(1 + p.n_above_least - case when s.own_high > s.score_low + 1000 then 1 else 0 end as integer) as rank_high
from scores s
join places p
    on p.edition = s.edition and p.field = s.field and p.score_low = s.score_low and p.score_high = s.score_high
order by s.edition, s.company, s.target, s.kind, s.code
