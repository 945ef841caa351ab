-- What became of each company's scores since the edition before, taken apart, as it is published.
-- Grain: edition, edition_before, company, scope.
select
    s.edition,
    s.edition_before,
    s.company,
    s.scope,
    s.score_before / 1e12 as score_before,
    s.score / 1e12 as score,
    s.change / 1e12 as change,
    s.change_low / 1e12 as change_low,
    s.change_high / 1e12 as change_high,
    s.rule / 1e12 as rule,
    s.services / 1e12 as services,
    s.methodology / 1e12 as methodology,
    s.applicability / 1e12 as applicability,
    s.answers / 1e12 as answers,
    s.unknown_low / 1e12 as unknown_low,
    s.unknown_high / 1e12 as unknown_high,
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
