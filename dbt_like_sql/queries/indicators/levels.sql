-- Level scores by company, service and strand.
select * from public.level_scores order by company, service, strand
