-- Components of a change that are not zero for at least one company.
select
    coalesce(bool_or(answers <> 0), false) as answers,
    coalesce(bool_or(applicability <> 0), false) as applicability,
    coalesce(bool_or(services <> 0), false) as services,
    coalesce(bool_or(methodology <> 0), false) as methodology,
    coalesce(bool_or(rule <> 0), false) as rule,
    coalesce(bool_or(unknown_low <> 0 or unknown_high <> 0), false) as unknown
from public.company_changes
where scope = 'total'
