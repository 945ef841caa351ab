-- The rank of each company among the edition's companies, and of each service among its services, on each scope;
-- variants rank only totals. Scores that differ only by rounding are equal: in ascending order, they share a standing
-- until a gap is wider than the tolerance. Best rank: 1 + the number of lower bounds above this upper bound. Worst
-- rank: 1 + the number of upper bounds above this lower bound, minus 1 if the row counts itself because its bounds
-- differ.
-- Grain: scenario, target, scope.
with scores as (
    select
        s.scenario,
        s.target,
        s.scope,
        u.kind = 'company' as of_companies,
        (s.score_low + p.rank_half) // p.rank_unit as score_low,
        (s.score_high + p.rank_half) // p.rank_unit as score_high,
        p.rank_gap
    from scored.scope_scores s
    join scored.scenarios x on x.scenario = s.scenario
    join scored.precision p on p.edition = x.edition
    join staged.units u on u.unit = s.target
    join staged.codes k on k.number = s.scope
    where x.ranked and s.score_low is not null and (x.purpose <> 'variant' or k.code = 'total')
),
bounds as (
    select scenario, of_companies, scope, rank_gap, score_low as score, 1 as n_low, 0 as n_high
    from scores
    union all
    select scenario, of_companies, scope, rank_gap, score_high as score, 0 as n_low, 1 as n_high
    from scores
),
score_counts as (
    select scenario, of_companies, scope, rank_gap, score, sum(n_low) as n_low, sum(n_high) as n_high
    from bounds
    group by scenario, of_companies, scope, rank_gap, score
),
gaps as (
    select
        scenario,
        of_companies,
        scope,
        score,
        n_low,
        n_high,
        case
            when score - lag(score) over (partition by scenario, of_companies, scope order by score) <= rank_gap
                then 0
            else 1
        end as opens
    from score_counts
),
standings as (
    select
        scenario,
        of_companies,
        scope,
        score,
        n_low,
        n_high,
        sum(opens) over (
            partition by scenario, of_companies, scope order by score
            rows between unbounded preceding and current row
        ) as standing
    from gaps
),
counts as (
    select scenario, of_companies, scope, standing, sum(n_low) as n_low, sum(n_high) as n_high
    from standings
    group by scenario, of_companies, scope, standing
),
-- For each standing: how many lower bounds, and how many upper bounds, are above it.
above as (
    select
        scenario,
        of_companies,
        scope,
        standing,
        coalesce(sum(n_low) over higher, 0) as lows_above,
        coalesce(sum(n_high) over higher, 0) as highs_above
    from counts
    window higher as (
        partition by scenario, of_companies, scope order by standing desc
        rows between unbounded preceding and 1 preceding
    )
),
score_ranks as (
    select t.scenario, t.of_companies, t.scope, t.score, t.standing, a.lows_above, a.highs_above
    from standings t
    join above a
        on a.scenario = t.scenario and a.of_companies = t.of_companies and a.scope = t.scope and a.standing = t.standing
)
select
    s.scenario,
    s.target,
    s.scope,
    cast(1 + h.lows_above as integer) as rank_low,
    cast(1 + l.highs_above - case when h.standing > l.standing then 1 else 0 end as integer) as rank_high,
    cast(l.standing as integer) as standing_low,
    cast(h.standing as integer) as standing_high
from scores s
join score_ranks h
    on h.scenario = s.scenario and h.of_companies = s.of_companies and h.scope = s.scope and h.score = s.score_high
join score_ranks l
    on l.scenario = s.scenario and l.of_companies = s.of_companies and l.scope = s.scope and l.score = s.score_low
order by s.scenario, s.target, s.scope
