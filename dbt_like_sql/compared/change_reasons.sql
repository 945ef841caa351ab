-- Why each score is not comparable, or only partly, in words.
-- Grain: edition, edition_before, company, target, scope.
with worded as (
    select
        s.edition,
        s.edition_before,
        s.company,
        s.target,
        s.scope,
        p.why,
        replace(replace(t.text, '{edition}', s.edition), '{edition_before}', s.edition_before) as text,
        coalesce(cast(s.n_after as varchar), '') as n_after,
        coalesce(cast(s.n_known as varchar), '') as n_known,
        coalesce(cast(s.n_before as varchar), '') as n_before,
        coalesce(cast(s.n_own as varchar), '') as n_own
    from compared.score_changes s
    join staged.comparisons p on p.edition = s.edition and p.edition_before = s.edition_before
    left join staged.texts t on t.code = 'change.' || s.why_code and t.language = 'en'
    where s.why_code is not null
),
with_figures as (
    select
        *,
        replace(replace(text, '{n_after}', n_after), '{n_known}', n_known) as with_now
    from worded
)
select
    edition,
    edition_before,
    company,
    target,
    scope,
    coalesce(why, replace(replace(with_now, '{n_before}', n_before), '{n_own}', n_own)) as why
from with_figures
order by edition, edition_before, company, target, scope
