-- The ranks of each company and service in two compared editions, among those ranked in both (companies among
-- companies, services among services of their class), and how many each edition ranks. As in scored.ranks, the best and
-- the worst rank are counted from the standings of the scores; a rank is given if both are the same.
-- Grain: edition, edition_before, company, target, scope.
with fields as (
    select
        r.edition,
        r.company,
        r.target,
        r.scope,
        case r.target when 'company' then 'company' else 'service/' || coalesce(s.class, '') end as field,
        r.standing_low,
        r.standing_high
    from scored.ranks r
    left join staged.services s on s.edition = r.edition and s.company = r.company and s.service = r.target
    where r.scenario = 'actual'
),
counted as (
    select *, count(*) over (partition by edition, field, scope) as n_ranked
    from fields
),
both_ranked as (
    select
        m.edition,
        m.edition_before,
        m.company,
        m.target,
        a.scope,
        a.field,
        b.standing_low as before_low,
        b.standing_high as before_high,
        a.standing_low as after_low,
        a.standing_high as after_high,
        b.n_ranked as ranked_before,
        a.n_ranked as ranked
    from compared.matched_targets m
    join staged.comparisons p on p.edition = m.edition and p.edition_before = m.edition_before
    join counted a on a.edition = m.edition and a.company = m.company and a.target = m.target
    join counted b
        on b.edition = m.edition_before and b.company = m.company_before and b.target = m.target_before
        and b.scope = a.scope
    where p.comparable or a.scope = 'total'
),
sides as (
    select
        edition, edition_before, company, target, scope, field, 'before' as side,
        before_low as standing_low, before_high as standing_high
    from both_ranked
    union all
    select
        edition, edition_before, company, target, scope, field, 'after' as side,
        after_low as standing_low, after_high as standing_high
    from both_ranked
),
bounds as (
    select edition, edition_before, field, scope, side, standing_low as standing, 1 as n_low, 0 as n_high
    from sides
    union all
    select edition, edition_before, field, scope, side, standing_high as standing, 0 as n_low, 1 as n_high
    from sides
),
counts as (
    select edition, edition_before, field, scope, side, standing, sum(n_low) as n_low, sum(n_high) as n_high
    from bounds
    group by edition, edition_before, field, scope, side, standing
),
above as (
    select
        edition,
        edition_before,
        field,
        scope,
        side,
        standing,
        coalesce(sum(n_low) over higher, 0) as lows_above,
        coalesce(sum(n_high) over higher, 0) as highs_above
    from counts
    window higher as (
        partition by edition, edition_before, field, scope, side order by standing desc
        rows between unbounded preceding and 1 preceding
    )
),
ranked as (
    select
        s.edition,
        s.edition_before,
        s.company,
        s.target,
        s.scope,
        s.side,
        case
            when h.lows_above = l.highs_above - case when s.standing_high > s.standing_low then 1 else 0 end
                then 1 + h.lows_above
        end as rank
    from sides s
    join above h
        on h.edition = s.edition and h.edition_before = s.edition_before and h.field = s.field and h.scope = s.scope
        and h.side = s.side and h.standing = s.standing_high
    join above l
        on l.edition = s.edition and l.edition_before = s.edition_before and l.field = s.field and l.scope = s.scope
        and l.side = s.side and l.standing = s.standing_low
)
select
    b.edition,
    b.edition_before,
    b.company,
    b.target,
    b.scope,
    cast(before.rank as integer) as rank_before_in_both,
    cast(after.rank as integer) as rank_in_both,
    count(*) over (partition by b.edition, b.edition_before, b.field, b.scope) as ranked_in_both,
    b.ranked_before,
    b.ranked
from both_ranked b
join ranked before
    on before.edition = b.edition and before.edition_before = b.edition_before and before.company = b.company
    and before.target = b.target and before.scope = b.scope and before.side = 'before'
join ranked after
    on after.edition = b.edition and after.edition_before = b.edition_before and after.company = b.company
    and after.target = b.target and after.scope = b.scope and after.side = 'after'
order by b.edition, b.edition_before, b.company, b.target, b.scope
