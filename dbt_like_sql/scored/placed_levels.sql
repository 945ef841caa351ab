-- Each level with where it counts: its company, its composite, and the strand that is a part of its own. Strands are
-- parts unless the services count as one. In a comparison, an element may have moved from an indicator with strands to
-- one without, which has none. A view.
-- Grain: scenario, service, strand, indicator.
with stranded as (
    select distinct l.scenario, l.indicator
    from scored.level_scores l
    join staged.codes k on k.number = l.strand
    where k.code <> 'all'
),
parts as (
    select s.edition, i.number as indicator, k.number as strand
    from staged.strands s
    join staged.methodologies m on m.edition = s.edition and not m.services_as_one
    join staged.codes i on i.code = s.indicator
    join staged.codes k on k.code = s.strand
    where s.strand <> 'all'
)
select
    l.scenario,
    l.service,
    l.strand,
    l.indicator,
    l.score_low,
    l.score_high,
    l.n_scored,
    l.n_expected,
    l.n_printed,
    x.units_of,
    u.company_unit,
    u.nearness,
    u.composite,
    u.n_in_composite > 1 as is_shared,
    u.moved,
    d.indicator is not null as is_stranded,
    p.strand as part,
    l.whole
from scored.level_scores l
join scored.scenarios x on x.scenario = l.scenario
join scored.placed_units u on u.units_of = x.units_of and u.service = l.service
left join stranded d on d.scenario = l.scenario and d.indicator = l.indicator
left join parts p on p.edition = x.edition and p.indicator = l.indicator and p.strand = l.strand
order by l.scenario, l.service, l.strand, l.indicator
