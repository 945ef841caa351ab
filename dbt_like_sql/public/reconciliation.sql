-- Each printed score with the score computed from the answers. A printed score that is used in place of missing answers
-- is not compared, nor is a score that rests on one.
-- Grain: edition, company, service, strand, scope.
with printed as (
    select distinct w.scenario, w.target, w.scope
    from scored.answer_weights w
    where w.element = 0
),
computed as (
    select u.edition, u.company, u.service, k.code as strand, i.code as scope, s.score_low as score
    from scored.level_scores s
    join scored.scenarios x on x.scenario = s.scenario and x.purpose = 'actual'
    join staged.units u on u.unit = s.service
    join staged.codes k on k.number = s.strand
    join staged.codes i on i.number = s.indicator
    where not s.whole and s.n_expected > 0 and s.n_scored + s.n_printed = s.n_expected
    union all
    select
        u.edition,
        u.company,
        service_of(u.kind, u.service) as service,
        'all' as strand,
        k.code as scope,
        s.score_low as score
    from scored.scope_scores s
    join scored.scenarios x on x.scenario = s.scenario and x.purpose = 'actual'
    join staged.units u on u.unit = s.target
    join staged.codes k on k.number = s.scope
    left join staged.indicators i on i.edition = u.edition and i.indicator = k.code
    anti join printed p on p.scenario = s.scenario and p.target = s.target and p.scope = s.scope
    where
        s.n_expected > 0 and s.n_scored + s.n_printed = s.n_expected
        and (u.kind = 'company' or i.indicator is null)
),
pairs as (
    select
        p.edition,
        p.company,
        p.service,
        p.strand,
        p.scope,
        p.score as published,
        c.score as computed,
        -- Half a unit of the last printed digit, plus half a hundredth of a point.
        x.printed_half + 5000000000 as tolerance
    from staged.published_scores p
    join scored.precision x on x.edition = p.edition
    left join computed c
        on c.edition = p.edition and c.company = p.company and c.service = p.service and c.strand = p.strand
        and c.scope = p.scope
)
select
    edition,
    company,
    service,
    strand,
    scope,
    as_points(published) as published,
    as_points(computed) as computed,
    as_points(computed - published) as difference,
    abs(computed - published) <= tolerance as agrees
from pairs
order by edition, company, service, strand, scope
