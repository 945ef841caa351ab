-- Every answer that an edition expects or has: given, not applicable with a reason, or missing. An element is expected
-- of each level that its indicator's scope covers. If the methodology excludes it for a company type or service class
-- and no answer was given, it is not applicable; a given answer always counts. `reason` is the researchers' own;
-- without one, `reason_code` and `reason_value` give the methodology's.
-- Grain: edition, company, service, strand, element.
with asked as (
    select
        s.edition,
        s.company,
        s.service,
        t.strand,
        e.element,
        e.indicator,
        n.reason_code,
        n.reason_value
    from staged.services s
    join staged.companies c on c.edition = s.edition and c.company = s.company
    join staged.selection x on x.edition = s.edition
    join staged.strands t on t.edition = x.edition and t.indicator = x.indicator
    join staged.elements e on e.edition = x.edition and e.indicator = x.indicator
    left join staged.exclusions n
        on n.edition = s.edition and n.type = coalesce(c.type, '') and n.unit = s.unit
        and n.class = coalesce(s.class, '') and n.element = e.element
    where coalesce(n.reason_code, '') not in ('services_only', 'company_only')
),
given as (
    select
        g.edition,
        g.company,
        g.service,
        g.strand,
        g.element,
        e.indicator,
        g.answer,
        g.reason,
        g.sources,
        g.comment,
        g.printed_points,
        case when e.reversed then a.reversed_points else a.points end as answer_points
    from staged.given_answers g
    join staged.elements e on e.edition = g.edition and e.element = g.element
    left join staged.scale a on a.edition = g.edition and a.answer = g.answer
),
both_sides as (
    select
        coalesce(g.edition, k.edition) as edition,
        coalesce(g.company, k.company) as company,
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
    full outer join asked k
        on k.edition = g.edition
        and k.company = g.company
        and k.service = g.service
        and k.strand = g.strand
        and k.element = g.element
)
select
    b.edition,
    b.company,
    b.service,
    b.strand,
    b.element,
    b.indicator,
    b.answer,
    b.status,
    b.points,
    case b.status when 'unanswered' then cast(0 as bigint) else b.points end as points_low,
    case b.status when 'unanswered' then full_score() else b.points end as points_high,
    case b.status when 'not_applicable' then b.reason end as reason,
    case when b.status = 'not_applicable' and b.reason is null then b.reason_code end as reason_code,
    case when b.status = 'not_applicable' and b.reason is null then b.reason_value end as reason_value,
    b.sources,
    b.comment
from both_sides b
order by b.edition, b.company, b.service, b.strand, b.element
