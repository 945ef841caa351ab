-- Each target's score in each category: the mean of its families.
-- Grain: edition, scenario, company, target, category.
with children as (
    select
        c.edition,
        c.scenario,
        c.company,
        c.target,
        t.parent,
        c.score_low,
        c.score_high,
        c.n_scored,
        c.n_expected,
        case when c.score_low is not null then t.weight else 0 end as weight
    from scored.family_scores c
    join staged.tree t on t.edition = c.edition and t.kind = 'category' and t.child = c.family
)
select
    edition,
    scenario,
    company,
    target,
    parent as category,
    cast((2 * sum(weight * score_low) + sum(weight)) // nullif(2 * sum(weight), 0) as bigint) as score_low,
    cast((2 * sum(weight * score_high) + sum(weight)) // nullif(2 * sum(weight), 0) as bigint) as score_high,
    cast(sum(n_scored) as bigint) as n_scored,
    cast(sum(n_expected) as bigint) as n_expected,
    cast(sum(weight) as bigint) as weight
from children
group by edition, scenario, company, target, parent
order by edition, scenario, company, target, parent
