-- The lowest and highest possible number of companies or services that do what a question asks, and which ones
-- certainly do.
-- Grain: edition, question.
with counted as (
    select
        q.edition,
        q.question,
        q.units,
        q.measure,
        count(u.company) as n,
        count(u.company) filter (where u.does_low) as n_low,
        count(u.company) filter (where u.does_high) as n_high,
        array_to_string(list_sort(array_agg(
            case when u.does_low then u.company || case u.target when 'company' then '' else '/' || u.target end end
        )), ';') as names,
        array_to_string(list_sort(array_agg(
            case when u.does_low then case u.target when 'company' then c.name_en else s.name_en end end
        )), ', ') as names_en,
        array_to_string(list_sort(array_agg(
            case when u.does_low then coalesce(
                case u.target when 'company' then c.name_ru else s.name_ru end,
                case u.target when 'company' then c.name_en else s.name_en end
            ) end
        )), ', ') as names_ru,
        array_to_string(list_sort(array_agg(
            case when u.does_low then coalesce(
                case u.target when 'company' then c.name_kk else s.name_kk end,
                case u.target when 'company' then c.name_en else s.name_en end
            ) end
        )), ', ') as names_kk
    from staged.questions q
    left join scored.question_units u on u.edition = q.edition and u.question = q.question
    left join staged.companies c on c.edition = u.edition and c.company = u.company
    left join staged.services s on s.edition = u.edition and s.company = u.company and s.service = u.target
    group by q.edition, q.question, q.units, q.measure
)
select
    edition,
    question,
    units,
    measure,
    n,
    n_low,
    n_high,
    nullif(names, '') as names,
    nullif(names_en, '') as names_en,
    nullif(names_ru, '') as names_ru,
    nullif(names_kk, '') as names_kk
from counted
order by edition, question
