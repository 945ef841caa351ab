-- Changed answers of one company, with their contributions.
select * from public.answer_changes where company = $company
