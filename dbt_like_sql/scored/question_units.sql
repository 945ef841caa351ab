-- Whether each company or service does what a question asks: certainly (`does_low`), or possibly, if missing answers
-- allow it (`does_high`). A printed level score of 100 means that all its elements have full points; a score of 0 means
-- that none has points.
-- Grain: question, target.
with named as (
    select
        q.question,
        q.measure,
        q.units = 'companies' as of_companies,
        x.scenario,
        i.number as indicator,
        k.number as element,
        lists(q.scopes, e.indicator) as whole
    from staged.questions q
    join scored.scenarios x on x.edition = q.edition and x.purpose = 'actual'
    join staged.elements e on e.edition = q.edition
    join staged.codes i on i.code = e.indicator
    join staged.codes k on k.code = e.element
    where lists(q.scopes, e.indicator) or lists(q.scopes, e.element)
),
indicators as (
    select distinct question, measure, of_companies, scenario, indicator, whole
    from named
),
weights as (
    select
        i.question, i.measure, i.scenario, i.whole, w.target, w.service, w.strand, w.indicator, w.element, w.weight
    from indicators i
    join scored.answer_weights w on w.scenario = i.scenario and w.indicator = i.indicator and w.scope = i.indicator
    join staged.units u on u.unit = w.target and (u.kind = 'company') = i.of_companies
),
printed as (
    select w.*, l.score_low as score, l.n_expected
    from weights w
    join scored.level_scores l
        on l.scenario = w.scenario and l.service = w.service and l.strand = w.strand and l.indicator = w.indicator
    where w.element = 0
),
asked as (
    select w.question, w.measure, w.target, w.indicator, w.weight, a.points_low as low, a.points_high as high
    from weights w
    join named n on n.question = w.question and n.scenario = w.scenario and n.element = w.element
    join staged.answers a on a.service = w.service and a.strand = w.strand and a.element = w.element
    union all
    select question, measure, target, indicator, weight, score as low, score as high
    from printed
    where whole
    union all
    -- The question may cover only some elements of a printed level.
    select
        p.question,
        p.measure,
        p.target,
        p.indicator,
        p.weight / p.n_expected as weight,
        case when p.score = full_score() then p.score else cast(0 as bigint) end as low,
        case when p.score = 0 then p.score else full_score() end as high
    from printed p
    join staged.answers a on a.service = p.service and a.strand = p.strand and a.indicator = p.indicator
    join named n on n.question = p.question and n.scenario = p.scenario and n.element = a.element
    where not p.whole and a.status <> 'not_applicable'
),
-- Indicators have equal weight; answers within an indicator have their own. Sums are whole numbers of 1e-14 point, so
-- that an indicator is as precise as a score.
sums as (
    select
        question,
        target,
        measure,
        sum(nearest(100 * weight * low)) as low,
        sum(nearest(100 * weight * high)) as high,
        sum(nearest(100 * weight * full_score())) as most,
        max(low) > 0 as any_low,
        max(high) > 0 as any_high,
        100 * rounding_tolerance() * count(distinct indicator) as tolerance
    from asked
    group by question, target, measure
)
select
    question,
    target,
    case measure
        when 'any' then any_low
        when 'half' then 2 * low + tolerance >= most
        else low + tolerance >= most
    end as does_low,
    case measure
        when 'any' then any_high
        when 'half' then 2 * high + tolerance >= most
        else high + tolerance >= most
    end as does_high
from sums
order by question, target
