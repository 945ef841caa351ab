-- How many companies or services do what a question asks, at least and at most, who surely does, and that in words.
-- Grain: edition, question.
with counted as (
    select
        q.edition,
        q.question,
        q.units,
        q.measure,
        q.label_en,
        q.label_ru,
        q.label_kk,
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
    group by q.edition, q.question, q.units, q.measure, q.label_en, q.label_ru, q.label_kk
),
worded as (
    select
        *,
        case
            when n_high = 0 then 'none'
            when n_low = n_high then cast(n_low as varchar)
            else cast(n_low as varchar) || ' to ' || cast(n_high as varchar)
        end || ' of ' || cast(n as varchar) || case units when 'companies' then ' companies' else ' services' end
        || case when n_low between 1 and 3 then ' (' || names_en || ')' else '' end
        || case when n_low < n_high then ', as answers are missing' else '' end as of_en,
        case
            when n_low = n_high then cast(n_low as varchar)
            else cast(n_low as varchar) || '–' || cast(n_high as varchar)
        end || ' из ' || cast(n as varchar) || case units when 'companies' then ' компаний' else ' сервисов' end
        || case when n_low between 1 and 3 then ' (' || names_ru || ')' else '' end
        || case when n_low < n_high then '; часть ответов неизвестна' else '' end as of_ru,
        case units when 'companies' then ' компаниялар: ' else ' сервистер: ' end
        || case
            when n_low = n_high then cast(n_low as varchar)
            else cast(n_low as varchar) || '–' || cast(n_high as varchar)
        end || ' / ' || cast(n as varchar)
        || case when n_low between 1 and 3 then ' (' || names_kk || ')' else '' end
        || case when n_low < n_high then '; жауаптардың бір бөлігі белгісіз' else '' end as of_kk
    from counted
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
    nullif(names_kk, '') as names_kk,
    case measure
        when 'any' then 'something is disclosed by '
        when 'half' then 'at least half of the points for '
        else 'full points for '
    end || of_en as count_en,
    case measure
        when 'any' then 'что-либо раскрывают '
        when 'half' then 'не менее половины баллов у '
        else 'полный балл у '
    end || of_ru as count_ru,
    case measure
        when 'any' then 'бірдеңе ашатын'
        when 'half' then 'баллдың кемінде жартысын алған'
        else 'толық балл алған'
    end || of_kk as count_kk,
    coalesce(label_en, question) as label_en,
    coalesce(label_ru, label_en, question) as label_ru,
    coalesce(label_kk, label_en, question) as label_kk
from worded
order by edition, question
