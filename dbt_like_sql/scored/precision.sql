-- How close two scores of an edition must be to count as equal, and the unit to which scores are rounded before they
-- are ranked or printed: (score + half) // unit. `half` includes the tolerance, so that an exact half is rounded up
-- even if the rounding of means has made it slightly smaller.
-- Grain: edition.
with decimals as (
    select m.edition, m.printed_decimals, coalesce(e.rank_decimals, m.rank_decimals) as rank_decimals
    from staged.methodologies m
    join staged.editions e on e.edition = m.edition
),
units as (
    select
        edition,
        rank_decimals,
        cast(rpad('1', 13 - coalesce(rank_decimals, 12), '0') as bigint) as rank_unit,
        cast(rpad('1', 13 - printed_decimals, '0') as bigint) as printed_unit
    from decimals
)
select
    edition,
    rank_unit,
    case when rank_decimals is null then cast(0 as bigint) else rank_unit // 2 + rounding_tolerance() end as rank_half,
    -- Rounded scores need no tolerance.
    case when rank_decimals is null then rounding_tolerance() else cast(0 as bigint) end as rank_gap,
    printed_unit,
    printed_unit // 2 + rounding_tolerance() as printed_half
from units
order by edition
