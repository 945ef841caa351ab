-- How robust each rank is: the best and the worst rank over the variants of a question, and over all variants; and,
-- where these differ from the published rank, the variant that gives them.
-- Grain: edition, company, service, question.
with variants as (
    select r.edition, r.company, r.target, x.question, x.variant, r.rank_low, r.rank_high
    from scored.ranks r
    join scored.scenarios x on x.edition = r.edition and x.scenario = r.scenario and x.purpose = 'variant'
    where r.scope = 'total'
),
asked as (
    select edition, company, target, question, variant, rank_low, rank_high
    from variants
    union all
    select
        edition, company, target, 'all' as question, question || '/' || variant as variant, rank_low, rank_high
    from variants
),
bounds as (
    select
        edition,
        company,
        target,
        question,
        variant,
        rank_low,
        rank_high,
        min(rank_low) over question as best,
        max(rank_high) over question as worst
    from asked
    window question as (partition by edition, company, target, question)
),
extremes as (
    select
        edition,
        company,
        target,
        question,
        best,
        worst,
        min(variant) filter (where rank_low = best) as best_with,
        min(variant) filter (where rank_high = worst) as worst_with,
        count(*) as n_scenarios
    from bounds
    group by edition, company, target, question, best, worst
),
-- Totals in units of the last printed digit, rounded half up.
printed as (
    select
        s.edition,
        s.company,
        s.target,
        case s.target when 'company' then 'company' else 'service' end as field,
        (s.score + p.printed_half) // p.printed_unit as score
    from scored.scope_scores s
    join scored.precision p on p.edition = s.edition
    where s.scenario = 'actual' and s.scope = 'total' and s.score is not null
),
ties as (
    select edition, company, target, count(*) over (partition by edition, field, score) - 1 as tied
    from printed
)
select
    p.edition,
    p.company,
    service_of(p.target) as service,
    p.question,
    r.rank,
    r.rank_low,
    r.rank_high,
    p.best,
    p.worst,
    case when p.best <> r.rank_low then p.best_with end as best_with,
    case when p.worst <> r.rank_high then p.worst_with end as worst_with,
    p.n_scenarios,
    t.tied
from extremes p
join scored.ranks r
    on r.edition = p.edition and r.scenario = 'actual' and r.company = p.company and r.target = p.target
    and r.scope = 'total'
left join ties t on t.edition = p.edition and t.company = p.company and t.target = p.target
order by p.edition, p.company, service, p.question
