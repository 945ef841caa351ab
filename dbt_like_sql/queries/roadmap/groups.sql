-- Elements, indicators and recommendations by a target's gain.
select g.*, coalesce(e.label_en, i.label_en, r.text_en) as label, coalesce(e.reversed, false) as reversed
from public.roadmap_groups g
left join public.elements e on e.edition = g.edition and e.element = g.code
left join public.indicators i on i.edition = g.edition and i.indicator = g.code
left join public.recommendations r on r.edition = g.edition and r.recommendation = g.code
where g.edition = $edition and g.company = $company and g.target = $target
order by g.kind, g.position
