-- The parts of each change add up to it; with what is unanswered, to its bounds.
select edition, edition_before, company, target, scope, change, rule, services, methodology, applicability, answers
from compared.score_changes
where
    comparable <> 'no' and (
        abs(change_low - (rule + services + methodology + applicability + answers + unknown_low)) > 1000
        or abs(change_high - (rule + services + methodology + applicability + answers + unknown_high)) > 1000
        or (
            change is not null and unknown_low = 0 and unknown_high = 0
            and abs(change - (rule + services + methodology + applicability + answers)) > 1000
        )
        or unknown_low > unknown_high
    )
order by edition, edition_before, company, target, scope
