-- What a build produced for each edition: the number of companies, services, and answers by status.
select
    e.edition,
    count(distinct s.company) as companies,
    count(distinct case when s.unit = 'service' then s.company || '/' || s.service end) as services,
    coalesce(max(l.n_scored), 0) as known,
    coalesce(max(l.n_printed), 0) as only_printed,
    coalesce(max(l.n_missing), 0) as missing,
    coalesce(max(a.not_applicable), 0) as not_applicable
from staged.editions e
join staged.services s on s.edition = e.edition
left join (
    select
        edition,
        sum(n_scored) as n_scored,
        sum(n_printed) as n_printed,
        sum(n_expected - n_scored - n_printed) as n_missing
    from public.level_scores
    group by edition
) l on l.edition = e.edition
left join (
    select edition, count(*) as not_applicable
    from public.answers
    where status = 'not_applicable'
    group by edition
) a on a.edition = e.edition
group by e.edition, e.series, e.year
order by e.series, e.year
