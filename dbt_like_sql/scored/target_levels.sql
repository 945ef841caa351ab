-- The levels that each target's score is made of, with the composite and part that each belongs to. `shared`: the
-- composite may have more levels. A service that moved to a different company is compared alone, without group answers,
-- and neither company's comparison includes it.
-- Grain: edition, scenario, company, target, indicator, part, composite, strand, service.
with stranded as (
    select distinct edition, scenario, indicator
    from scored.level_scores
    where strand <> 'all'
)
select
    l.edition,
    l.scenario,
    l.company,
    t.target,
    l.indicator,
    case
        when m.services_as_one then t.unit
        else t.unit || '/' || t.composite || '/' || coalesce(k.strand, 'all')
    end as part,
    case when m.services_as_one then t.composite else t.composite || '/' || coalesce(k.strand, 'all') end as composite,
    l.strand,
    l.service,
    l.score_low,
    l.score_high,
    l.n_scored,
    l.n_expected,
    l.n_printed,
    l.status,
    l.whole,
    t.nearness,
    t.n_in_composite > 1 or d.indicator is not null as shared
from scored.level_scores l
join scored.scenarios x on x.edition = l.edition and x.scenario = l.scenario
join scored.targets t
    on t.edition = l.edition and t.services_of = x.services_of and t.company = l.company and t.service = l.service
join staged.methodologies m on m.edition = l.edition
-- In a comparison, elements may have moved from an indicator with strands to one without: they then have no strand.
left join staged.strands k on k.edition = l.edition and k.indicator = l.indicator and k.strand = l.strand
left join stranded d on d.edition = l.edition and d.scenario = l.scenario and d.indicator = l.indicator
left join scored.moved_services v
    on v.edition = l.edition and v.edition_before = x.other_edition and x.purpose = 'comparison' and v.side = x.side
    and v.company = l.company
    and v.service = case t.target when 'company' then l.service else t.target end
    and x.answer_set <> 'known' and t.service <> t.target
where v.service is null
order by edition, scenario, company, target, indicator, part, composite, strand, service
