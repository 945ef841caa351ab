-- The change of each score between two editions, and its components, which add up to it. Their order is a convention:
-- first `rule`; then answers over what both editions scored; then applicability, methodology and services, each the
-- difference made by adding one more group of answers. What only one edition knows is a range.
-- Grain: comparison, target, scope.
with matches as (
    select edition, edition_before, company, 'company' as service, kind
    from staged.company_matches
    where company <> ''
    union all
    select edition, edition_before, company, service, kind
    from staged.service_matches
    where service <> ''
),
-- If there are several kinds, one that keeps it; else the first by name, so that the result is deterministic.
kinds as (
    select
        p.comparison,
        u.unit as target,
        coalesce(min(m.kind) filter (where m.kind in ('same', 'renamed')), min(m.kind)) as kind
    from matches m
    join scored.comparisons p on p.edition = m.edition and p.edition_before = m.edition_before
    join staged.units u on u.edition = m.edition and u.company = m.company and u.service = m.service
    group by p.comparison, u.unit
),
published as (
    select s.*, certain(s.score_low, s.score_high) as score, k.code = 'total' as is_total
    from scored.scope_scores s
    join scored.scenarios x on x.scenario = s.scenario and x.purpose = 'actual'
    join staged.codes k on k.number = s.scope
),
-- If nothing is comparable because the rule is different, only the two totals are listed.
sides as (
    select
        p.comparison,
        a.target,
        a.scope,
        p.comparable as any_same,
        k.kind,
        b.score as score_before,
        a.score,
        b.score_low as before_low,
        b.score_high as before_high,
        a.score_low as after_low,
        a.score_high as after_high,
        r.rank_before_in_both,
        r.rank_in_both,
        r.ranked_in_both,
        r.ranked_before,
        r.ranked,
        x.own_known,
        x.before_known,
        x.before_services,
        x.before_elements,
        x.before_answers,
        x.after_known,
        x.after_services,
        x.after_elements,
        x.after_answers,
        x.n_own,
        x.n_before,
        x.n_known,
        x.n_after,
        x.own_known is not null and x.before_answers is not null and x.after_answers is not null as compares,
        x.n_after = x.n_known and x.n_before = x.n_own
        -- Equal counts may be of different answers: a service may use its group's level first, and its own later.
        and abs(x.after_answers - x.after_known) <= rounding_tolerance()
        and abs(x.before_answers - x.before_known) <= rounding_tolerance() as of_all,
        b.n_scored + b.n_printed as n_before_known,
        b.n_expected as n_before_expected,
        a.n_scored + a.n_printed as n_after_known,
        a.n_expected as n_after_expected,
        -- Also true for a known answer whose counterpart, in a different indicator, is missing.
        a.n_expected > a.n_scored + a.n_printed or b.n_expected > b.n_scored + b.n_printed
        or x.n_known < a.n_scored + a.n_printed or x.n_own < b.n_scored + b.n_printed as is_open,
        a.n_printed + b.n_printed > 0 as is_printed
    from scored.comparisons p
    join kinds k on k.comparison = p.comparison
    join published a on a.target = k.target
    left join compared.set_scores x
        on x.comparison = p.comparison and x.target = a.target and x.scope = a.scope
    left join scored.matched_units m on m.comparison = p.comparison and m.unit = a.target
    left join published b
        on b.target = m.unit_before and b.scope = a.scope and (p.comparable or b.is_total)
    left join compared.shared_ranks r
        on r.comparison = p.comparison and r.target = a.target and r.scope = a.scope
),
differences as (
    select
        *,
        score - score_before as moved,
        after_low - before_high as moved_low,
        after_high - before_low as moved_high,
        before_known - own_known as by_rule,
        (after_known - after_services) - (before_known - before_services) as by_services,
        (after_services - after_elements) - (before_services - before_elements) as by_methodology,
        (after_elements - after_answers) - (before_elements - before_answers) as by_applicability,
        after_answers - before_answers as by_answers,
        (after_low - before_high) - (after_known - own_known) as by_unknown_low,
        (after_high - before_low) - (after_known - own_known) as by_unknown_high
    from sides
),
-- A difference of two scores, or of two differences, that rounding alone can explain is not a change.
changes as (
    select
        *,
        case when compares then beyond_rounding(moved, rounding_tolerance()) end as change,
        case when compares then beyond_rounding(moved_low, rounding_tolerance()) end as change_low,
        case when compares then beyond_rounding(moved_high, rounding_tolerance()) end as change_high,
        case when compares then beyond_rounding(by_rule, rounding_tolerance()) end as rule,
        case when compares then beyond_rounding(by_services, 2 * rounding_tolerance()) end as services,
        case when compares then beyond_rounding(by_methodology, 2 * rounding_tolerance()) end as methodology,
        case when compares then beyond_rounding(by_applicability, 2 * rounding_tolerance()) end as applicability,
        case when compares then beyond_rounding(by_answers, rounding_tolerance()) end as answers,
        case when compares then beyond_rounding(by_unknown_low, 2 * rounding_tolerance()) end as unknown_low,
        case when compares then beyond_rounding(by_unknown_high, 2 * rounding_tolerance()) end as unknown_high
    from differences
)
select
    comparison,
    target,
    scope,
    score_before,
    score,
    change,
    change_low,
    change_high,
    rule,
    services,
    methodology,
    applicability,
    answers,
    unknown_low,
    unknown_high,
    case
        when not compares then 'no'
        when of_all and not is_open then 'yes'
        else 'partly'
    end as comparable,
    case
        when not any_same then 'methodology'
        when kind not in ('same', 'renamed') then kind
        when not compares and n_before_known = 0 and n_before_expected > 0 then 'unknown_before'
        when not compares and n_after_known = 0 and n_after_expected > 0 then 'unknown'
        when not compares and n_after_expected = 0 then 'not_applicable'
        when not compares and n_before_expected is null then 'not_asked_before'
        when not compares and n_before_expected = 0 then 'not_applicable_before'
        when not compares then 'nothing_in_both'
        when of_all and not is_open then null
        else
            case when is_printed then 'in_part_printed' else 'in_part' end
            || case
                when is_open then '_open'
                when n_after = n_known and n_before = n_own then '_counting_others'
                else ''
            end
    end as why_code,
    n_after,
    n_known,
    n_before,
    n_own,
    rank_before_in_both,
    rank_in_both,
    ranked_in_both,
    ranked_before,
    ranked
from changes
order by comparison, target, scope
