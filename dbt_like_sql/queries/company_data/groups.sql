-- Elements and recommendations by what each target gains from them.
select * from public.roadmap_groups where kind <> 'indicator' order by company, target, kind, position
