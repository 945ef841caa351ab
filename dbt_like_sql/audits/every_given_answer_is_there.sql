-- Each given answer is scored, not applicable, or listed as missing; none is lost, and none counts twice.
with given as (
    select edition, count(*) as rows_in
    from staged.given_answers
    group by edition
),
kept as (
    select g.edition, count(*) as rows_kept
    from staged.given_answers g
    join public.answers a
        on a.edition = g.edition and a.company = g.company and a.service = g.service and a.strand = g.strand
        and a.element = g.element
    where a.answer = g.answer or (a.answer is null and g.answer is null)
    group by g.edition
)
select g.edition, g.rows_in, coalesce(k.rows_kept, 0) as rows_kept
from given g
left join kept k on k.edition = g.edition
where g.rows_in <> coalesce(k.rows_kept, 0)
order by g.edition
