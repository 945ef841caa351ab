-- Changed answers, the largest contributions to the total first.
select * from public.answer_changes
where scope = 'total'
order by abs(round(contribution, 9)) desc nulls last, service, strand, indicator, element
