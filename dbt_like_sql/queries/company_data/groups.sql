-- Elements and recommendations by each target's gain.
select * from public.roadmap_groups where kind <> 'indicator' order by company, target, kind, position
