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
    case
        when s.why_code = 'methodology' then p.why
        else replace(replace(t.text, '{edition}', coalesce(s.latest, '')), '{level}', coalesce(s.latest_level, ''))
    end as why
from compared.series_scores s
left join staged.comparisons p on p.edition = s.latest and p.edition_before = s.edition
left join staged.texts t on t.code = 'series.' || s.why_code and t.language = 'en'
order by s.edition, s.company, s.service, s.scope
