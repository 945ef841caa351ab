-- The answers that differ from the previous edition, and how much each contributes to the change of each score. An
-- answer that both editions scored has a weight (over all such answers) and a contribution; the contributions add up to
-- the component `answers`. Any different change belongs to a component that its kind determines. An element without an
-- indicator in the later tree is not listed. A level that is compared as a whole, because one edition has only its
-- printed score, is one row with the indicator as element.
-- Grain: comparison, target, scope, service, strand, element, element_before.
with items as (
    select
        comparison,
        side,
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
        c.comparison,
        c.side,
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
        on x.comparison = c.comparison and x.purpose = 'comparison' and x.side = c.side
        and x.answer_set = case when c.in_answers then 'answers' else 'known' end
    join scored.level_scores l
        on l.scenario = x.scenario and l.service = c.service and l.strand = c.strand
        and l.indicator = c.later_indicator
    where c.in_services and c.later_indicator is not null and c.by_level and c.status <> 'not_applicable'
    group by c.comparison, c.side, c.service_after, c.strand, c.later_indicator, c.in_elements, c.in_answers
),
paired as (
    select
        coalesce(a.comparison, b.comparison) as comparison,
        coalesce(a.service, b.service) as service,
        coalesce(a.strand, b.strand) as strand,
        coalesce(a.indicator, b.indicator) as indicator,
        coalesce(a.element, b.element) as element,
        coalesce(b.element_own, 0) as element_before,
        b.answer as answer_before,
        a.answer,
        b.points as points_before,
        a.points,
        coalesce(a.in_answers and b.in_answers, false) as in_answers,
        case
            when a.in_answers and b.in_answers and a.points > b.points then 'improved'
            when a.in_answers and b.in_answers and a.points < b.points then 'declined'
            when a.in_answers and b.in_answers then 'same_points'
            when a.service is not null and b.service is not null and a.element_after is not null then 'reworded'
            when a.service is not null and b.service is not null then 'another_question'
            when b.service is null and a.in_elements then 'newly_scored'
            when b.service is null then 'newly_asked'
            when b.in_elements then 'no_longer_scored'
            else 'no_longer_asked'
        end as kind
    from (select * from items where side = 'after') a
    full outer join (select * from items where side = 'before') b
        on b.comparison = a.comparison and b.service = a.service and b.strand = a.strand
        and b.indicator = a.indicator and b.element = a.element
        and (b.element_after is null) = (a.element_after is null)
),
changed as (
    select *
    from paired
    where not (kind = 'same_points' and coalesce(answer, '') = coalesce(answer_before, ''))
),
-- The scores of the later edition over what both scored.
compared_scores as (
    select comparison, scenario, units_of
    from scored.scenarios
    where purpose = 'comparison' and side = 'after' and answer_set = 'answers'
),
weights as (
    select x.comparison, w.target, w.scope, w.service, w.strand, w.indicator, w.element, w.weight
    from scored.answer_weights w
    join compared_scores x on x.scenario = w.scenario
),
-- A level that is compared as a whole has the weights of all its answers, which are equal.
level_weights as (
    select comparison, target, scope, service, strand, indicator, count(*) * max(weight) as weight
    from weights
    group by comparison, target, scope, service, strand, indicator
),
weighted as (
    select c.*, w.target, w.scope, w.weight
    from changed c
    join weights w
        on w.comparison = c.comparison and w.service = c.service and w.strand = c.strand
        and w.indicator = c.indicator and w.element = c.element
    where c.in_answers and c.element <> c.indicator
    union all
    select c.*, w.target, w.scope, w.weight
    from changed c
    join level_weights w
        on w.comparison = c.comparison and w.service = c.service and w.strand = c.strand
        and w.indicator = c.indicator
    where c.in_answers and c.element = c.indicator
),
unweighted as (
    select c.*, t.target, s.scope, cast(null as double) as weight
    from changed c
    join compared_scores x on x.comparison = c.comparison
    join scored.targets t on t.units_of = x.units_of and t.service = c.service
    join staged.units u on u.unit = t.target
    join scored.indicator_scopes s on s.edition = u.edition and s.indicator = c.indicator
    where not c.in_answers and (u.kind = 'company' or t.target = c.service)
)
select
    comparison,
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
order by comparison, target, scope, service, strand, element, element_before
