-- Every answer that an edition expects or has.
-- Grain: edition, company, service, strand, element.
select
    u.edition,
    u.company,
    u.service,
    k.code as strand,
    e.code as element,
    i.code as indicator,
    a.answer,
    a.status,
    as_points(a.points) as points,
    coalesce(a.reason, replace(t.text, '{value}', coalesce(a.reason_value, ''))) as reason,
    a.reason_code,
    a.reason_value,
    a.sources,
    a.comment
from staged.answers a
join staged.units u on u.unit = a.service
join staged.codes k on k.number = a.strand
join staged.codes e on e.number = a.element
join staged.codes i on i.number = a.indicator
left join staged.texts t on t.code = 'not_applicable.' || a.reason_code and t.language = 'en'
order by a.service, a.strand, a.element
