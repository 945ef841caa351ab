-- Answers of a scope that are not applicable, with the reason. $company: '' for all.
select
    a.company, a.service, a.strand, a.indicator, a.element, a.answer, a.status, a.reason, a.reason_code, a.reason_value,
    a.sources, a.comment,
    i.category, i.family, s.unit
from public.answers a
join public.indicators i on i.edition = a.edition and i.indicator = a.indicator
join public.services s on s.edition = a.edition and s.company = a.company and s.service = a.service
where
    a.edition = $edition and a.status = 'not_applicable' and ($company = '' or a.company = $company)
    and $scope in ('total', i.category, i.family, i.indicator)
