-- How the companies of the two editions match.
select kind, note, nullif(company, '') as company, nullif(company_before, '') as company_before
from public.company_matches
order by coalesce(nullif(company, ''), company_before), company_before
