-- Each score of each edition of a series, and what it is by the latest edition's rule over the answers that both scored;
-- beside it the latest edition's score over the same answers. The latest is its own measure.
-- Grain: edition, company, service, scope.
with restated as (
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
    where p.latest and s.before_answers is not null and s.own_known is not null
),
latest as (
    select e.edition
    from staged.editions e
    left join staged.comparisons p on p.edition_before = e.edition and p.latest
    where p.edition is null
)
select
    i.edition,
    i.company,
    i.service,
    a.scope,
    i.series_id,
    a.score,
    case when t.edition is not null then a.score else r.score_restated end as score_restated,
    case when t.edition is not null then a.score else r.latest_restated end as latest_restated,
    v.version
from staged.series_ids i
join scored.scope_scores a
    on a.edition = i.edition and a.scenario = 'actual' and a.company = i.company
    and a.target = case i.service when '' then 'company' else i.service end
left join latest t on t.edition = i.edition
left join restated r
    on r.edition = a.edition and r.company = a.company and r.target = a.target and r.scope = a.scope
left join staged.releases v on v.edition = i.edition
order by i.edition, i.company, i.service, a.scope
