-- The answers that differ from the previous edition, and how much each contributes to the change of each score. An
-- answer that both editions scored has a weight (over all such answers) and a contribution; the contributions add up to
-- the component `answers`. Any different change belongs to a component that its kind determines. An element without an
-- indicator in the later tree is not listed. A level that is compared as a whole, because one edition has only its
-- printed score, is one row with the indicator as element.
-- Grain: edition, edition_before, company, target, scope, service, strand, element, element_before.
with items as (
    select
        edition,
        edition_before,
        side,
        company_after as company,
        service_after as service,
        strand,
        later_indicator as indicator,
        coalesce(element_after, element) as element,
        element as element_own,
        element_after,
        answer,
        points,
        in_elements,
        in_answers
    from scored.compared_answers
    where in_services and later_indicator is not null and not by_level and status <> 'not_applicable'
    union all
    select
        c.edition,
        c.edition_before,
        c.side,
        c.company_after as company,
        c.service_after as service,
        c.strand,
        c.later_indicator as indicator,
        c.later_indicator as element,
        c.later_indicator as element_own,
        c.later_indicator as element_after,
        cast(null as varchar) as answer,
        max(l.score_low) as points,
        c.in_elements,
        c.in_answers
    from scored.compared_answers c
    join scored.scenarios x
        on x.edition = c.edition and x.other_edition = c.edition_before and x.purpose = 'comparison'
        and x.side = c.side and x.answer_set = case when c.in_answers then 'answers' else 'known' end
    join scored.level_scores l
        on l.edition = x.edition and l.scenario = x.scenario and l.company = c.company and l.service = c.service
        and l.strand = c.strand and l.indicator = c.later_indicator
    where c.in_services and c.later_indicator is not null and c.by_level and c.status <> 'not_applicable'
    group by
        c.edition, c.edition_before, c.side, c.company_after, c.service_after, c.strand, c.later_indicator,
        c.in_elements, c.in_answers
),
paired as (
    select
        coalesce(a.edition, b.edition) as edition,
        coalesce(a.edition_before, b.edition_before) as edition_before,
        coalesce(a.company, b.company) as company,
        coalesce(a.service, b.service) as service,
        coalesce(a.strand, b.strand) as strand,
        coalesce(a.indicator, b.indicator) as indicator,
        coalesce(a.element, b.element) as element,
        coalesce(b.element_own, '') as element_before,
        b.answer as answer_before,
        a.answer,
        b.points as points_before,
        a.points,
        coalesce(a.in_answers and b.in_answers, false) as in_answers,
        case
            when a.in_answers and b.in_answers and a.points > b.points then 'improved'
            when a.in_answers and b.in_answers and a.points < b.points then 'declined'
            when a.in_answers and b.in_answers then 'same_points'
            when a.edition is not null and b.edition is not null and a.element_after is not null then 'reworded'
            when a.edition is not null and b.edition is not null then 'another_question'
            when b.edition is null and a.in_elements then 'newly_scored'
            when b.edition is null then 'newly_asked'
            when b.in_elements then 'no_longer_scored'
            else 'no_longer_asked'
        end as kind
    from (select * from items where side = 'after') a
    full outer join (select * from items where side = 'before') b
        on b.edition = a.edition and b.edition_before = a.edition_before and b.company = a.company
        and b.service = a.service and b.strand = a.strand and b.indicator = a.indicator and b.element = a.element
        and (b.element_after is null) = (a.element_after is null)
),
changed as (
    select *
    from paired
    where not (kind = 'same_points' and coalesce(answer, '') = coalesce(answer_before, ''))
),
weights as (
    select
        w.edition,
        x.other_edition as edition_before,
        w.company,
        w.target,
        w.scope,
        w.service,
        w.strand,
        w.indicator,
        w.element,
        w.weight
    from scored.answer_weights w
    join scored.scenarios x on x.edition = w.edition and x.scenario = w.scenario and x.purpose = 'comparison'
),
-- A level that is compared as a whole has the weights of all its answers.
weighted as (
    select c.*, w.target, w.scope, w.weight
    from changed c
    join weights w
        on w.edition = c.edition and w.edition_before = c.edition_before and w.company = c.company
        and w.service = c.service and w.strand = c.strand and w.indicator = c.indicator and w.element = c.element
    where c.in_answers and c.element <> c.indicator
    union all
    select c.*, w.target, w.scope, w.weight
    from changed c
    join (
        select edition, edition_before, company, service, strand, indicator, target, scope, sum(weight) as weight
        from weights
        group by edition, edition_before, company, service, strand, indicator, target, scope
    ) w
        on w.edition = c.edition and w.edition_before = c.edition_before and w.company = c.company
        and w.service = c.service and w.strand = c.strand and w.indicator = c.indicator
    where c.in_answers and c.element = c.indicator
),
unweighted as (
    select c.*, t.target, s.scope, cast(null as double) as weight
    from changed c
    join scored.indicator_scopes s on s.edition = c.edition and s.indicator = c.indicator
    join scored.targets t
        on t.edition = c.edition and t.services_of = c.edition and t.company = c.company and t.service = c.service
    left join scored.moved_services v
        on v.edition = c.edition and v.edition_before = c.edition_before and v.side = 'after' and v.company = c.company
        and v.service = case t.target when 'company' then c.service else t.target end and t.service <> t.target
    where not c.in_answers and (t.target = 'company' or t.target = c.service) and v.service is null
)
select
    edition,
    edition_before,
    company,
    target,
    scope,
    service,
    strand,
    element,
    element_before,
    answer_before,
    answer,
    kind,
    points_before,
    points,
    weight,
    as_points(weight * (points - points_before)) as contribution,
    indicator
from (
    select * from weighted
    union all
    select * from unweighted
) a
order by edition, edition_before, company, target, scope, service, strand, element, element_before
