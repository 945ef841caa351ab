-- Each score of each edition of a series, restated under the latest edition's rule.
-- Grain: edition, company, service, scope.
select
    u.edition,
    u.company,
    service_of(u.kind, u.service) as service,
    k.code as scope,
    s.series_id,
    as_points(s.score) as score,
    as_points(s.score_restated) as score_restated,
    as_points(s.latest_restated) as latest_restated,
    s.version,
    s.level,
    replace(
        replace(replace(t.text, '{edition}', coalesce(s.latest, '')), '{edition_before}', u.edition),
        '{level}', coalesce(s.latest_level, '')
    ) as why,
    s.why_code
from compared.series_scores s
join staged.units u on u.unit = s.target
join staged.codes k on k.number = s.scope
left join staged.texts t on t.code = 'why.' || s.why_code and t.language = 'en'
order by u.edition, u.company, service, k.code
