-- Findings of an edition, those that its report states first.
select * from public.findings
where edition = $edition
order by stated desc, finding
