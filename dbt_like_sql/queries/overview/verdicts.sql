-- How many of the report's findings the data confirm, deny or leave unknown.
select verdict, count(*) as n from public.findings where stated group by verdict
