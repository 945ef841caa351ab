-- Each score of each edition of a series, and what it is by the latest edition's rule, as it is published.
-- Grain: edition, company, service, scope.
select
    s.edition,
    s.company,
    s.service,
    s.scope,
    s.series_id,
    s.score / 1e12 as score,
    s.score_restated / 1e12 as score_restated,
    s.latest_restated / 1e12 as latest_restated,
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
