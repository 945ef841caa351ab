-- The number of services, answers, elements and sources in the release.
select
    (select count(*) from public.services where unit = 'service') as services,
    (select count(*) from public.answers where status = 'not_applicable') as not_applicable,
    (select sum(n_printed) from public.level_scores) as printed,
    (select count(*) from public.level_scores where n_printed > 0) as printed_levels,
    (select count(*) from public.elements e semi join public.selection s on s.indicator = e.indicator) as elements,
    (select count(*) from public.sources) as sources
