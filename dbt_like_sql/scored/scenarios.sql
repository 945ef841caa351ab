-- The ways of scoring the answers. `actual` is the published one. A comparison scores the answers of both editions
-- under the later edition's rule, over ever smaller sets of answers; `own_rule` scores the previous edition's answers
-- under their own rule. `step` scores the answers given both before and after a step of the research, as they were on
-- either side. Variants test how robust the ranks are; where a variant changes nothing, it takes the scores of its
-- `base`. A variant that can change nothing is left out: an element that nobody is scored on, or different points for
-- partial answers if there are none.
-- Grain: edition, scenario.
with answer_sets as (
    select * from (values ('known'), ('services'), ('elements'), ('answers')) as v (answer_set)
),
sides as (
    select * from (values ('before'), ('after')) as v (side)
),
variants as (
    select distinct edition, 'element_left_out' as question, element as variant, 'actual' as base
    from staged.answers
    where status in ('scored', 'printed')
    union all
    select distinct edition, 'category_left_out' as question, category as variant, 'actual' as base
    from staged.tree
    union all
    select m.edition, 'total_of' as question, v.total_of as variant, 'actual' as base
    from staged.methodologies m
    cross join (select * from (values ('families'), ('indicators'), ('categories')) as v (total_of)) v
    where v.total_of <> m.total_of
    union all
    -- Partial answers can be anywhere in the tree: all scores are recomputed, and there is no base.
    select distinct a.edition, 'partial_points' as question, v.points as variant, cast(null as varchar) as base
    from staged.answers a
    cross join (select * from (values ('25'), ('75')) as v (points)) v
    where a.points > 0 and a.points < full_score()
),
scenarios as (
    select
        edition,
        'actual' as scenario,
        'actual' as purpose,
        edition as other_edition,
        cast(null as varchar) as side,
        cast(null as varchar) as answer_set,
        cast(null as varchar) as step,
        cast(null as varchar) as question,
        cast(null as varchar) as variant,
        cast(null as varchar) as base,
        edition as services_of,
        true as weighted,
        true as ranked
    from staged.editions
    union all
    select
        p.edition,
        d.side || '/' || s.answer_set || '/' || p.edition_before as scenario,
        'comparison' as purpose,
        p.edition_before as other_edition,
        d.side,
        s.answer_set,
        cast(null as varchar) as step,
        cast(null as varchar) as question,
        cast(null as varchar) as variant,
        cast(null as varchar) as base,
        case d.side when 'after' then p.edition else p.edition_before end as services_of,
        d.side = 'after' and s.answer_set = 'answers' as weighted,
        false as ranked
    from staged.comparisons p
    cross join answer_sets s
    cross join sides d
    where p.comparable
    union all
    select
        edition_before as edition,
        'own/known/' || edition as scenario,
        'own_rule' as purpose,
        edition as other_edition,
        'before' as side,
        'known' as answer_set,
        cast(null as varchar) as step,
        cast(null as varchar) as question,
        cast(null as varchar) as variant,
        cast(null as varchar) as base,
        edition_before as services_of,
        false as weighted,
        false as ranked
    from staged.comparisons
    where comparable
    union all
    select
        s.edition,
        d.side || '_step/' || s.step as scenario,
        'step' as purpose,
        s.edition as other_edition,
        d.side,
        cast(null as varchar) as answer_set,
        s.step,
        cast(null as varchar) as question,
        cast(null as varchar) as variant,
        cast(null as varchar) as base,
        s.edition as services_of,
        false as weighted,
        false as ranked
    from staged.steps s
    cross join sides d
    where s.position > 1
    union all
    select
        edition,
        question || '/' || variant as scenario,
        'variant' as purpose,
        edition as other_edition,
        cast(null as varchar) as side,
        cast(null as varchar) as answer_set,
        cast(null as varchar) as step,
        question,
        variant,
        base,
        edition as services_of,
        false as weighted,
        true as ranked
    from variants
)
select
    x.edition,
    x.scenario,
    x.purpose,
    x.other_edition,
    x.side,
    x.answer_set,
    x.step,
    x.question,
    x.variant,
    x.base,
    x.services_of,
    x.weighted,
    x.ranked,
    case x.question when 'total_of' then x.variant else m.total_of end as total_of
from scenarios x
join staged.methodologies m on m.edition = x.edition
order by x.edition, x.scenario
