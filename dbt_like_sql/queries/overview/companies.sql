-- Totals and category scores of companies, ordered by rank.
select s.*
from public.company_scores s
join public.company_scores t on t.company = s.company and t.scope = 'total'
where s.scope = 'total' or s.scope in (select category from public.categories)
order by t.rank_low nulls last, t.rank_high, s.company, s.scope
