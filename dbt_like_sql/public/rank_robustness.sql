-- How robust each rank is: the best and the worst rank over the variants of a question, and over all variants; and,
-- where these differ from the published rank, the variant that gives them.
-- Grain: edition, company, service, question.
with variants as (
    select r.target, x.question, x.variant, r.rank_low, r.rank_high
    from scored.ranks r
    join scored.scenarios x on x.scenario = r.scenario and x.purpose = 'variant'
),
asked as (
    select target, question, variant, rank_low, rank_high
    from variants
    union all
    select target, 'all' as question, question || '/' || variant as variant, rank_low, rank_high
    from variants
),
bounds as (
    select
        target,
        question,
        variant,
        rank_low,
        rank_high,
        min(rank_low) over question as best,
        max(rank_high) over question as worst
    from asked
    window question as (partition by target, question)
),
extremes as (
    select
        target,
        question,
        best,
        worst,
        min(variant) filter (where rank_low = best) as best_with,
        min(variant) filter (where rank_high = worst) as worst_with,
        count(*) as n_scenarios
    from bounds
    group by target, question, best, worst
),
totals as (
    select
        s.scenario,
        s.target,
        s.scope,
        u.edition,
        u.company,
        service_of(u.kind, u.service) as service,
        u.kind = 'company' as of_companies,
        -- In units of the last printed digit, rounded half up.
        (certain(s.score_low, s.score_high) + p.printed_half) // p.printed_unit as printed
    from scored.scope_scores s
    join scored.scenarios x on x.scenario = s.scenario and x.purpose = 'actual'
    join staged.codes k on k.number = s.scope and k.code = 'total'
    join staged.units u on u.unit = s.target
    join scored.precision p on p.edition = u.edition
),
ties as (
    select target, count(*) over (partition by edition, of_companies, printed) - 1 as tied
    from totals
    where printed is not null
)
select
    s.edition,
    s.company,
    s.service,
    p.question,
    case when r.rank_low = r.rank_high then r.rank_low end as rank,
    r.rank_low,
    r.rank_high,
    p.best,
    p.worst,
    case when p.best <> r.rank_low then p.best_with end as best_with,
    case when p.worst <> r.rank_high then p.worst_with end as worst_with,
    p.n_scenarios,
    t.tied
from extremes p
join totals s on s.target = p.target
join scored.ranks r on r.scenario = s.scenario and r.target = s.target and r.scope = s.scope
left join ties t on t.target = p.target
order by s.edition, s.company, s.service, p.question
