-- Each score of a later edition over the sets of answers that its comparison needs: on both sides under the later
-- edition's rule, and the previous edition's answers under their own rule.
-- Grain: comparison, target, scope.
with found as (
    select
        m.comparison,
        m.unit as target,
        s.scope,
        case x.purpose when 'own_rule' then 'own' else x.side end as side,
        x.answer_set,
        s.score_low as score,
        s.n_scored + s.n_printed as n_scored
    from scored.matched_units m
    join scored.scenarios x on x.comparison = m.comparison
    join scored.scope_scores s
        on s.scenario = x.scenario and s.target = case x.side when 'after' then m.unit else m.unit_before end
    where m.has_scores
)
select
    comparison,
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
group by comparison, target, scope
order by comparison, target, scope
