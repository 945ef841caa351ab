-- The claims to test: each conclusion stated in an edition's report and, for each question without a stated conclusion,
-- every possible claim, the strongest first.
-- Grain: edition, claim, finding.
with claims as (
    select * from (
        values ('none', 1), ('only', 2), ('almost_none', 3), ('almost_all', 4), ('minority', 5), ('majority', 6)
    ) as v (claim, position)
)
select f.edition, f.claim, f.finding, f.question, f.names, true as stated, c.position
from staged.stated_findings f
join claims c on c.claim = f.claim
union all
select
    q.edition, c.claim, q.question as finding, q.question, cast(null as varchar) as names, false as stated, c.position
from staged.questions q
anti join staged.stated_findings s on s.edition = q.edition and s.question = q.question
cross join claims c
order by edition, claim, finding
