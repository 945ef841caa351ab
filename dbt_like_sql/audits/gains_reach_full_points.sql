-- If every answer had full points, the total would be 100: a target's gains add up to the missing points, by answer,
-- element and indicator.
with gained as (
    select
        edition, company, target, 'answer' as kind, count(*) as n_answers,
        sum(gain_low) as gain_low, sum(gain_high) as gain_high
    from scored.gains
    group by edition, company, target
    union all
    select
        edition, company, target, kind, sum(n_answers) as n_answers,
        sum(gain_low) as gain_low, sum(gain_high) as gain_high
    from scored.gain_groups
    where kind <> 'recommendation'
    group by edition, company, target, kind
)
select s.edition, s.company, s.target, g.kind, s.score_low, g.gain_high, s.score_high, g.gain_low
from scored.scope_scores s
join gained g on g.edition = s.edition and g.company = s.company and g.target = s.target
where
    s.scenario = 'actual' and s.scope = 'total'
    and (
        -- Each gain is rounded.
        abs(s.score_low + g.gain_high - full_score()) > sum_tolerance() + g.n_answers
        or abs(s.score_high + g.gain_low - full_score()) > sum_tolerance() + g.n_answers
    )
order by s.edition, s.company, s.target, g.kind
