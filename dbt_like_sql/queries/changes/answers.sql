-- Changed answers by company and element, the largest contributions first.
select
    company, element, indicator, count(*) as n, count(distinct service) as n_services,
    round(sum(contribution), 9) as contribution,
    min(answer_before) as answer_before, min(answer) as answer,
    count(distinct row(answer_before, answer)) as n_ways
from public.answer_changes
where target = 'company' and scope = 'total' and contribution <> 0
group by company, element, indicator
order by abs(round(sum(contribution), 9)) desc, company, element
