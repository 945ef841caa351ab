-- Most do not: fewer than half do. Denied once what is known rules it out; where nobody is asked, nothing is known.
-- Materialized: no.
-- Grain: edition, finding.
select
    a.edition,
    a.finding,
    case
        when c.n = 0 then 'unknown'
        when 2 * c.n_high < c.n then 'confirmed'
        when 2 * c.n_low >= c.n then 'denied'
        else 'unknown'
    end as verdict,
    'Fewer than half.' as lead_en,
    'Меньше половины.' as lead_ru,
    'Жартысынан азы.' as lead_kk
from scored.claims a
join scored.question_counts c on c.edition = a.edition and c.question = a.question
where a.claim = 'minority'
order by a.edition, a.finding
