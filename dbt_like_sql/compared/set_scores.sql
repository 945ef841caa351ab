-- Each score of a later edition over the sets of answers that its comparison needs: on both sides under the later
-- edition's rule, and the previous edition's answers under their own rule.
-- Grain: edition, edition_before, company, target, scope.
with questions as (
    select edition, other_edition as edition_before, edition as scored_edition, scenario, side, answer_set
    from scored.scenarios
    where purpose = 'comparison'
    union all
    select
        other_edition as edition, edition as edition_before, edition as scored_edition, scenario, 'own' as side,
        answer_set
    from scored.scenarios
    where purpose = 'own_rule'
),
found as (
    select
        t.edition,
        t.edition_before,
        t.company,
        t.target,
        s.scope,
        q.side,
        q.answer_set,
        s.score_low as score,
        s.n_scored + s.n_printed as n_scored
    from compared.matched_targets t
    join questions q on q.edition = t.edition and q.edition_before = t.edition_before
    join scored.scope_scores s
        on s.edition = q.scored_edition and s.scenario = q.scenario
        and s.company = case q.side when 'after' then t.company else t.company_before end
        and s.target = case q.side when 'after' then t.target else t.target_before end
)
select
    edition,
    edition_before,
    company,
    target,
    scope,
    max(score) filter (where side = 'own') as own_known,
    max(score) filter (where side = 'before' and answer_set = 'known') as before_known,
    max(score) filter (where side = 'before' and answer_set = 'services') as before_services,
    max(score) filter (where side = 'before' and answer_set = 'elements') as before_elements,
    max(score) filter (where side = 'before' and answer_set = 'answers') as before_answers,
    max(score) filter (where side = 'after' and answer_set = 'known') as after_known,
    max(score) filter (where side = 'after' and answer_set = 'services') as after_services,
    max(score) filter (where side = 'after' and answer_set = 'elements') as after_elements,
    max(score) filter (where side = 'after' and answer_set = 'answers') as after_answers,
    coalesce(max(n_scored) filter (where side = 'own'), cast(0 as bigint)) as n_own,
    coalesce(max(n_scored) filter (where side = 'before' and answer_set = 'answers'), cast(0 as bigint)) as n_before,
    coalesce(max(n_scored) filter (where side = 'after' and answer_set = 'known'), cast(0 as bigint)) as n_known,
    coalesce(max(n_scored) filter (where side = 'after' and answer_set = 'answers'), cast(0 as bigint)) as n_after
from found
group by edition, edition_before, company, target, scope
order by edition, edition_before, company, target, scope
