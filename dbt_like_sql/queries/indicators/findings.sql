-- Findings with the scopes that they concern.
select f.*, q.scopes
from public.findings f
join public.questions q on q.question = f.question
order by f.stated desc, f.finding
