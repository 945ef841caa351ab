-- Almost nobody does: at most one in five. Denied once what is known rules it out; where nobody is asked, nothing is known.
-- Materialized: no.
-- Grain: edition, finding.
select
    a.edition,
    a.finding,
    case
        when c.n = 0 then 'unknown'
        when 5 * c.n_high <= c.n then 'confirmed'
        when 5 * c.n_low > c.n then 'denied'
        else 'unknown'
    end as verdict,
    case when c.n_high = 0 then 'Nobody.' else 'Almost nobody.' end as lead_en,
    case when c.n_high = 0 then 'Никто.' else 'Почти никто.' end as lead_ru,
    case when c.n_high = 0 then 'Ешкім.' else 'Дерлік ешкім.' end as lead_kk
from scored.claims a
join scored.question_counts c on c.edition = a.edition and c.question = a.question
where a.claim = 'almost_none'
order by a.edition, a.finding
