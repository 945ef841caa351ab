-- Each target's total: the mean of all families, or of all indicators or categories, as the methodology says.
-- Grain: edition, scenario, company, target.
with children as (
    select
        c.edition,
        c.scenario,
        c.company,
        c.target,
        c.score_low,
        c.score_high,
        c.n_scored,
        c.n_expected,
        case when c.score_low is not null then t.weight else 0 end as weight
    from scored.branch_scores c
    join staged.tree t on t.edition = c.edition and t.kind = 'total' and t.child = c.scope
)
select
    edition,
    scenario,
    company,
    target,
    cast((2 * sum(weight * score_low) + sum(weight)) // nullif(2 * sum(weight), 0) as bigint) as score_low,
    cast((2 * sum(weight * score_high) + sum(weight)) // nullif(2 * sum(weight), 0) as bigint) as score_high,
    cast(sum(n_scored) as bigint) as n_scored,
    cast(sum(n_expected) as bigint) as n_expected,
    cast(sum(weight) as bigint) as weight
from children
group by edition, scenario, company, target
order by edition, scenario, company, target
