-- Every answer that an edition expects or has.
-- Grain: edition, company, service, strand, element.
select
    a.edition,
    a.company,
    a.service,
    a.strand,
    a.element,
    a.indicator,
    a.answer,
    a.status,
    as_points(a.points) as points,
    coalesce(a.reason, replace(t.text, '{value}', coalesce(a.reason_value, ''))) as reason,
    a.reason_code,
    a.reason_value,
    a.sources,
    a.comment
from staged.answers a
left join staged.texts t on t.code = 'not_applicable.' || a.reason_code and t.language = 'en'
order by a.edition, a.company, a.service, a.strand, a.element
