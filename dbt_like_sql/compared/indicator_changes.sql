-- How much each indicator contributes to the component `answers` of each change: its share times its own change over
-- the answers that both editions scored. A difference that rounding alone can explain is not a change.
-- Grain: comparison, target, scope, indicator.
select
    x.comparison,
    h.target,
    h.scope,
    h.indicator,
    s.before_answers as score_before,
    s.after_answers as score,
    h.share as weight,
    as_points(h.share * beyond_rounding(s.after_answers - s.before_answers, rounding_tolerance())) as contribution
from scored.scope_shares h
join scored.scenarios x on x.scenario = h.scenario and x.purpose = 'comparison'
join compared.set_scores s on s.comparison = x.comparison and s.target = h.target and s.scope = h.indicator
order by x.comparison, h.target, h.scope, h.indicator
