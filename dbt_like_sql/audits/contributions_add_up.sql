-- The contributions of changed answers, and those of indicators, add up to the component `answers` of each change.
with of_answers as (
    select edition, edition_before, company, target, scope, sum(contribution) as contribution
    from compared.answer_changes
    where contribution is not null
    group by edition, edition_before, company, target, scope
),
of_indicators as (
    select edition, edition_before, company, target, scope, sum(contribution) as contribution
    from compared.indicator_changes
    group by edition, edition_before, company, target, scope
)
select
    c.edition,
    c.edition_before,
    c.company,
    c.target,
    c.scope,
    as_points(c.answers) as answers,
    a.contribution as of_answers,
    i.contribution as of_indicators
from compared.score_changes c
left join of_answers a
    on a.edition = c.edition and a.edition_before = c.edition_before and a.company = c.company
    and a.target = c.target and a.scope = c.scope
left join of_indicators i
    on i.edition = c.edition and i.edition_before = c.edition_before and i.company = c.company
    and i.target = c.target and i.scope = c.scope
where
    c.comparable <> 'no' and (
        abs(as_points(c.answers) - coalesce(a.contribution, 0)) > 1e-9
        or abs(as_points(c.answers) - coalesce(i.contribution, 0)) > 1e-9
    )
order by c.edition, c.edition_before, c.company, c.target, c.scope
