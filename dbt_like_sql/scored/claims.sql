-- What is to be judged: each conclusion that the report of an edition states; and of each question that none answers,
-- every claim.
-- Materialized: no.
-- Grain: edition, claim, finding.
with claims as (
    select * from (
        values ('none'), ('only'), ('almost_none'), ('almost_all'), ('minority'), ('majority')
    ) as v (claim)
)
select edition, claim, finding, question, names, true as stated
from staged.stated_findings
union all
select q.edition, c.claim, q.question as finding, q.question, cast(null as varchar) as names, false as stated
from staged.questions q
anti join staged.stated_findings s on s.edition = q.edition and s.question = q.question
cross join claims c
order by edition, claim, finding
