-- The ranks of each company and service in two compared editions, among those ranked in both (companies among
-- companies, services among services of their class), and how many each edition ranks. As in scored.ranks, the best and
-- the worst rank are counted from the standings of the scores; a rank is given if both are the same.
-- Grain: comparison, target, scope.
with fields as (
    select
        x.edition,
        r.target,
        r.scope,
        u.kind = 'company' as of_companies,
        coalesce(u.class, '') as class,
        r.standing_low,
        r.standing_high
    from scored.ranks r
    join scored.scenarios x on x.scenario = r.scenario and x.purpose = 'actual'
    join staged.units u on u.unit = r.target
),
counted as (
    select *, count(*) over (partition by edition, of_companies, class, scope) as n_ranked
    from fields
),
both_ranked as (
    select
        m.comparison,
        m.unit as target,
        a.scope,
        a.of_companies,
        a.class,
        b.standing_low as before_low,
        b.standing_high as before_high,
        a.standing_low as after_low,
        a.standing_high as after_high,
        b.n_ranked as ranked_before,
        a.n_ranked as ranked
    from scored.matched_units m
    join scored.comparisons p on p.comparison = m.comparison
    join counted a on a.target = m.unit
    join counted b on b.target = m.unit_before and b.scope = a.scope
    join staged.codes k on k.number = a.scope
    where p.comparable or k.code = 'total'
),
sides as (
    select
        comparison, target, scope, of_companies, class, 'before' as side, before_low as standing_low,
        before_high as standing_high
    from both_ranked
    union all
    select
        comparison, target, scope, of_companies, class, 'after' as side, after_low as standing_low,
        after_high as standing_high
    from both_ranked
),
bounds as (
    select comparison, of_companies, class, scope, side, standing_low as standing, 1 as n_low, 0 as n_high
    from sides
    union all
    select comparison, of_companies, class, scope, side, standing_high as standing, 0 as n_low, 1 as n_high
    from sides
),
counts as (
    select comparison, of_companies, class, scope, side, standing, sum(n_low) as n_low, sum(n_high) as n_high
    from bounds
    group by comparison, of_companies, class, scope, side, standing
),
above as (
    select
        comparison,
        of_companies,
        class,
        scope,
        side,
        standing,
        coalesce(sum(n_low) over higher, 0) as lows_above,
        coalesce(sum(n_high) over higher, 0) as highs_above
    from counts
    window higher as (
        partition by comparison, of_companies, class, scope, side order by standing desc
        rows between unbounded preceding and 1 preceding
    )
),
ranked as (
    select
        s.comparison,
        s.target,
        s.scope,
        s.side,
        case
            when h.lows_above = l.highs_above - case when s.standing_high > s.standing_low then 1 else 0 end
                then 1 + h.lows_above
        end as rank
    from sides s
    join above h
        on h.comparison = s.comparison and h.of_companies = s.of_companies and h.class = s.class and h.scope = s.scope
        and h.side = s.side and h.standing = s.standing_high
    join above l
        on l.comparison = s.comparison and l.of_companies = s.of_companies and l.class = s.class and l.scope = s.scope
        and l.side = s.side and l.standing = s.standing_low
)
select
    b.comparison,
    b.target,
    b.scope,
    cast(before.rank as integer) as rank_before_in_both,
    cast(after.rank as integer) as rank_in_both,
    count(*) over (partition by b.comparison, b.of_companies, b.class, b.scope) as ranked_in_both,
    b.ranked_before,
    b.ranked
from both_ranked b
join ranked before
    on before.comparison = b.comparison and before.target = b.target and before.scope = b.scope
    and before.side = 'before'
join ranked after
    on after.comparison = b.comparison and after.target = b.target and after.scope = b.scope and after.side = 'after'
order by b.comparison, b.target, b.scope
