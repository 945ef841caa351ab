-- The answers of two compared editions, each with the indicator of the later edition that it counts in, and the sets of
-- answers that it belongs to. `known`: it has points, and its counterpart in the other edition is not a missing answer;
-- true of every row. `in_services`: also, both editions have its service. `in_elements`: also, both have the same
-- element. `in_answers`: also, both editions scored it. If one edition has only a printed score for a level, the whole
-- level is compared in both.
-- Grain: comparison, side, service, strand, element.
with facts as (
    select
        s.comparison,
        s.side,
        s.service,
        s.strand,
        s.element,
        s.indicator,
        -- A printed level counts only where its indicator is the same in both.
        case
            when l.knowledge = 'printed' and s.side = 'before' then s.indicator_after else s.later_indicator
        end as later_indicator,
        s.answer,
        s.status,
        s.points,
        s.own_status,
        s.own_points,
        s.service_after,
        s.element_after,
        s.element_kind,
        s.indicator_after,
        l.knowledge,
        l.printed_score,
        case when l.knowledge = 'printed' or l.other_knowledge = 'printed' then l.other_knowledge end as other_level,
        o.status as other_status
    from scored.compared_sides s
    join scored.compared_levels l
        on l.comparison = s.comparison and l.side = s.side and l.service = s.service and l.strand = s.strand
        and l.indicator = s.indicator
    left join scored.compared_sides o
        on o.comparison = s.comparison and o.side <> s.side and o.service_after = s.service_after
        and o.strand = s.strand and o.element_after = s.element_after and o.element_kind = 'same'
    where s.status <> 'not_applicable' or s.own_status = 'scored'
)
select
    comparison,
    side,
    service,
    strand,
    element,
    indicator,
    later_indicator,
    service_after,
    element_after,
    answer,
    status,
    points,
    own_status,
    own_points,
    printed_score as level_score,
    other_level is not null as by_level,
    service_after is not null as in_services,
    service_after is not null and later_indicator is not null
    and case when other_level is null then coalesce(element_kind, '') = 'same' else indicator_after is not null end
        as in_elements,
    service_after is not null and later_indicator is not null and status <> 'not_applicable'
    and case
        when other_level is null
            then coalesce(element_kind, '') = 'same' and coalesce(other_status, '') in ('scored', 'printed')
        else indicator_after is not null and other_level in ('complete', 'printed')
    end as in_answers
from facts
where
    case
        when knowledge = 'printed' then other_level <> 'open' or service_after is null or indicator_after is null
        when other_level = 'printed' then knowledge = 'complete'
        else status in ('scored', 'printed', 'not_applicable') and coalesce(other_status, '') <> 'unanswered'
    end
order by comparison, side, service, strand, element
