-- The printed level scores used where a level has no answers, in each scenario. In the variant that leaves out one of
-- its elements, a printed level has no score.
-- Grain: edition, scenario, company, service, strand, indicator.
select p.edition, x.scenario, p.company, p.service, p.strand, p.scope as indicator, p.score
from staged.published_scores p
join staged.indicators i on i.edition = p.edition and i.indicator = p.scope
join scored.scenarios x
    on x.edition = p.edition and (x.purpose = 'actual' or (x.purpose = 'variant' and x.base is null))
where p.service <> ''
union all
select distinct
    x.edition,
    x.scenario,
    c.company,
    c.service,
    c.strand,
    case x.purpose when 'own_rule' then c.indicator else c.later_indicator end as indicator,
    c.level_score as score
from scored.compared_answers c
join scored.scenarios x
    on (
        x.edition = c.edition and x.other_edition = c.edition_before and x.purpose = 'comparison' and x.side = c.side
    )
    or (
        x.edition = c.edition_before and x.other_edition = c.edition and x.purpose = 'own_rule' and x.side = c.side
    )
where c.level_score is not null and (x.purpose = 'own_rule' or c.later_indicator is not null)
order by edition, scenario, company, service, strand, indicator
