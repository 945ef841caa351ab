-- The answers of two compared editions, each with the indicator of the later edition that it counts in, and the sets of
-- answers that it belongs to. `known`: it has points, and its counterpart in the other edition is not a missing answer;
-- true of every row. `in_services`: also, both editions have its service. `in_elements`: also, both have the same
-- element. `in_answers`: also, both editions scored it. If one edition has only a printed score for a level, the whole
-- level is compared in both.
-- Grain: edition, edition_before, side, company, service, strand, element.
with same_services as (
    select edition, edition_before, company, service, company_before, service_before
    from staged.service_matches
    where kind in ('same', 'renamed')
),
-- Selected elements of both editions, with their indicators.
matched_elements as (
    select
        m.edition,
        m.edition_before,
        m.element,
        m.element_before,
        m.kind,
        e.indicator,
        b.indicator as indicator_before,
        e.reversed
    from staged.element_matches m
    join staged.elements e on e.edition = m.edition and e.element = m.element
    join staged.elements b on b.edition = m.edition_before and b.element = m.element_before
    join staged.selection later on later.edition = e.edition and later.indicator = e.indicator
    join staged.selection previous on previous.edition = b.edition and previous.indicator = b.indicator
    where m.kind in ('same', 'reworded')
),
sizes as (
    select edition, indicator, count(*) as n_elements
    from staged.elements
    group by edition, indicator
),
-- Printed level scores are comparable only in indicators whose elements are all the same.
same_indicators as (
    select m.edition, m.edition_before, m.indicator, m.indicator_before
    from matched_elements m
    join sizes later on later.edition = m.edition and later.indicator = m.indicator
    join sizes previous on previous.edition = m.edition_before and previous.indicator = m.indicator_before
    where m.kind = 'same'
    group by
        m.edition, m.edition_before, m.indicator, m.indicator_before, later.n_elements, previous.n_elements
    having count(*) = later.n_elements and count(*) = previous.n_elements
),
sides as (
    select
        p.edition,
        p.edition_before,
        'after' as side,
        a.edition as edition_own,
        a.company,
        a.service,
        a.strand,
        a.element,
        a.indicator,
        a.indicator as later_indicator,
        s.company as company_after,
        s.service as service_after,
        m.element as element_after,
        m.kind as element_kind,
        i.indicator as indicator_after,
        a.answer,
        a.status,
        a.status as own_status,
        a.points,
        a.points as own_points
    from staged.comparisons p
    join staged.answers a on a.edition = p.edition
    left join same_services s
        on s.edition = p.edition and s.edition_before = p.edition_before and s.company = a.company
        and s.service = a.service
    left join matched_elements m
        on m.edition = p.edition and m.edition_before = p.edition_before and m.element = a.element
    left join same_indicators i
        on i.edition = p.edition and i.edition_before = p.edition_before and i.indicator = a.indicator
    where p.comparable
    union all
    -- The previous edition's answers get the points of the later edition's scale.
    select
        p.edition,
        p.edition_before,
        'before' as side,
        a.edition as edition_own,
        a.company,
        a.service,
        a.strand,
        a.element,
        a.indicator,
        -- A matched element counts in its later indicator; other elements count in the indicator with the same code,
        -- unless that indicator took over all elements of a different one.
        coalesce(m.indicator, case when taken.indicator is null then selected.indicator end) as later_indicator,
        s.company as company_after,
        s.service as service_after,
        m.element as element_after,
        m.kind as element_kind,
        i.indicator as indicator_after,
        a.answer,
        case
            when a.answer is null or a.status = 'not_applicable' then a.status
            -- The later scale does not have this answer.
            when scale.points is null then 'not_applicable'
            else a.status
        end as status,
        a.status as own_status,
        case
            when a.answer is null then a.points
            when coalesce(m.reversed, e.reversed) then scale.reversed_points
            else scale.points
        end as points,
        a.points as own_points
    from staged.comparisons p
    join staged.answers a on a.edition = p.edition_before
    join staged.elements e on e.edition = a.edition and e.element = a.element
    left join staged.scale scale on scale.edition = p.edition and scale.answer = a.answer
    left join staged.selection selected on selected.edition = p.edition and selected.indicator = a.indicator
    left join same_services s
        on s.edition = p.edition and s.edition_before = p.edition_before and s.company_before = a.company
        and s.service_before = a.service
    left join matched_elements m
        on m.edition = p.edition and m.edition_before = p.edition_before and m.element_before = a.element
    left join same_indicators i
        on i.edition = p.edition and i.edition_before = p.edition_before and i.indicator_before = a.indicator
    left join same_indicators taken
        on taken.edition = p.edition and taken.edition_before = p.edition_before and taken.indicator = a.indicator
        and taken.indicator_before <> a.indicator
    where p.comparable
),
-- What is known of each level on each side: all answers (`complete`), not all (`open`), or only a printed score
-- (`printed`); no element applies (`not_applicable`); or all answers are missing from the later scale (`outside`).
levels as (
    select
        s.edition,
        s.edition_before,
        s.side,
        s.company,
        s.service,
        s.strand,
        s.indicator,
        s.company_after,
        s.service_after,
        s.indicator_after,
        max(p.score) as printed_score,
        case
            when count(*) filter (where s.status <> 'not_applicable') = 0
                then case
                    when max(case s.own_status when 'scored' then 1 else 0 end) = 1
                        then 'outside'
                    else 'not_applicable'
                end
            when count(*) filter (where s.status in ('scored', 'printed')) = 0 and max(p.score) is not null
                then 'printed'
            when count(*) filter (where s.status = 'unanswered') = 0 then 'complete'
            else 'open'
        end as knowledge
    from sides s
    left join staged.published_scores p
        on p.edition = s.edition_own and p.company = s.company and p.service = s.service and p.strand = s.strand
        and p.scope = s.indicator
    group by
        s.edition, s.edition_before, s.side, s.company, s.service, s.strand, s.indicator, s.company_after,
        s.service_after, s.indicator_after
),
-- Each level with what is known of it on the other side.
level_pairs as (
    select
        l.edition,
        l.edition_before,
        l.side,
        l.company,
        l.service,
        l.strand,
        l.indicator,
        l.knowledge,
        l.printed_score,
        case
            when coalesce(o.knowledge, 'outside') = 'outside' then 'not_applicable' else o.knowledge
        end as other_knowledge
    from levels l
    left join levels o
        on o.edition = l.edition and o.edition_before = l.edition_before and o.side <> l.side
        and o.company_after = l.company_after and o.service_after = l.service_after and o.strand = l.strand
        and o.indicator_after = l.indicator_after
    where l.knowledge <> 'not_applicable'
),
facts as (
    select
        s.edition,
        s.edition_before,
        s.side,
        s.company,
        s.service,
        s.strand,
        s.element,
        s.indicator,
        -- A printed level counts only if both editions have the same indicator.
        case
            when l.knowledge = 'printed' and s.side = 'before' then s.indicator_after else s.later_indicator
        end as later_indicator,
        s.answer,
        s.status,
        s.points,
        s.own_status,
        s.own_points,
        s.company_after,
        s.service_after,
        s.element_after,
        s.element_kind,
        s.indicator_after,
        l.knowledge,
        l.printed_score,
        case when l.knowledge = 'printed' or l.other_knowledge = 'printed' then l.other_knowledge end as other_level,
        o.status as other_status
    from sides s
    join level_pairs l
        on l.edition = s.edition and l.edition_before = s.edition_before and l.side = s.side and l.company = s.company
        and l.service = s.service and l.strand = s.strand and l.indicator = s.indicator
    left join sides o
        on o.edition = s.edition and o.edition_before = s.edition_before and o.side <> s.side
        and o.company_after = s.company_after and o.service_after = s.service_after and o.strand = s.strand
        and o.element_after = s.element_after and o.element_kind = 'same'
    where s.status <> 'not_applicable' or s.own_status = 'scored'
)
select
    edition,
    edition_before,
    side,
    company,
    service,
    strand,
    element,
    indicator,
    later_indicator,
    answer,
    status,
    points,
    own_status,
    own_points,
    case when knowledge = 'printed' then printed_score end as level_score,
    company_after,
    service_after,
    element_after,
    other_level is not null as by_level,
    company_after is not null as in_services,
    company_after is not null and later_indicator is not null
    and case when other_level is null then coalesce(element_kind, '') = 'same' else indicator_after is not null end
        as in_elements,
    company_after is not null and later_indicator is not null and status <> 'not_applicable'
    and case
        when other_level is null
            then coalesce(element_kind, '') = 'same' and coalesce(other_status, '') in ('scored', 'printed')
        else indicator_after is not null and other_level in ('complete', 'printed')
    end as in_answers
from facts
where
    case
        when knowledge = 'printed' then other_level <> 'open' or company_after is null or indicator_after is null
        when other_level = 'printed' then knowledge = 'complete'
        else status in ('scored', 'printed', 'not_applicable') and coalesce(other_status, '') <> 'unanswered'
    end
order by edition, edition_before, side, company, service, strand, element
