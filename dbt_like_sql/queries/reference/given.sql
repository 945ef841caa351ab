-- How often each answer was given.
select answer, count(*) as n from public.answers where answer is not null group by answer
