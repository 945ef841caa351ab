-- How each company's scores changed since the previous edition, and the components of each change.
-- Grain: edition, edition_before, company, scope.
select
    s.edition,
    s.edition_before,
    s.company,
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
    w.why,
    s.rank_before_in_both,
    s.rank_in_both,
    s.ranked_in_both,
    s.ranked_before,
    s.ranked
from compared.score_changes s
join staged.comparisons p on p.edition = s.edition and p.edition_before = s.edition_before and p.neighbour
left join compared.change_reasons w
    on w.edition = s.edition and w.edition_before = s.edition_before and w.company = s.company
    and w.target = s.target and w.scope = s.scope
where s.target = 'company'
order by s.edition, s.edition_before, s.company, s.scope
