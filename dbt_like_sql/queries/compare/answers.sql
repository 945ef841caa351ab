-- Changed answers of one company, with what each contributes.
select * from public.answer_changes where company = $company
