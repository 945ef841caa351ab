-- The contributions of changed answers, and those of indicators, add up to the component `answers` of each change.
with of_answers as (
    select comparison, target, scope, sum(contribution) as contribution
    from compared.answer_changes
    where contribution is not null
    group by comparison, target, scope
),
of_indicators as (
    select comparison, target, scope, sum(contribution) as contribution
    from compared.indicator_changes
    group by comparison, target, scope
)
select
    p.edition,
    p.edition_before,
    u.company,
    u.service as target,
    k.code as scope,
    as_points(c.answers) as answers,
    a.contribution as of_answers,
    i.contribution as of_indicators
from compared.score_changes c
join scored.comparisons p on p.comparison = c.comparison
join staged.units u on u.unit = c.target
join staged.codes k on k.number = c.scope
left join of_answers a on a.comparison = c.comparison and a.target = c.target and a.scope = c.scope
left join of_indicators i on i.comparison = c.comparison and i.target = c.target and i.scope = c.scope
where
    c.comparable <> 'no' and (
        abs(as_points(c.answers) - coalesce(a.contribution, 0)) > as_points(sum_tolerance())
        or abs(as_points(c.answers) - coalesce(i.contribution, 0)) > as_points(sum_tolerance())
    )
order by c.comparison, c.target, c.scope
