-- Findings with their question and the share of companies or services that do what it asks, in percent.
select
    f.*, q.scopes, q.label_en, q.label_ru, q.label_kk,
    100.0 * f.n_low / nullif(f.n, 0) as score_low,
    100.0 * f.n_high / nullif(f.n, 0) as score_high,
    case when f.n_low = f.n_high then 100.0 * f.n_low / nullif(f.n, 0) end as score
from public.findings f
join public.questions q on q.question = f.question
