-- Each printed score with the score computed from the answers. A printed score that is used in place of missing answers
-- is not compared, nor is a score that rests on one.
-- Grain: edition, company, service, strand, scope.
with stand_ins as (
    select distinct edition, scenario, company, target, scope
    from scored.answer_weights
    where element = ''
),
computed as (
    select edition, company, service, strand, indicator as scope, score
    from scored.level_scores
    where scenario = 'actual' and not whole and n_expected > 0 and n_scored + n_printed = n_expected
    union all
    select
        edition,
        company,
        service_of(target) as service,
        'all' as strand,
        scope,
        score
    from scored.scope_scores s
    anti join stand_ins x
        on x.edition = s.edition and x.scenario = s.scenario and x.company = s.company and x.target = s.target
        and x.scope = s.scope
    where scenario = 'actual' and s.n_expected > 0 and s.n_scored + s.n_printed = s.n_expected and (
        target = 'company'
        or scope not in (select i.indicator from staged.indicators i where i.edition = s.edition)
    )
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
