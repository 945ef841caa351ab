-- The numbers of indicators, families, categories, elements and strands, in the order of their codes: other tables refer
-- to a code by its number, and sort by it. The empty code is 0.
-- Grain: number.
with codes as (
    select code
    from (values (''), ('all'), ('total')) as v (code)
    union
    select indicator as code
    from staged.indicators
    union
    select family as code
    from staged.indicators
    union
    select category as code
    from staged.indicators
    union
    select element as code
    from staged.elements
    union
    select strand as code
    from staged.strands
)
select cast(row_number() over (order by code) - 1 as integer) as number, code
from codes
order by number
