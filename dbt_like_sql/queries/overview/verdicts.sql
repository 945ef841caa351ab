-- How many of the report's findings the data confirm, contradict or leave open.
select verdict, count(*) as n from public.findings where stated group by verdict
