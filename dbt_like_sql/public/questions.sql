-- The questions that conclusions answer, as they are published.
-- Grain: edition, question.
select
    edition,
    question,
    measure,
    units,
    scopes,
    label_en,
    label_ru,
    label_kk
from staged.questions
order by edition, question
