-- Almost all do: at least four in five. Denied once what is known rules it out; where nobody is asked, nothing is known.
-- Materialized: no.
-- Grain: edition, finding.
select
    a.edition,
    a.finding,
    case
        when c.n = 0 then 'unknown'
        when 5 * c.n_low >= 4 * c.n then 'confirmed'
        when 5 * c.n_high < 4 * c.n then 'denied'
        else 'unknown'
    end as verdict,
    case when c.n_low = c.n then 'All.' else 'Almost all.' end as lead_en,
    case when c.n_low = c.n then 'Все.' else 'Почти все.' end as lead_ru,
    case when c.n_low = c.n then 'Барлығы.' else 'Дерлік барлығы.' end as lead_kk
from scored.claims a
join scored.question_counts c on c.edition = a.edition and c.question = a.question
where a.claim = 'almost_all'
order by a.edition, a.finding
