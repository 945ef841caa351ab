-- How the scores of companies and services changed since the previous edition, as published: in points, with the reason
-- why a change is not comparable in words.
-- Grain: comparison, target, scope.
with worded as (
    select
        s.comparison,
        s.target,
        s.scope,
        replace(replace(t.text, '{edition}', p.edition), '{edition_before}', p.edition_before) as text,
        coalesce(cast(s.n_after as varchar), '') as n_after,
        coalesce(cast(s.n_known as varchar), '') as n_known,
        coalesce(cast(s.n_before as varchar), '') as n_before,
        coalesce(cast(s.n_own as varchar), '') as n_own
    from compared.score_changes s
    join scored.comparisons p on p.comparison = s.comparison
    join staged.texts t on t.code = 'why.' || s.why_code and t.language = 'en'
)
select
    s.comparison,
    s.target,
    s.scope,
    as_points(s.score_before) as score_before,
    as_points(s.score) as score,
    as_points(s.change) as change,
    as_points(s.change_low) as change_low,
    as_points(s.change_high) as change_high,
    as_points(s.rule) as rule,
    as_points(s.services) as services,
    as_points(s.methodology) as methodology,
    as_points(s.applicability) as applicability,
    as_points(s.answers) as answers,
    as_points(s.unknown_low) as unknown_low,
    as_points(s.unknown_high) as unknown_high,
    s.comparable,
    replace(
        replace(replace(replace(w.text, '{n_after}', w.n_after), '{n_known}', w.n_known), '{n_before}', w.n_before),
        '{n_own}', w.n_own
    ) as why,
    s.why_code,
    s.n_after,
    s.n_known,
    s.n_before,
    s.n_own,
    s.rank_before_in_both,
    s.rank_in_both,
    s.ranked_in_both,
    s.ranked_before,
    s.ranked
from compared.score_changes s
join scored.comparisons p on p.comparison = s.comparison and p.neighbour
left join worded w on w.comparison = s.comparison and w.target = s.target and w.scope = s.scope
order by s.comparison, s.target, s.scope
