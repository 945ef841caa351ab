-- How much each target's total would rise if an answer that is missing or below full points had full points: the
-- answer's weight times the missing points, as whole numbers. A printed level score is one row with an empty element.
-- Grain: edition, company, target, service, strand, indicator, element.
with points as (
    select
        edition, company, service, strand, indicator, element, answer, status, points, points_low, points_high
    from staged.answers
    union all
    select
        edition,
        company,
        service,
        strand,
        indicator,
        '' as element,
        cast(null as varchar) as answer,
        status,
        score as points,
        score_low as points_low,
        score_high as points_high
    from scored.level_scores
    where scenario = 'actual' and whole
),
missing as (
    select
        w.edition,
        w.company,
        w.target,
        w.service,
        w.strand,
        w.indicator,
        w.element,
        p.answer,
        p.status,
        p.points,
        w.weight,
        nearest(w.weight * (full_score() - p.points_high)) as gain_low,
        nearest(w.weight * (full_score() - p.points_low)) as gain_high
    from scored.answer_weights w
    join points p
        on p.edition = w.edition and p.company = w.company and p.service = w.service and p.strand = w.strand
        and p.indicator = w.indicator and p.element = w.element
    where w.scenario = 'actual' and w.scope = 'total' and p.points_low < full_score()
),
-- Gains that differ only by rounding are equal and ordered by code; a wider gap starts the next group of equal
-- gains.
gaps as (
    select
        m.*,
        case when m.gain_low - lag(m.gain_low) over low <= p.tolerance then 0 else 1 end as opens_low,
        case when m.gain_high - lag(m.gain_high) over high <= p.tolerance then 0 else 1 end as opens_high
    from missing m
    join scored.precision p on p.edition = m.edition
    window
        low as (partition by m.edition, m.company, m.target order by m.gain_low),
        high as (partition by m.edition, m.company, m.target order by m.gain_high)
),
standings as (
    select
        *,
        sum(opens_low) over (partition by edition, company, target order by gain_low) as standing_low,
        sum(opens_high) over (partition by edition, company, target order by gain_high) as standing_high
    from gaps
)
select
    edition,
    company,
    target,
    service,
    strand,
    indicator,
    element,
    answer,
    status,
    points,
    weight,
    gain_low,
    gain_high,
    cast(row_number() over (
        partition by edition, company, target
        order by standing_low desc, standing_high desc, indicator, element, service, strand
    ) as integer) as position
from standings
order by edition, company, target, service, strand, indicator, element
