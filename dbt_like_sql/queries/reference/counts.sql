-- The number of companies, services and other contents of the release.
select
    (select count(*) from public.answers) as n_answers,
    (select count(*) from public.answers where status = 'unanswered') as n_missing,
    (select count(*) from public.answer_weights where target = 'company' and scope = 'total' and element = '')
        as n_printed,
    (select count(*) from public.services where unit = 'service') as n_services,
    (select count(*) from public.services where unit = 'service' and class_evidence = 'assumed') as n_classes_assumed,
    (select count(*) from public.services where composite is not null) as n_composites,
    (select count(*) from public.selection) as n_selected,
    (select count(*) from public.indicators) as n_indicators,
    (select count(*) from public.corrections) as n_corrections,
    (select min(accessed_date) from public.sources) as first_read,
    (select max(accessed_date) from public.sources) as last_read
