-- The questions that the scoring answers. `actual` is what is published. For each comparison: both editions' answers by
-- the later one's rule, restricted to ever smaller sets, and the edition before by its own rule. Variants ask how firm
-- the ranks are: `base` is the scenario that a variant takes unchanged scores from. A variant that can change nothing is left
-- out: an element on which nobody is scored, other points for partial answers if there are none.
-- Grain: edition, scenario.
with sets as (
    select * from (values ('known'), ('services'), ('elements'), ('answers')) as v (holds)
),
sides as (
    select * from (values ('before'), ('after')) as v (side)
),
variants as (
    select distinct edition, 'element_left_out' as holds, element as variant, 'actual' as base
    from staged.answers
    where status in ('scored', 'printed')
    union all
    select edition, 'category_left_out' as holds, parent as variant, 'actual' as base
    from staged.tree
    where kind = 'category'
    group by edition, parent
    union all
    select m.edition, 'total_of' as holds, v.total_of as variant, 'actual' as base
    from staged.methodologies m
    cross join (select * from (values ('families'), ('indicators'), ('categories')) as v (total_of)) v
    where v.total_of <> m.total_of
    union all
    -- Answers between none and full points; such a variant leaves nothing as it is.
    select distinct a.edition, 'partial_points' as holds, v.points as variant, cast(null as varchar) as base
    from staged.answers a
    cross join (select * from (values ('25'), ('75')) as v (points)) v
    where a.points > 0 and a.points < 100000000000000
),
questions as (
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
    union all
    select
        edition,
        holds || '/' || variant as scenario,
        edition as other_edition,
        'variant' as side,
        holds,
        edition as services_of,
        false as weighted,
        true as ranked
    from variants
)
select
    q.edition,
    q.scenario,
    q.other_edition,
    q.side,
    q.holds,
    q.services_of,
    q.weighted,
    q.ranked,
    v.variant,
    v.base,
    case when q.holds = 'total_of' then v.variant else m.total_of end as total_of
from questions q
join staged.methodologies m on m.edition = q.edition
left join variants v on v.edition = q.edition and v.holds || '/' || v.variant = q.scenario
order by q.edition, q.scenario
