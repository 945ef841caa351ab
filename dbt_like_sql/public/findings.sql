-- The conclusions that the report of an edition states, with what the data say of each; and of the questions that it
-- does not answer, the strongest claim that the data confirm, as it is published.
-- Grain: edition, finding.
with judged as (
    select edition, finding, 'none' as claim, 1 as strength, verdict, lead_en, lead_ru, lead_kk
    from findings.none_do
    union all
    select edition, finding, 'only' as claim, 2 as strength, verdict, lead_en, lead_ru, lead_kk
    from findings.only_these_do
    union all
    select edition, finding, 'almost_none' as claim, 3 as strength, verdict, lead_en, lead_ru, lead_kk
    from findings.almost_none_do
    union all
    select edition, finding, 'almost_all' as claim, 4 as strength, verdict, lead_en, lead_ru, lead_kk
    from findings.almost_all_do
    union all
    select edition, finding, 'minority' as claim, 5 as strength, verdict, lead_en, lead_ru, lead_kk
    from findings.few_do
    union all
    select edition, finding, 'majority' as claim, 6 as strength, verdict, lead_en, lead_ru, lead_kk
    from findings.most_do
),
ordered as (
    select
        j.edition,
        j.finding,
        j.claim,
        j.verdict,
        j.lead_en,
        j.lead_ru,
        j.lead_kk,
        a.question,
        a.stated,
        row_number() over (partition by j.edition, j.finding order by j.strength) as place
    from judged j
    join scored.claims a on a.edition = j.edition and a.claim = j.claim and a.finding = j.finding
    where a.stated or j.verdict = 'confirmed'
)
select
    o.edition,
    o.finding,
    o.stated,
    o.question,
    o.claim,
    c.units,
    o.verdict,
    c.n,
    c.n_low,
    c.n_high,
    c.names,
    s.text_en,
    s.text_ru,
    s.text_kk,
    case o.verdict when 'confirmed' then o.lead_en when 'denied' then 'Not so.' else 'Not known yet.' end
    || ' ' || c.label_en || ': ' || c.count_en || '.' as sentence_en,
    case o.verdict when 'confirmed' then o.lead_ru when 'denied' then 'Это не так.' else 'Пока неизвестно.' end
    || ' ' || c.label_ru || ': ' || c.count_ru || '.' as sentence_ru,
    case o.verdict when 'confirmed' then o.lead_kk when 'denied' then 'Олай емес.' else 'Әзірге белгісіз.' end
    || ' ' || c.label_kk || ': ' || c.count_kk || '.' as sentence_kk,
    s.note_en,
    s.note_ru,
    s.note_kk
from ordered o
join scored.question_counts c on c.edition = o.edition and c.question = o.question
left join staged.stated_findings s on o.stated and s.edition = o.edition and s.finding = o.finding
where o.place = 1
order by o.edition, o.finding
