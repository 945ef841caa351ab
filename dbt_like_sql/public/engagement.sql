-- Whether each company responded when asked about its results.
-- Grain: edition, company.
select
    c.edition,
    c.company,
    coalesce(e.engagement, c.engagement) as engagement,
    e.asked_date,
    e.answered_date,
    e.note
from staged.companies c
left join staged.engagements e on e.edition = c.edition and e.company = c.company
order by c.edition, c.company
