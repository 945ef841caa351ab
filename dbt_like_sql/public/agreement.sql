-- How far the raters agree, as it is published.
-- Grain: edition, scope.
select
    edition,
    scope,
    n_raters,
    n_units,
    percent_agreement,
    alpha_nominal,
    alpha_ordinal
from staged.agreement
order by edition, scope
