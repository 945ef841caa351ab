-- Each score of each edition of a series; what it is under the latest edition's rule over the answers that both
-- editions scored; and the latest edition's score over the same answers. The latest edition is compared with itself. If
-- nothing is restated, `why_code` gives the reason. `level` is needed because a code may be an indicator in one edition
-- and a family in another.
-- Grain: target, scope.
with levels as (
    select edition, 'total' as code, 'total' as level
    from staged.editions
    union all
    select edition, category as code, 'category' as level
    from staged.categories
    union all
    select edition, indicator as code, 'indicator' as level
    from staged.indicators
    union all
    select distinct f.edition, f.family as code, 'family' as level
    from staged.indicators f
    anti join staged.indicators i on i.edition = f.edition and i.indicator = f.family
),
scope_levels as (
    select l.edition, k.number as scope, l.level
    from levels l
    join staged.codes k on k.code = l.code
),
latest as (
    select comparison, edition, edition_before, comparable
    from scored.comparisons
    where latest
),
scores as (
    select
        a.target,
        a.scope,
        i.series_id,
        certain(a.score_low, a.score_high) as score,
        a.n_expected,
        l.level,
        p.edition as latest,
        p.comparable,
        n.level as latest_level,
        m.unit,
        case when s.own_known is not null then s.before_answers end as before_answers,
        case when s.own_known is not null and s.before_answers is not null then s.after_answers end as after_answers,
        v.version
    from staged.series_ids i
    join staged.units u
        on u.edition = i.edition and u.company = i.company
        and u.service = case i.service when '' then 'company' else i.service end
    join scored.scope_scores a on a.target = u.unit
    join scored.scenarios x on x.scenario = a.scenario and x.purpose = 'actual'
    join scope_levels l on l.edition = u.edition and l.scope = a.scope
    left join latest p on p.edition_before = u.edition
    left join scope_levels n on n.edition = p.edition and n.scope = a.scope
    left join scored.matched_units m on m.comparison = p.comparison and m.unit_before = a.target
    left join compared.set_scores s
        on s.comparison = p.comparison and s.target = m.unit and s.scope = a.scope and n.level = l.level
    left join staged.releases v on v.edition = u.edition
)
select
    target,
    scope,
    series_id,
    score,
    case when latest is null then score else before_answers end as score_restated,
    case when latest is null then score else after_answers end as latest_restated,
    version,
    level,
    case
        when case when latest is null then score else before_answers end is not null then null
        when n_expected = 0 then 'not_applicable'
        when latest is null then 'answers_missing'
        when not comparable then 'methodology'
        when latest_level is null then 'not_asked'
        when latest_level <> level then 'another_level'
        when unit is null then 'not_in_edition'
        else 'nothing_in_both'
    end as why_code,
    latest,
    latest_level
from scores
order by target, scope
