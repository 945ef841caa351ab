-- The ways of scoring the answers. `actual` is the published one. A comparison scores the answers of both editions
-- under the later edition's rule, over ever smaller sets of answers; `own_rule` scores the previous edition's answers
-- under their own rule. `step` scores the answers given both before and after a step of the research, as they were on
-- either side. Variants test how robust the ranks are; where a variant changes nothing, it takes the scores of its
-- `base`. A variant that can change nothing is left out: an element that nobody is scored on, or different points for
-- partial answers if there are none.
-- Grain: scenario.
with answer_sets as (
    select * from (values ('known'), ('services'), ('elements'), ('answers')) as v (answer_set)
),
sides as (
    select * from (values ('before'), ('after')) as v (side)
),
scored_elements as (
    select distinct u.edition, a.element, a.indicator
    from staged.answers a
    join staged.units u on u.unit = a.service
    where a.status in ('scored', 'printed')
),
-- Editions with answers between no and full points.
with_partial_points as (
    select distinct u.edition
    from staged.answers a
    join staged.units u on u.unit = a.service
    where a.points > 0 and a.points < full_score()
),
variants as (
    select
        e.edition, 'element_left_out' as question, k.code as variant, e.element as left_out, e.indicator,
        true as has_base
    from scored_elements e
    join staged.codes k on k.number = e.element
    union all
    select distinct
        t.edition, 'category_left_out' as question, k.code as variant, t.category as left_out,
        cast(null as integer) as indicator, true as has_base
    from staged.tree t
    join staged.codes k on k.number = t.category
    union all
    select
        m.edition, 'total_of' as question, v.total_of as variant, cast(null as integer) as left_out,
        cast(null as integer) as indicator, true as has_base
    from staged.methodologies m
    cross join (select * from (values ('families'), ('indicators'), ('categories')) as v (total_of)) v
    where v.total_of <> m.total_of
    union all
    -- All scores are computed again.
    select
        p.edition, 'partial_points' as question, v.points as variant, cast(null as integer) as left_out,
        cast(null as integer) as indicator, false as has_base
    from with_partial_points p
    cross join (select * from (values ('25'), ('75')) as v (points)) v
),
named as (
    select
        edition,
        'actual' as name,
        'actual' as purpose,
        cast(null as integer) as comparison,
        cast(null as varchar) as side,
        cast(null as varchar) as answer_set,
        cast(null as varchar) as step,
        cast(null as varchar) as question,
        cast(null as varchar) as variant,
        cast(null as integer) as left_out,
        cast(null as integer) as indicator,
        false as has_base,
        '' as units_of,
        true as weighted,
        true as ranked
    from staged.editions
    union all
    select
        p.edition,
        d.side || '/' || s.answer_set || '/' || p.edition_before as name,
        'comparison' as purpose,
        p.comparison,
        d.side,
        s.answer_set,
        cast(null as varchar) as step,
        cast(null as varchar) as question,
        cast(null as varchar) as variant,
        cast(null as integer) as left_out,
        cast(null as integer) as indicator,
        false as has_base,
        d.side || case s.answer_set when 'known' then '/known/' else '/' end || p.edition_before as units_of,
        d.side = 'after' and s.answer_set = 'answers' as weighted,
        false as ranked
    from scored.comparisons p
    cross join answer_sets s
    cross join sides d
    where p.comparable
    union all
    select
        edition_before as edition,
        'own/known/' || edition as name,
        'own_rule' as purpose,
        comparison,
        'before' as side,
        'known' as answer_set,
        cast(null as varchar) as step,
        cast(null as varchar) as question,
        cast(null as varchar) as variant,
        cast(null as integer) as left_out,
        cast(null as integer) as indicator,
        false as has_base,
        '' as units_of,
        false as weighted,
        false as ranked
    from scored.comparisons
    where comparable
    union all
    select
        s.edition,
        d.side || '_step/' || s.step as name,
        'step' as purpose,
        cast(null as integer) as comparison,
        d.side,
        cast(null as varchar) as answer_set,
        s.step,
        cast(null as varchar) as question,
        cast(null as varchar) as variant,
        cast(null as integer) as left_out,
        cast(null as integer) as indicator,
        false as has_base,
        '' as units_of,
        false as weighted,
        false as ranked
    from staged.steps s
    cross join sides d
    where s.position > 1
    union all
    select
        edition,
        question || '/' || variant as name,
        'variant' as purpose,
        cast(null as integer) as comparison,
        cast(null as varchar) as side,
        cast(null as varchar) as answer_set,
        cast(null as varchar) as step,
        question,
        variant,
        left_out,
        indicator,
        has_base,
        '' as units_of,
        false as weighted,
        true as ranked
    from variants
),
numbered as (
    select cast(row_number() over (order by edition, name) as integer) as scenario, *
    from named
)
select
    x.scenario,
    x.edition,
    x.name,
    x.purpose,
    x.comparison,
    x.side,
    x.answer_set,
    x.step,
    x.question,
    x.variant,
    x.left_out,
    x.indicator,
    case when x.has_base then max(case x.purpose when 'actual' then x.scenario end) over (partition by x.edition) end
        as base,
    min(x.scenario) over (partition by x.edition, x.units_of) as units_of,
    x.weighted,
    x.ranked,
    case x.question when 'total_of' then x.variant else m.total_of end as total_of
from numbered x
join staged.methodologies m on m.edition = x.edition
order by x.scenario
