-- Previous editions that share something with this one, the newest first.
select edition_before
from public.comparisons
where comparable
order by edition_before desc
