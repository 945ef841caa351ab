-- How much each target's total would rise if an answer that is missing or below full points had full points: the
-- answer's weight times the missing points, as whole numbers. A printed level score is one row with an empty element.
-- Grain: target, service, strand, indicator, element.
with missing as (
    select
        w.target,
        w.service,
        w.strand,
        w.indicator,
        w.element,
        w.weight,
        p.points_low,
        p.points_high,
        nearest(w.weight * (full_score() - p.points_high)) as gain_low,
        nearest(w.weight * (full_score() - p.points_low)) as gain_high
    from scored.answer_weights w
    join scored.scenarios x on x.scenario = w.scenario and x.purpose = 'actual'
    join staged.codes k on k.number = w.scope and k.code = 'total'
    join scored.weighted_answers p
        on p.scenario = w.scenario and p.service = w.service and p.strand = w.strand and p.indicator = w.indicator
        and p.element = w.element
    where p.points_low < full_score()
),
-- Gains that differ only by rounding are equal, and ordered by their codes; a wider gap begins the next group of equal
-- gains.
gaps as (
    select
        *,
        case when gain_low - lag(gain_low) over low <= rounding_tolerance() then 0 else 1 end as opens_low,
        case when gain_high - lag(gain_high) over high <= rounding_tolerance() then 0 else 1 end as opens_high
    from missing
    window
        low as (partition by target order by gain_low),
        high as (partition by target order by gain_high)
),
standings as (
    select
        *,
        sum(opens_low) over (partition by target order by gain_low) as standing_low,
        sum(opens_high) over (partition by target order by gain_high) as standing_high
    from gaps
)
select
    target,
    service,
    strand,
    indicator,
    element,
    points_low,
    points_high,
    weight,
    gain_low,
    gain_high,
    cast(row_number() over (
        partition by target order by standing_low desc, standing_high desc, indicator, element, service, strand
    ) as integer) as position
from standings
order by target, service, strand, indicator, element
