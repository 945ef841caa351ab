-- How much each indicator contributes to the component `answers` of each change: its share times its own change over
-- the answers that both editions scored. A difference that rounding alone can explain is not a change.
-- Grain: edition, edition_before, company, target, scope, indicator.
select
    h.edition,
    x.other_edition as edition_before,
    h.company,
    h.target,
    h.scope,
    h.indicator,
    s.before_answers as score_before,
    s.after_answers as score,
    h.share as weight,
    as_points(h.share * beyond_rounding(s.after_answers - s.before_answers, p.tolerance)) as contribution
from scored.scope_shares h
join scored.scenarios x on x.edition = h.edition and x.scenario = h.scenario and x.purpose = 'comparison'
join scored.precision p on p.edition = h.edition
join compared.set_scores s
    on s.edition = h.edition and s.edition_before = x.other_edition and s.company = h.company and s.target = h.target
    and s.scope = h.indicator
order by h.edition, x.other_edition, h.company, h.target, h.scope, h.indicator
