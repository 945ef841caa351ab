-- Each score of each edition of a series; what it is under the latest edition's rule over the answers that both
-- editions scored; and the latest edition's score over the same answers. The latest edition is compared with itself. If
-- nothing is restated, `why_code` gives the reason. `level` is needed because a code may be an indicator in one edition
-- and a family in another.
-- Grain: edition, company, service, scope.
with levels as (
    select edition, 'total' as scope, 'total' as level
    from staged.editions
    union all
    select edition, category as scope, 'category' as level
    from staged.categories
    union all
    select edition, indicator as scope, 'indicator' as level
    from staged.indicators
    union all
    select distinct f.edition, f.family as scope, 'family' as level
    from staged.indicators f
    anti join staged.indicators i on i.edition = f.edition and i.indicator = f.family
),
restated as (
    select
        p.edition_before as edition,
        m.company_before as company,
        m.target_before as target,
        s.scope,
        s.before_answers as score_restated,
        s.after_answers as latest_restated
    from staged.comparisons p
    join compared.matched_targets m on m.edition = p.edition and m.edition_before = p.edition_before
    join compared.set_scores s
        on s.edition = m.edition and s.edition_before = m.edition_before and s.company = m.company
        and s.target = m.target
    join levels n on n.edition = p.edition and n.scope = s.scope
    join levels b on b.edition = p.edition_before and b.scope = s.scope and b.level = n.level
    where p.latest and s.before_answers is not null and s.own_known is not null
),
scores as (
    select
        i.edition,
        i.company,
        i.service,
        a.scope,
        i.series_id,
        a.score,
        case when p.edition is null then a.score else r.score_restated end as score_restated,
        case when p.edition is null then a.score else r.latest_restated end as latest_restated,
        v.version,
        l.level,
        case
            when a.n_expected = 0 then 'not_applicable'
            when p.edition is null then 'answers_missing'
            when not p.comparable then 'methodology'
            when n.scope is null then 'not_asked'
            when n.level <> l.level then 'another_level'
            when m.company_before is null then 'not_in_edition'
            else 'nothing_in_both'
        end as reason,
        p.edition as latest,
        n.level as latest_level
    from staged.series_ids i
    join scored.scope_scores a
        on a.edition = i.edition and a.scenario = 'actual' and a.company = i.company
        and a.target = case i.service when '' then 'company' else i.service end
    join levels l on l.edition = a.edition and l.scope = a.scope
    left join staged.comparisons p on p.edition_before = i.edition and p.latest
    left join levels n on n.edition = p.edition and n.scope = a.scope
    left join compared.matched_targets m
        on m.edition = p.edition and m.edition_before = p.edition_before and m.company_before = a.company
        and m.target_before = a.target
    left join restated r
        on r.edition = a.edition and r.company = a.company and r.target = a.target and r.scope = a.scope
    left join staged.releases v on v.edition = i.edition
)
select
    edition,
    company,
    service,
    scope,
    series_id,
    score,
    score_restated,
    latest_restated,
    version,
    level,
    case when score_restated is null then reason end as why_code,
    latest,
    latest_level
from scores
order by edition, company, service, scope
