-- Companies ordered by rank.
select company from public.company_scores where scope = 'total'
order by rank_low nulls last, rank_high, company
