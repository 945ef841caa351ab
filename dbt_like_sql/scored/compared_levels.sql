-- What each edition of a comparison knows of each level, and what the other one knows of it: all of its answers
-- (`complete`), not all (`open`), only its printed score (`printed`), nothing since nothing applies (`not_applicable`),
-- or only answers that the later scale does not have (`outside`).
-- Grain: comparison, side, service, strand, indicator.
with levels as (
    select
        s.comparison,
        s.side,
        s.service,
        s.strand,
        s.indicator,
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
    from scored.compared_sides s
    left join staged.published_levels p
        on p.service = s.service and p.strand = s.strand and p.indicator = s.indicator
    group by s.comparison, s.side, s.service, s.strand, s.indicator, s.service_after, s.indicator_after
)
select
    l.comparison,
    l.side,
    l.service,
    l.strand,
    l.indicator,
    l.knowledge,
    case when coalesce(o.knowledge, 'outside') = 'outside' then 'not_applicable' else o.knowledge end
        as other_knowledge,
    case l.knowledge when 'printed' then l.printed_score end as printed_score
from levels l
left join levels o
    on o.comparison = l.comparison and o.side <> l.side and o.service_after = l.service_after and o.strand = l.strand
    and o.indicator_after = l.indicator_after
where l.knowledge <> 'not_applicable'
order by l.comparison, l.side, l.service, l.strand, l.indicator
