-- One target's answers below full points, the largest gains first.
select r.*, e.label_en as label, coalesce(e.reversed, false) as reversed
from public.roadmap r
left join public.elements e on e.edition = r.edition and e.element = r.element
where r.edition = $edition and r.company = $company and r.target = $target
order by r.position
