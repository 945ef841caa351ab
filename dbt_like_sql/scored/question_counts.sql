-- The lowest and highest possible number of companies or services that do what a question asks, and which ones
-- certainly do.
-- Grain: edition, question.
with named as (
    select
        q.question,
        u.edition,
        q.does_low,
        q.does_high,
        u.company || case u.kind when 'company' then '' else '/' || u.service end as id,
        coalesce(s.name_en, c.name_en) as name_en,
        case u.kind when 'company' then c.name_ru else s.name_ru end as name_ru,
        case u.kind when 'company' then c.name_kk else s.name_kk end as name_kk
    from scored.question_units q
    join staged.units u on u.unit = q.target
    join staged.companies c on c.edition = u.edition and c.company = u.company
    left join staged.services s on s.edition = u.edition and s.company = u.company and s.service = u.service
)
select
    q.edition,
    q.question,
    q.units,
    q.measure,
    count(n.question) as n,
    count(n.question) filter (where n.does_low) as n_low,
    count(n.question) filter (where n.does_high) as n_high,
    in_one_text(case when n.does_low then n.id end, ';') as names,
    in_one_text(case when n.does_low then n.name_en end, ', ') as names_en,
    in_one_text(case when n.does_low then coalesce(n.name_ru, n.name_en) end, ', ') as names_ru,
    in_one_text(case when n.does_low then coalesce(n.name_kk, n.name_en) end, ', ') as names_kk
from staged.questions q
left join named n on n.edition = q.edition and n.question = q.question
group by q.edition, q.question, q.units, q.measure
order by q.edition, q.question
