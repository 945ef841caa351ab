-- The answers that count in each scenario. `actual` is what is published.
-- Grain: edition, scenario, company, service, strand, indicator, element.
select
    edition,
    'actual' as scenario,
    company,
    service,
    strand,
    indicator,
    element,
    status,
    points_low,
    points_high
from staged.answers
union all
select
    x.edition,
    x.scenario,
    c.company,
    c.service,
    c.strand,
    c.place as indicator,
    c.element,
    c.status,
    coalesce(c.points, cast(0 as bigint)) as points_low,
    coalesce(c.points, cast(100000000000000 as bigint)) as points_high
from scored.compared_answers c
join scored.scenarios x on x.edition = c.edition and x.other_edition = c.edition_before and x.side = c.side
where c.place is not null
    and c.status <> 'not_applicable'
    and case x.holds
        when 'known' then true
        when 'services' then c.in_services
        when 'elements' then c.in_elements
        else c.in_answers
    end
union all
select
    x.edition,
    x.scenario,
    c.company,
    c.service,
    c.strand,
    c.indicator,
    c.element,
    c.own_status as status,
    coalesce(c.own_points, cast(0 as bigint)) as points_low,
    coalesce(c.own_points, cast(100000000000000 as bigint)) as points_high
from scored.compared_answers c
join scored.scenarios x on x.edition = c.edition_before and x.other_edition = c.edition and x.side = 'own'
where c.side = 'before' and c.own_status <> 'not_applicable'
order by edition, scenario, company, service, strand, indicator, element
