-- Each target's score on each family: the mean of its indicators. An indicator without letters is its own family.
-- Grain: edition, scenario, company, target, family.
with found as (
    select edition, scenario, company, target, indicator, score_low, score_high, n_scored, n_expected, n_printed
    from scored.indicator_scores
    union all
    select
        c.edition, s.scenario, c.company, c.target, c.indicator, c.score_low, c.score_high,
        c.n_scored, c.n_expected, c.n_printed
    from scored.standing s
    join scored.indicator_scores c on c.edition = s.edition and c.scenario = s.base and c.indicator = s.child
    where s.kind = 'family'
),
children as (
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
        c.n_printed,
        case when c.score_low is not null then t.weight else 0 end as weight
    from found c
    join staged.tree t on t.edition = c.edition and t.kind = 'family' and t.child = c.indicator
)
select
    edition,
    scenario,
    company,
    target,
    parent as family,
    cast((2 * cast(sum(weight * score_low) as bigint) + sum(weight)) // nullif(2 * sum(weight), 0) as bigint)
        as score_low,
    cast((2 * cast(sum(weight * score_high) as bigint) + sum(weight)) // nullif(2 * sum(weight), 0) as bigint)
        as score_high,
    cast(sum(n_scored) as bigint) as n_scored,
    cast(sum(n_expected) as bigint) as n_expected,
    cast(sum(n_printed) as bigint) as n_printed,
    cast(sum(weight) as bigint) as weight
from children
group by edition, scenario, company, target, parent
order by edition, scenario, company, target, parent
