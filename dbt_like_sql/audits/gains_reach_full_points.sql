-- If every answer had full points, the total would be 100: a target's gains add up to the missing points, by answer,
-- element and indicator.
with gained as (
    select target, 'answer' as kind, count(*) as n_answers, sum(gain_low) as gain_low, sum(gain_high) as gain_high
    from scored.gains
    group by target
    union all
    select target, kind, sum(n_answers) as n_answers, sum(gain_low) as gain_low, sum(gain_high) as gain_high
    from scored.gain_groups
    where kind <> 'recommendation'
    group by target, kind
)
select u.edition, u.company, u.service as target, g.kind, s.score_low, g.gain_high, s.score_high, g.gain_low
from scored.scope_scores s
join scored.scenarios x on x.scenario = s.scenario and x.purpose = 'actual'
join staged.codes k on k.number = s.scope and k.code = 'total'
join staged.units u on u.unit = s.target
join gained g on g.target = s.target
where
    -- Each of the gains is rounded.
    abs(s.score_low + g.gain_high - full_score()) > sum_tolerance() + g.n_answers
    or abs(s.score_high + g.gain_low - full_score()) > sum_tolerance() + g.n_answers
order by s.target, g.kind
