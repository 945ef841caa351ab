"""Scoring anew with other answers: what `rating roadmap` checks its gains by."""

import tempfile

from pipeline.computing import sql
from pipeline.core.project import Project
from pipeline.core.writing import replacing

SCORES = "scored.scope_scores"

RAISED = """
select distinct edition, company, service, strand, indicator, element,
    service || '/' || strand || '/' || indicator || '/' || element as scenario
from scored.gains
where edition = $1 and company = $2
"""

# As where an element is left out, what its indicator does not touch stands as it is.
SCENARIOS = f"""
select *
from scored.scenarios
where edition = $1 and scenario = 'actual'
union all
select r.edition, r.scenario, r.edition, 'variant', 'element_left_out', r.edition, false, false, min(e.element),
    'actual', m.total_of
from ({RAISED}) r
join staged.methodologies m on m.edition = r.edition
join staged.elements e on e.edition = r.edition and e.indicator = r.indicator and r.element in (e.element, '')
group by r.edition, r.scenario, m.total_of
"""

ANSWERS = f"""
select *
from scored.scenario_answers
where edition = $1 and company = $2 and scenario = 'actual'
union all
select a.edition, r.scenario, a.company, a.service, a.strand, a.indicator, a.element, a.status,
    case when a.service = r.service and a.strand = r.strand and a.element = r.element
        then 100000000000000 else a.points_low end,
    case when a.service = r.service and a.strand = r.strand and a.element = r.element
        then 100000000000000 else a.points_high end
from staged.answers a
join ({RAISED}) r on r.indicator = a.indicator
where a.edition = $1 and a.company = $2
"""

PRINTED = f"""
select *
from scored.printed_levels
where edition = $1 and company = $2 and scenario = 'actual'
union all
select p.edition, r.scenario, p.company, p.service, p.strand, p.indicator,
    case when p.service = r.service and p.strand = r.strand and r.element = '' then 100000000000000 else p.score end
from scored.printed_levels p
join ({RAISED}) r on r.indicator = p.indicator
where p.edition = $1 and p.company = $2 and p.scenario = 'actual'
"""

DIFFERENCES = """
with anew as (
    select company, target, scenario, score_low / 1e12 as score_low, score_high / 1e12 as score_high
    from scored.scope_scores
    where scope = 'total'
)
select
    count(*) as gains,
    count(*) filter (where abs(a.score_low - r.score_low) <= 1e-9 and abs(a.score_high - r.score_high) <= 1e-9)
        as confirmed,
    max(greatest(abs(a.score_low - r.score_low), abs(a.score_high - r.score_high))) as difference
from public.roadmap r
left join anew a
    on a.company = r.company and a.target = r.target
    and a.scenario = r.service || '/' || r.strand || '/' || r.indicator || '/' || r.element
where r.edition = $1 and r.company = $2
"""


def check_gains(project, edition, company):
    """Score each answer of the road map of a company and its services anew as if it were full, by the same SQL as
    every score. Returns a dict: gains, how many of them are confirmed to 1e-9 point, and the largest difference."""
    with tempfile.TemporaryDirectory() as folder:
        values = [edition, company]
        made = {
            "scored.scenarios": SCENARIOS,
            "scored.scenario_answers": ANSWERS,
            "scored.printed_levels": PRINTED,
            "public.roadmap": "select * from public.roadmap where edition = $1 and company = $2",
        }
        for table in _untouched(made):
            made[table] = f"select * from {table} where edition = $1 and $2 <> ''"
        scratch = Project(folder, made)
        for table, query in made.items():
            _keep(project, scratch, table, query, values)
        for table in sql.needed([SCORES], made):
            sql.run_model(scratch, table)
        (found,) = sql.rows_of(scratch, DIFFERENCES, values)
        return found


def _untouched(given):
    """The staged tables that the scores are computed from, besides what is given."""
    models, found, left = sql.models(), set(), {SCORES}
    while left:
        table = left.pop()
        found.add(table)
        if table in models and table not in given:
            left |= set(sql.inputs(models[table])) - found
    return sorted(found - set(models) - set(given))


def _keep(project, scratch, table, query, values):
    with sql.open_tables(project, sql.inputs(query)) as con, replacing(scratch.table(table)) as path:
        con.sql(query, params=values).write_parquet(str(path))
