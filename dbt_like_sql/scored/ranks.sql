-- The rank of each company among the edition's companies, and of each service among its services, on each scope;
-- variants rank only totals. Scores that differ only by rounding are equal: in ascending order, they share a standing
-- until a gap is wider than the tolerance. Best rank: 1 + the number of lower bounds above this upper bound. Worst
-- rank: 1 + the number of upper bounds above this lower bound, minus 1 if the row counts itself because its bounds
-- differ.
-- Grain: edition, scenario, company, target, scope.
with scores as (
    select
        s.edition,
        s.scenario,
        s.company,
        s.target,
        s.scope,
        case when s.target = 'company' then 'company' else 'service' end as field,
        (s.score_low + p.rank_half) // p.rank_unit as score_low,
        (s.score_high + p.rank_half) // p.rank_unit as score_high,
        p.rank_gap
    from scored.scope_scores s
    join scored.scenarios x on x.edition = s.edition and x.scenario = s.scenario
    join scored.precision p on p.edition = s.edition
    where x.ranked and s.score_low is not null and (x.purpose <> 'variant' or s.scope = 'total')
),
bounds as (
    select edition, scenario, field, scope, rank_gap, score_low as score, 1 as n_low, 0 as n_high
    from scores
    union all
    select edition, scenario, field, scope, rank_gap, score_high as score, 0 as n_low, 1 as n_high
    from scores
),
score_counts as (
    select edition, scenario, field, scope, rank_gap, score, sum(n_low) as n_low, sum(n_high) as n_high
    from bounds
    group by edition, scenario, field, scope, rank_gap, score
),
gaps as (
    select
        edition,
        scenario,
        field,
        scope,
        score,
        n_low,
        n_high,
        case
            when score - lag(score) over (partition by edition, scenario, field, scope order by score) <= rank_gap
                then 0
            else 1
        end as opens
    from score_counts
),
standings as (
    select
        edition,
        scenario,
        field,
        scope,
        score,
        n_low,
        n_high,
        sum(opens) over (
            partition by edition, scenario, field, scope order by score
            rows between unbounded preceding and current row
        ) as standing
    from gaps
),
counts as (
    select edition, scenario, field, scope, standing, sum(n_low) as n_low, sum(n_high) as n_high
    from standings
    group by edition, scenario, field, scope, standing
),
-- The number of lower bounds and of upper bounds above each standing.
above as (
    select
        edition,
        scenario,
        field,
        scope,
        standing,
        coalesce(sum(n_low) over higher, 0) as lows_above,
        coalesce(sum(n_high) over higher, 0) as highs_above
    from counts
    window higher as (
        partition by edition, scenario, field, scope order by standing desc
        rows between unbounded preceding and 1 preceding
    )
),
score_ranks as (
    select t.edition, t.scenario, t.field, t.scope, t.score, t.standing, a.lows_above, a.highs_above
    from standings t
    join above a
        on a.edition = t.edition and a.scenario = t.scenario and a.field = t.field and a.scope = t.scope
        and a.standing = t.standing
),
ranked as (
    select
        s.edition,
        s.scenario,
        s.company,
        s.target,
        s.scope,
        cast(1 + h.lows_above as integer) as rank_low,
        cast(1 + l.highs_above - case when h.standing > l.standing then 1 else 0 end as integer) as rank_high,
        cast(l.standing as integer) as standing_low,
        cast(h.standing as integer) as standing_high
    from scores s
    join score_ranks h
        on h.edition = s.edition and h.scenario = s.scenario and h.field = s.field and h.scope = s.scope
        and h.score = s.score_high
    join score_ranks l
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
    rank_high,
    standing_low,
    standing_high
from ranked
order by edition, scenario, company, target, scope
