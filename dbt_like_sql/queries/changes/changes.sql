-- Changes of the companies' totals; `reach` is the length of the bar, in percent of the width, at most 50.
select * replace (round(answers, 9) as answers), 50 * abs(answers) / nullif(max(abs(answers)) over (), 0) as reach
from public.company_changes
where scope = 'total'
order by comparable <> 'no' desc, round(answers, 9) desc nulls last, round(score, 9) desc nulls last, company
