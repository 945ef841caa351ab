-- Totals and category scores of services, ordered by rank.
select s.*
from public.service_scores s
join public.service_scores t on t.company = s.company and t.service = s.service and t.scope = 'total'
where s.scope = 'total' or s.scope in (select category from public.categories)
order by t.rank_low nulls last, t.rank_high, s.company, s.service, s.scope
