-- Nobody does. Denied once what is known rules it out; where nobody is asked, nothing is known.
-- Materialized: no.
-- Grain: edition, finding.
select
    a.edition,
    a.finding,
    case
        when c.n = 0 then 'unknown'
        when c.n_high = 0 then 'confirmed'
        when c.n_low > 0 then 'denied'
        else 'unknown'
    end as verdict,
    'Nobody.' as lead_en,
    'Никто.' as lead_ru,
    'Ешкім.' as lead_kk
from scored.claims a
join scored.question_counts c on c.edition = a.edition and c.question = a.question
where a.claim = 'none'
order by a.edition, a.finding
