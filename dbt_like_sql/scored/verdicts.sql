-- Whether each claim holds: `none`, `almost_none` (at most one in five), `minority` (fewer than half), `majority` (more
-- than half), `almost_all` (at least four in five), or `only` the named ones. For a claim of `only` without names in
-- the report, one or two out of at least five must do it, and all must be certain. A claim is denied as soon as the
-- known answers rule it out. Where nobody is asked, the verdict is unknown.
-- Grain: edition, claim, finding.
with named as (
    select
        a.edition,
        a.finding,
        u.does_low,
        u.does_high,
        lists(a.names, n.company || case n.kind when 'company' then '' else '/' || n.service end) as is_named
    from scored.findings_to_judge a
    join scored.question_units u on u.question = a.question
    join staged.units n on n.unit = u.target and n.edition = a.edition
    where a.claim = 'only' and a.names is not null
),
counted as (
    select
        edition,
        finding,
        bool_and(case when is_named then does_low else not does_high end) as holds,
        bool_or(case when is_named then not does_high else does_low end) as fails
    from named
    group by edition, finding
),
bounds as (
    select
        a.edition,
        a.claim,
        a.finding,
        case a.claim
            when 'none' then c.n_high = 0
            when 'almost_none' then 5 * c.n_high <= c.n
            when 'minority' then 2 * c.n_high < c.n
            when 'majority' then 2 * c.n_low > c.n
            when 'almost_all' then 5 * c.n_low >= 4 * c.n
            when 'only'
                then case
                    when a.names is null then c.n_low = c.n_high and c.n_low between 1 and 2 and c.n >= 5 else d.holds
                end
        end and c.n > 0 as holds,
        case a.claim
            when 'none' then c.n_low > 0
            when 'almost_none' then 5 * c.n_low > c.n
            when 'minority' then 2 * c.n_low >= c.n
            when 'majority' then 2 * c.n_high <= c.n
            when 'almost_all' then 5 * c.n_high < 4 * c.n
            when 'only' then d.fails
        end and c.n > 0 as fails
    from scored.findings_to_judge a
    join scored.question_counts c on c.edition = a.edition and c.question = a.question
    left join counted d on d.edition = a.edition and d.finding = a.finding and a.claim = 'only'
)
select
    edition,
    claim,
    finding,
    case when holds then 'confirmed' when fails then 'denied' else 'unknown' end as verdict
from bounds
order by edition, claim, finding
