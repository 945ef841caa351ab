-- Whether each company or service does what a question asks: certainly (`does_low`), or possibly, if missing answers
-- allow it (`does_high`). A printed level score of 100 means that all its elements have full points; a score of 0 means
-- that none has points.
-- Grain: edition, question, company, target.
with weights as (
    select
        q.edition,
        q.question,
        q.measure,
        w.company,
        w.target,
        w.service,
        w.strand,
        w.indicator,
        w.element,
        w.weight,
        q.scopes,
        lists(q.scopes, w.indicator) as whole
    from staged.questions q
    join scored.answer_weights w
        on w.edition = q.edition and w.scenario = 'actual' and w.scope = w.indicator
        and case q.units when 'companies' then w.target = 'company' else w.target <> 'company' end
),
asked as (
    select
        w.edition,
        w.question,
        w.measure,
        w.company,
        w.target,
        w.indicator,
        w.weight,
        a.points_low as low,
        a.points_high as high
    from weights w
    join staged.answers a
        on a.edition = w.edition and a.company = w.company and a.service = w.service and a.strand = w.strand
        and a.element = w.element
    where w.whole or lists(w.scopes, w.element)
    union all
    select
        w.edition,
        w.question,
        w.measure,
        w.company,
        w.target,
        w.indicator,
        case when w.whole then w.weight else w.weight / l.n_expected end as weight,
        case when w.whole or l.score = full_score() then l.score else cast(0 as bigint) end as low,
        case when w.whole or l.score = 0 then l.score else full_score() end as high
    from weights w
    join scored.level_scores l
        on l.edition = w.edition and l.scenario = 'actual' and l.company = w.company and l.service = w.service
        and l.strand = w.strand and l.indicator = w.indicator and w.element = ''
    -- The question may cover only some elements of a printed level.
    left join staged.answers e
        on e.edition = w.edition and e.company = w.company and e.service = w.service and e.strand = w.strand
        and e.indicator = w.indicator and e.status <> 'not_applicable' and not w.whole
    where w.whole or lists(w.scopes, e.element)
),
-- Indicators have equal weight; answers within an indicator have their own. Sums are whole numbers of 1e-14 point, so
-- that an indicator is as precise as a score.
sums as (
    select
        a.edition,
        a.question,
        a.company,
        a.target,
        a.measure,
        sum(nearest(100 * a.weight * a.low)) as low,
        sum(nearest(100 * a.weight * a.high)) as high,
        sum(nearest(100 * a.weight * full_score())) as most,
        max(a.low) > 0 as any_low,
        max(a.high) > 0 as any_high,
        100 * p.tolerance * count(distinct a.indicator) as tolerance
    from asked a
    join scored.precision p on p.edition = a.edition
    group by a.edition, a.question, a.company, a.target, a.measure, p.tolerance
)
select
    edition,
    question,
    company,
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
order by edition, question, company, target
