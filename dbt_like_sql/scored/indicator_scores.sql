-- Each target's score on each indicator: the mean of its parts, which are the group, the operating company and the
-- services together. If the methodology does not count the services together, each composite and strand is a part. A
-- composite is the mean of the levels that share it, such as prepaid and postpaid mobile. If the methodology says
-- `nearest`, a service gets the nearest level in which the indicator applies: its own, else the operating company's,
-- else the group's.
-- Grain: scenario, target, indicator.
with rules as (
    select x.scenario, x.units_of, m.services_as_one, m.service_score = 'nearest' as nearest
    from scored.scenarios x
    join staged.methodologies m on m.edition = x.edition
),
composites as (
    select scenario, company_unit, indicator, low, high, n, n_scored, n_expected, n_printed
    from scored.unit_scores
    where nearness = 1 and not moved and not is_shared
    union all
    select
        scenario,
        company_unit,
        indicator,
        rounded_mean(sum(score_low), count(score_low)) as low,
        rounded_mean(sum(score_high), count(score_high)) as high,
        case when count(score_low) = 0 then 0 else 1 end as n,
        cast(sum(n_scored) as bigint) as n_scored,
        cast(sum(n_expected) as bigint) as n_expected,
        cast(sum(n_printed) as bigint) as n_printed
    from scored.placed_levels
    where nearness = 1 and not moved and is_shared
    group by scenario, company_unit, indicator, composite, part
),
services as (
    select
        scenario,
        company_unit,
        indicator,
        cast(sum(low) as bigint) as low,
        cast(sum(high) as bigint) as high,
        cast(sum(n) as bigint) as n,
        cast(sum(n_scored) as bigint) as n_scored,
        cast(sum(n_expected) as bigint) as n_expected,
        cast(sum(n_printed) as bigint) as n_printed
    from composites
    group by scenario, company_unit, indicator
),
-- What a target has itself: a company its services, a service its own score.
own as (
    select
        s.scenario,
        s.company_unit as target,
        s.indicator,
        false as takes_nearest,
        case when r.services_as_one then rounded_mean(s.low, s.n) else s.low end as low,
        case when r.services_as_one then rounded_mean(s.high, s.n) else s.high end as high,
        case when r.services_as_one then least(s.n, 1) else s.n end as n,
        s.n_scored,
        s.n_expected,
        s.n_printed
    from services s
    join rules r on r.scenario = s.scenario
    union all
    select
        u.scenario, u.service as target, u.indicator, r.nearest as takes_nearest, u.low, u.high, u.n, u.n_scored,
        u.n_expected, u.n_printed
    from scored.unit_scores u
    join rules r on r.scenario = u.scenario
    where u.nearness = 1
),
-- What it has from its group and operating company.
others as (
    select
        u.scenario, t.target, u.indicator, r.nearest and t.target <> u.company_unit as takes_nearest, u.nearness, u.low,
        u.high, u.n, u.n_scored, u.n_expected, u.n_printed
    from scored.unit_scores u
    join rules r on r.scenario = u.scenario
    join scored.targets t on t.units_of = r.units_of and t.service = u.service
    where u.nearness > 1
),
beside as (
    select
        coalesce(s.scenario, o.scenario, g.scenario) as scenario,
        coalesce(s.target, o.target, g.target) as target,
        coalesce(s.indicator, o.indicator, g.indicator) as indicator,
        case
            when not coalesce(s.takes_nearest, o.takes_nearest, g.takes_nearest) then 0
            when s.n_expected > 0 then 1
            when o.n_expected > 0 then 2
            when g.n_expected > 0 then 3
            -- It applies nowhere.
            else 4
        end as nearness,
        s.low as s_low,
        s.high as s_high,
        s.n as s_n,
        s.n_scored as s_scored,
        s.n_expected as s_expected,
        s.n_printed as s_printed,
        o.low as o_low,
        o.high as o_high,
        o.n as o_n,
        o.n_scored as o_scored,
        o.n_expected as o_expected,
        o.n_printed as o_printed,
        g.low as g_low,
        g.high as g_high,
        g.n as g_n,
        g.n_scored as g_scored,
        g.n_expected as g_expected,
        g.n_printed as g_printed
    from own s
    full outer join (select * from others where nearness = 2) o
        on o.scenario = s.scenario and o.target = s.target and o.indicator = s.indicator
    full outer join (select * from others where nearness = 3) g
        on g.scenario = coalesce(s.scenario, o.scenario) and g.target = coalesce(s.target, o.target)
        and g.indicator = coalesce(s.indicator, o.indicator)
)
select
    scenario,
    target,
    indicator,
    rounded_mean(of_sides(nearness, s_low, o_low, g_low), of_sides(nearness, s_n, o_n, g_n)) as score_low,
    rounded_mean(of_sides(nearness, s_high, o_high, g_high), of_sides(nearness, s_n, o_n, g_n)) as score_high,
    of_sides(nearness, s_scored, o_scored, g_scored) as n_scored,
    of_sides(nearness, s_expected, o_expected, g_expected) as n_expected,
    of_sides(nearness, s_printed, o_printed, g_printed) as n_printed,
    cast(case when nearness between 1 and 3 then nearness end as integer) as nearness
from beside
order by scenario, target, indicator
