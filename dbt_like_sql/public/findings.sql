-- The conclusions stated in an edition's report, with what the data say about each; and, for questions without a stated
-- conclusion, the strongest claim that the data confirm.
-- Grain: edition, finding.
with ordered as (
    select
        a.edition,
        a.finding,
        a.stated,
        a.question,
        a.claim,
        v.verdict,
        row_number() over (partition by a.edition, a.finding order by a.position) as place
    from scored.findings_to_judge a
    join scored.verdicts v on v.edition = a.edition and v.claim = a.claim and v.finding = a.finding
    where a.stated or v.verdict = 'confirmed'
),
judged as (
    select
        o.edition,
        o.finding,
        o.stated,
        o.question,
        o.claim,
        o.verdict,
        c.units,
        c.measure,
        c.n,
        c.n_low,
        c.n_high,
        c.names,
        c.names_en,
        c.names_ru,
        c.names_kk,
        coalesce(q.label_en, q.question) as label_en,
        coalesce(q.label_ru, q.label_en, q.question) as label_ru,
        coalesce(q.label_kk, q.label_en, q.question) as label_kk,
        case
            when o.verdict <> 'confirmed' then o.verdict
            when o.claim = 'almost_all' and c.n_low = c.n then 'all'
            when o.claim = 'almost_none' and c.n_high = 0 then 'none'
            else o.claim
        end as lead,
        case when c.n_high = 0 then 'none' when c.n_low = c.n_high then 'exactly' else 'between' end as how_many
    from ordered o
    join scored.question_counts c on c.edition = o.edition and c.question = o.question
    join staged.questions q on q.edition = o.edition and q.question = o.question
    where o.place = 1
),
sentences as (
    select
        j.edition,
        j.finding,
        l.language,
        l.text || ' ' || case l.language when 'ru' then j.label_ru when 'kk' then j.label_kk else j.label_en end
        || ': ' || replace(
            c.text, '{how_many}',
            replace(replace(h.text, '{n_low}', cast(j.n_low as varchar)), '{n_high}', cast(j.n_high as varchar))
        )
        || case
            when j.n_low not between 1 and 3 then ''
            else
                ' (' || case l.language when 'ru' then j.names_ru when 'kk' then j.names_kk else j.names_en end || ')'
        end
        || case when j.n_low < j.n_high then m.text else '' end || '.' as sentence
    from judged j
    join staged.texts l on l.code = 'finding.' || j.lead and l.code like 'finding.%'
    join staged.texts c
        on c.language = l.language and c.code = 'count.' || j.measure || '.' || j.units and c.n = j.n
    join staged.texts h
        on h.language = l.language and h.code = 'how_many.' || j.how_many and h.code like 'how_many.%'
    join staged.texts m on m.language = l.language and m.code = 'missing'
)
select
    j.edition,
    j.finding,
    j.stated,
    j.question,
    j.claim,
    j.units,
    j.verdict,
    j.n,
    j.n_low,
    j.n_high,
    j.names,
    s.text_en,
    s.text_ru,
    s.text_kk,
    en.sentence as sentence_en,
    ru.sentence as sentence_ru,
    kk.sentence as sentence_kk,
    s.note_en,
    s.note_ru,
    s.note_kk
from judged j
join sentences en on en.edition = j.edition and en.finding = j.finding and en.language = 'en'
join sentences ru on ru.edition = j.edition and ru.finding = j.finding and ru.language = 'ru'
join sentences kk on kk.edition = j.edition and kk.finding = j.finding and kk.language = 'kk'
left join staged.stated_findings s on j.stated and s.edition = j.edition and s.finding = j.finding
order by j.edition, j.finding
