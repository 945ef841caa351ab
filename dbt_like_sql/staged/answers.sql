-- Every answer that an edition expects or has: given, not applicable with a reason, or missing. An element is expected
-- of each level that its indicator's scope covers. If the methodology excludes it for a company type or service class
-- and no answer was given, it is not applicable; a given answer always counts. `reason` is the researchers' own;
-- without one, `reason_code` and `reason_value` give the methodology's.
-- Grain: service, strand, element.
with elements as (
    select
        e.edition,
        e.element as code,
        e.reversed,
        k.number as element,
        i.number as indicator,
        x.indicator as selected
    from staged.elements e
    join staged.codes k on k.code = e.element
    join staged.codes i on i.code = e.indicator
    left join staged.selection x on x.edition = e.edition and x.indicator = e.indicator
),
asked as (
    select
        u.unit as service,
        k.number as strand,
        e.element,
        e.indicator,
        n.reason_code,
        n.reason_value
    from staged.units u
    join staged.companies c on c.edition = u.edition and c.company = u.company
    join elements e on e.edition = u.edition
    join staged.strands t on t.edition = e.edition and t.indicator = e.selected
    join staged.codes k on k.code = t.strand
    left join staged.exclusions n
        on n.edition = u.edition and n.type = coalesce(c.type, '') and n.unit = u.kind
        and n.class = coalesce(u.class, '') and n.element = e.code
    where u.kind <> 'company' and coalesce(n.reason_code, '') not in ('services_only', 'company_only')
),
given as (
    select
        u.unit as service,
        k.number as strand,
        e.element,
        e.indicator,
        g.answer,
        g.reason,
        g.sources,
        g.comment,
        g.printed_points,
        case when e.reversed then a.reversed_points else a.points end as answer_points
    from staged.given_answers g
    join staged.units u on u.edition = g.edition and u.company = g.company and u.service = g.service
    join staged.codes k on k.code = g.strand
    join elements e on e.edition = g.edition and e.code = g.element
    left join staged.scale a on a.edition = g.edition and a.answer = g.answer
),
both_sides as (
    select
        coalesce(g.service, k.service) as service,
        coalesce(g.strand, k.strand) as strand,
        coalesce(g.element, k.element) as element,
        coalesce(g.indicator, k.indicator) as indicator,
        g.answer,
        case
            when g.answer_points is not null then 'scored'
            when g.answer is not null then 'not_applicable'
            when g.printed_points is not null then 'printed'
            when k.element is null or k.reason_code is not null then 'not_applicable'
            else 'unanswered'
        end as status,
        coalesce(g.answer_points, case when g.answer is null then g.printed_points end) as points,
        g.reason,
        case when k.element is null then 'not_asked' else k.reason_code end as reason_code,
        k.reason_value,
        g.sources,
        g.comment
    from given g
    full outer join asked k on k.service = g.service and k.strand = g.strand and k.element = g.element
)
select
    service,
    strand,
    element,
    indicator,
    answer,
    status,
    points,
    case status when 'unanswered' then cast(0 as bigint) else points end as points_low,
    case status when 'unanswered' then full_score() else points end as points_high,
    case status when 'not_applicable' then reason end as reason,
    case when status = 'not_applicable' and reason is null then reason_code end as reason_code,
    case when status = 'not_applicable' and reason is null then reason_value end as reason_value,
    sources,
    comment
from both_sides
order by service, strand, element
