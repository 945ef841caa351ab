-- The answers of both editions of a comparison: with the indicator of the later edition that each counts in, its status
-- and points by the later edition's scale, and what it is called in the later edition.
-- Grain: comparison, side, service, strand, element.
with scales as (
    select p.comparison, s.answer, s.points, s.reversed_points
    from scored.comparisons p
    join staged.scale s on s.edition = p.edition
),
previous_elements as (
    select p.comparison, k.number as element, e.reversed
    from scored.comparisons p
    join staged.elements e on e.edition = p.edition_before
    join staged.codes k on k.code = e.element
),
selected as (
    select p.comparison, k.number as indicator
    from scored.comparisons p
    join staged.selection s on s.edition = p.edition
    join staged.codes k on k.code = s.indicator
)
select
    p.comparison,
    'after' as side,
    a.service,
    a.strand,
    a.element,
    a.indicator,
    a.indicator as later_indicator,
    s.unit as service_after,
    m.element as element_after,
    a.answer,
    a.status,
    a.points,
    a.status as own_status,
    a.points as own_points,
    m.kind as element_kind,
    i.indicator as indicator_after
from scored.comparisons p
join staged.units u on u.edition = p.edition
join staged.answers a on a.service = u.unit
left join scored.matched_units s on s.comparison = p.comparison and s.unit = a.service
left join scored.matched_elements m on m.comparison = p.comparison and m.element = a.element
left join scored.same_indicators i on i.comparison = p.comparison and i.indicator = a.indicator
where p.comparable
union all
select
    p.comparison,
    'before' as side,
    a.service,
    a.strand,
    a.element,
    a.indicator,
    -- A matched element counts in its indicator there; any other in the indicator of the same code, unless all elements
    -- of another indicator went there.
    coalesce(m.indicator, case when taken.indicator is null then selected.indicator end) as later_indicator,
    s.unit as service_after,
    m.element as element_after,
    a.answer,
    case
        when a.answer is null or a.status = 'not_applicable' then a.status
        -- The later scale has no such answer.
        when c.points is null then 'not_applicable'
        else a.status
    end as status,
    case
        when a.answer is null then a.points
        when coalesce(m.reversed, e.reversed) then c.reversed_points
        else c.points
    end as points,
    a.status as own_status,
    a.points as own_points,
    m.kind as element_kind,
    i.indicator as indicator_after
from scored.comparisons p
join staged.units u on u.edition = p.edition_before
join staged.answers a on a.service = u.unit
join previous_elements e on e.comparison = p.comparison and e.element = a.element
left join scales c on c.comparison = p.comparison and c.answer = a.answer
left join selected on selected.comparison = p.comparison and selected.indicator = a.indicator
left join scored.matched_units s on s.comparison = p.comparison and s.unit_before = a.service
left join scored.matched_elements m on m.comparison = p.comparison and m.element_before = a.element
left join scored.same_indicators i on i.comparison = p.comparison and i.indicator_before = a.indicator
left join scored.same_indicators taken
    on taken.comparison = p.comparison and taken.indicator = a.indicator and taken.indicator_before <> a.indicator
where p.comparable
order by comparison, side, service, strand, element
