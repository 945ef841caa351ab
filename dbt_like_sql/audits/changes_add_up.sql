-- The components of each change add up to it and, with missing answers, to its bounds.
select edition, edition_before, company, target, scope, change, rule, services, methodology, applicability, answers
from compared.score_changes
where
    comparable <> 'no' and (
        abs(change_low - (rule + services + methodology + applicability + answers + unknown_low)) > sum_tolerance()
        or abs(change_high - (rule + services + methodology + applicability + answers + unknown_high)) > sum_tolerance()
        or (
            change is not null and unknown_low = 0 and unknown_high = 0
            and abs(change - (rule + services + methodology + applicability + answers)) > sum_tolerance()
        )
        or unknown_low > unknown_high
    )
order by edition, edition_before, company, target, scope
