-- Totals of companies in all editions of the series, with the company's id in $edition.
select s.*, n.company as company_now
from public.series_scores s
left join public.series_scores n
    on n.edition = $edition and n.series_id = s.series_id and n.service = s.service and n.scope = s.scope
where s.service = '' and s.scope = 'total'
order by s.edition, s.company
