-- The components of each change add up to it and, with missing answers, to its bounds.
select
    p.edition, p.edition_before, u.company, u.service as target, k.code as scope, c.change, c.rule, c.services,
    c.methodology, c.applicability, c.answers
from compared.score_changes c
join scored.comparisons p on p.comparison = c.comparison
join staged.units u on u.unit = c.target
join staged.codes k on k.number = c.scope
where
    c.comparable <> 'no' and (
        beyond_rounding(
            c.change_low - (c.rule + c.services + c.methodology + c.applicability + c.answers + c.unknown_low),
            sum_tolerance()
        ) <> 0
        or beyond_rounding(
            c.change_high - (c.rule + c.services + c.methodology + c.applicability + c.answers + c.unknown_high),
            sum_tolerance()
        ) <> 0
        or (
            c.change is not null and c.unknown_low = 0 and c.unknown_high = 0
            and beyond_rounding(
                c.change - (c.rule + c.services + c.methodology + c.applicability + c.answers), sum_tolerance()
            ) <> 0
        )
        or c.unknown_low > c.unknown_high
    )
order by c.comparison, c.target, c.scope
