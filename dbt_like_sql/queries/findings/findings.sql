-- Findings of an edition, first those that its report states.
select * from public.findings
where edition = $edition
order by stated desc, finding
