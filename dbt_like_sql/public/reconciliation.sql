-- Each printed score beside the one computed from the answers. A printed score that stands in for missing answers is
-- not compared with itself.
-- Grain: edition, company, service, strand, scope.
with computed as (
    select edition, company, service, strand, indicator as scope, score
    from scored.level_scores
    where scenario = 'actual' and status = 'complete'
    union all
    select
        edition,
        company,
        case target when 'company' then '' else target end as service,
        'all' as strand,
        scope,
        score
    from scored.scope_scores s
    where scenario = 'actual' and status = 'complete' and (
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
        -- Half a unit of the last printed digit, and half a hundredth of a point.
        cast(power(10, 12 - m.printed_decimals) as bigint) // 2 + 5000000000 as tolerance
    from staged.published_scores p
    join staged.methodologies m on m.edition = p.edition
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
    published / 1e12 as published,
    computed / 1e12 as computed,
    (computed - published) / 1e12 as difference,
    abs(computed - published) <= tolerance as agrees
from pairs
order by edition, company, service, strand, scope
