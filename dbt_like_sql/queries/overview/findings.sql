-- Confirmed findings: first those that the report states, then the most striking.
select *
from public.findings
where verdict = 'confirmed'
order by
    stated desc,
    array_position(['only', 'none', 'almost_none', 'almost_all', 'majority', 'minority'], claim),
    n desc,
    finding
