-- Indicator scores of one company.
select
    s.indicator, i.label_en as label, s.score, s.score_low, s.score_high, s.status, s.n_scored, s.n_expected,
    s.n_printed
from public.indicator_scores s
join public.indicators i on i.edition = s.edition and i.indicator = s.indicator
join public.categories c on c.edition = i.edition and c.category = i.category
where s.edition = $edition and s.company = $company
