-- Each target's total: the mean of all families, or of all indicators or categories, as the scenario says.
-- Grain: edition, scenario, company, target.
with found as (
    select edition, scenario, company, target, scope, score_low, score_high, n_scored, n_expected, n_printed
    from scored.branch_scores
    union all
    select
        c.edition, s.scenario, c.company, c.target, c.scope, c.score_low, c.score_high,
        c.n_scored, c.n_expected, c.n_printed
    from scored.standing s
    join scored.branch_scores c on c.edition = s.edition and c.scenario = s.base and c.scope = s.child
    where s.kind not in ('family', 'category')
),
children as (
    select
        c.edition,
        c.scenario,
        c.company,
        c.target,
        c.score_low,
        c.score_high,
        c.n_scored,
        c.n_expected,
        c.n_printed,
        case when c.score_low is not null then t.weight else 0 end as weight
    from found c
    join scored.scenarios x on x.edition = c.edition and x.scenario = c.scenario
    join staged.tree t on t.edition = c.edition and t.kind = 'total of ' || x.total_of and t.child = c.scope
)
select
    edition,
    scenario,
    company,
    target,
    cast((2 * cast(sum(weight * score_low) as bigint) + sum(weight)) // nullif(2 * sum(weight), 0) as bigint)
        as score_low,
    cast((2 * cast(sum(weight * score_high) as bigint) + sum(weight)) // nullif(2 * sum(weight), 0) as bigint)
        as score_high,
    cast(sum(n_scored) as bigint) as n_scored,
    cast(sum(n_expected) as bigint) as n_expected,
    cast(sum(n_printed) as bigint) as n_printed,
    cast(sum(weight) as bigint) as weight
from children
group by edition, scenario, company, target
order by edition, scenario, company, target
