-- No printed rank lies outside the range that the scores leave open.
-- Blocking: no. The source may have ranked by rounded scores, or erred.
with ranks as (
    select edition, company, '' as service, scope, rank_low, rank_high
    from public.company_scores
    union all
    select edition, company, service, scope, rank_low, rank_high
    from public.service_scores
)
select p.edition, p.company, p.service, p.scope, p.rank as printed, r.rank_low, r.rank_high
from staged.published_ranks p
join ranks r on r.edition = p.edition and r.company = p.company and r.service = p.service and r.scope = p.scope
where p.rank < r.rank_low or p.rank > r.rank_high
order by p.edition, p.company, p.service, p.scope
