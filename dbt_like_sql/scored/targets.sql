-- Which units each score is made of: all of them for a company; the group, the operating company and the service for a
-- service. A service that moved to a different company is made of itself alone.
-- Grain: units_of, target, service.
select units_of, company_unit as target, service, nearness, composite
from scored.placed_units
where not moved
union all
select units_of, service as target, service, nearness, service as composite
from scored.placed_units
where nearness = 1
union all
select s.units_of, s.service as target, u.service, u.nearness, u.service as composite
from scored.placed_units s
join scored.placed_units u on u.units_of = s.units_of and u.company_unit = s.company_unit and u.nearness > 1
where s.nearness = 1 and not s.moved
order by units_of, target, service
