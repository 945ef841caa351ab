-- The printed level scores used where a level has no answers, in each scenario that scores answers again. In the variant
-- that leaves out one of its elements, a printed level has no score.
-- Grain: scenario, service, strand, indicator.
select x.scenario, p.service, p.strand, p.indicator, p.score
from scored.scenarios x
join staged.units u on u.edition = x.edition
join staged.published_levels p on p.service = u.unit
where x.question = 'partial_points'
union all
select distinct
    x.scenario,
    c.service,
    c.strand,
    case x.purpose when 'own_rule' then c.indicator else c.later_indicator end as indicator,
    c.level_score as score
from scored.compared_answers c
join scored.scenarios x
    on x.comparison = c.comparison and x.purpose in ('comparison', 'own_rule') and x.side = c.side
where c.level_score is not null and (x.purpose = 'own_rule' or c.later_indicator is not null)
order by scenario, service, strand, indicator
