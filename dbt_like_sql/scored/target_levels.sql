-- The levels that count in each target's score, and the composite and part that each goes into. For a service, where
-- the methodology says `nearest`, only the nearest level that applies: its own, else the operating company's, else the
-- group's.
-- Grain: edition, scenario, company, target, indicator, part, composite, strand, service.
with levels as (
    select
        l.edition,
        l.scenario,
        l.company,
        t.target,
        l.indicator,
        case
            when m.services_as_one then t.unit
            else t.unit || '/' || t.composite || '/' || l.strand
        end as part,
        case when m.services_as_one then t.composite else t.composite || '/' || l.strand end as composite,
        l.strand,
        l.service,
        l.score_low,
        l.score_high,
        l.n_scored,
        l.n_expected,
        case when t.target <> 'company' and m.service_score = 'nearest' then t.nearness end as nearness,
        min(case when t.target <> 'company' and m.service_score = 'nearest' and l.n_expected > 0 then t.nearness end)
            over (partition by l.edition, l.scenario, l.company, t.target, l.indicator) as nearest
    from scored.level_scores l
    join scored.scenarios x on x.edition = l.edition and x.scenario = l.scenario
    join scored.targets t
        on t.edition = l.edition and t.services_of = x.services_of and t.company = l.company and t.service = l.service
    join staged.methodologies m on m.edition = l.edition
)
select
    edition,
    scenario,
    company,
    target,
    indicator,
    part,
    composite,
    strand,
    service,
    score_low,
    score_high,
    n_scored,
    n_expected
from levels
where nearest is null or nearness = nearest
order by edition, scenario, company, target, indicator, part, composite, strand, service
