-- The change of each score between two editions, and its components, which add up to it. Their order is a convention:
-- first `rule`; then answers over what both editions scored; then applicability, methodology and services, each the
-- difference made by adding one more group of answers. What only one edition knows is a range.
-- Grain: edition, edition_before, company, target, scope.
with kinds as (
    -- Of several kinds, prefer one that keeps the company or service; else take the first, to be deterministic.
    select
        edition, edition_before, company, 'company' as target,
        coalesce(min(kind) filter (where kind in ('same', 'renamed')), min(kind)) as kind
    from staged.company_matches
    where company <> ''
    group by edition, edition_before, company
    union all
    select
        edition, edition_before, company, service as target,
        coalesce(min(kind) filter (where kind in ('same', 'renamed')), min(kind)) as kind
    from staged.service_matches
    where service <> ''
    group by edition, edition_before, company, service
),
-- If nothing is comparable because the rule is different, only the two totals are listed.
sides as (
    select
        p.edition,
        p.edition_before,
        a.company,
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
        t.tolerance,
        x.own_known is not null and x.before_answers is not null and x.after_answers is not null as compares,
        x.n_after = x.n_known and x.n_before = x.n_own
        -- Equal counts may be of different answers: a service may use its group's level first, and its own later.
        and abs(x.after_answers - x.after_known) <= t.tolerance
        and abs(x.before_answers - x.before_known) <= t.tolerance as of_all,
        b.n_scored + b.n_printed as n_before_known,
        b.n_expected as n_before_expected,
        a.n_scored + a.n_printed as n_after_known,
        a.n_expected as n_after_expected,
        -- Also true for a known answer whose counterpart, in a different indicator, is missing.
        a.n_expected > a.n_scored + a.n_printed or b.n_expected > b.n_scored + b.n_printed
        or x.n_known < a.n_scored + a.n_printed or x.n_own < b.n_scored + b.n_printed as is_open,
        a.n_printed + b.n_printed > 0 as is_printed
    from staged.comparisons p
    join scored.precision t on t.edition = p.edition
    join scored.scope_scores a on a.edition = p.edition and a.scenario = 'actual'
    join kinds k
        on k.edition = p.edition and k.edition_before = p.edition_before and k.company = a.company
        and k.target = a.target
    left join compared.set_scores x
        on x.edition = p.edition and x.edition_before = p.edition_before and x.company = a.company
        and x.target = a.target and x.scope = a.scope
    left join compared.matched_targets m
        on m.edition = p.edition and m.edition_before = p.edition_before and m.company = a.company
        and m.target = a.target
    left join scored.scope_scores b
        on b.edition = p.edition_before and b.scenario = 'actual' and b.company = m.company_before
        and b.target = m.target_before and b.scope = a.scope and (p.comparable or b.scope = 'total')
    left join compared.shared_ranks r
        on r.edition = p.edition and r.edition_before = p.edition_before and r.company = a.company
        and r.target = a.target and r.scope = a.scope
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
        case when compares and abs(moved) <= tolerance then 0 when compares then moved end as change,
        case when compares and abs(moved_low) <= tolerance then 0 when compares then moved_low end as change_low,
        case when compares and abs(moved_high) <= tolerance then 0 when compares then moved_high end as change_high,
        case when compares and abs(by_rule) <= tolerance then 0 when compares then by_rule end as rule,
        case when compares and abs(by_services) <= 2 * tolerance then 0 when compares then by_services end as services,
        case
            when compares and abs(by_methodology) <= 2 * tolerance then 0 when compares then by_methodology
        end as methodology,
        case
            when compares and abs(by_applicability) <= 2 * tolerance then 0 when compares then by_applicability
        end as applicability,
        case when compares and abs(by_answers) <= tolerance then 0 when compares then by_answers end as answers,
        case
            when compares and abs(by_unknown_low) <= 2 * tolerance then 0 when compares then by_unknown_low
        end as unknown_low,
        case
            when compares and abs(by_unknown_high) <= 2 * tolerance then 0 when compares then by_unknown_high
        end as unknown_high
    from differences
)
select
    edition,
    edition_before,
    company,
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
order by edition, edition_before, company, target, scope
