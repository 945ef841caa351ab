-- Each company's gain from each recommendation; shares are percent of the largest gain.
select
    *,
    max(gain_high) over () as most,
    100 * gain_low / nullif(max(gain_high) over (), 0) as share_low,
    100 * (gain_high - gain_low) / nullif(max(gain_high) over (), 0) as share_open
from public.roadmap_groups
where kind = 'recommendation' and target = 'company'
order by round(gain_high, 9) desc, round(gain_low, 9) desc, company
