-- How much each company's total changed since the previous edition.
select
    b.edition_before as since, b.comparable as has_same, c.company, c.change, c.change_low, c.change_high,
    round(c.answers, 9) as answers
from public.comparisons b
left join public.company_changes c on c.edition_before = b.edition_before and c.scope = 'total'
where b.neighbour
order by round(c.answers, 9) desc nulls last, c.company
