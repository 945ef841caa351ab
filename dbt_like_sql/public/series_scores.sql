-- Each score of each edition of a series, restated under the latest edition's rule.
-- Grain: edition, company, service, scope.
select
    s.edition,
    s.company,
    s.service,
    s.scope,
    s.series_id,
    as_points(s.score) as score,
    as_points(s.score_restated) as score_restated,
    as_points(s.latest_restated) as latest_restated,
    s.version,
    s.level,
    replace(
        replace(replace(t.text, '{edition}', coalesce(s.latest, '')), '{edition_before}', s.edition),
        '{level}', coalesce(s.latest_level, '')
    ) as why,
    s.why_code
from compared.series_scores s
left join staged.texts t on t.code = 'why.' || s.why_code and t.language = 'en'
order by s.edition, s.company, s.service, s.scope
