-- The questions that the scoring answers. `actual` is what is published. For each comparison: both editions' answers by
-- the later one's rule, restricted to ever smaller sets, and the edition before by its own rule.
-- Grain: edition, scenario.
with sets as (
    select * from (values ('known'), ('services'), ('elements'), ('answers')) as v (holds)
),
sides as (
    select * from (values ('before'), ('after')) as v (side)
)
select
    edition,
    'actual' as scenario,
    edition as other_edition,
    'actual' as side,
    'all' as holds,
    edition as services_of,
    true as weighted,
    true as ranked
from staged.editions
union all
select
    p.edition,
    d.side || '/' || s.holds || '/' || p.edition_before as scenario,
    p.edition_before as other_edition,
    d.side,
    s.holds,
    case d.side when 'after' then p.edition else p.edition_before end as services_of,
    d.side = 'after' and s.holds = 'answers' as weighted,
    false as ranked
from staged.comparisons p
cross join sets s
cross join sides d
where p.comparable
union all
select
    edition_before as edition,
    'own/known/' || edition as scenario,
    edition as other_edition,
    'own' as side,
    'known' as holds,
    edition_before as services_of,
    false as weighted,
    false as ranked
from staged.comparisons
where comparable
union all
-- What was answered both before and after a step of the research, as it was before, and as it was after.
select
    s.edition,
    d.side || '/' || s.step as scenario,
    s.edition as other_edition,
    d.side,
    'step' as holds,
    s.edition as services_of,
    false as weighted,
    false as ranked
from staged.steps s
cross join (select * from (values ('before_step'), ('after_step')) as v (side)) d
where s.position > 1
order by edition, scenario
