"""All tables of some editions in one go, without Dagster: what a release is made from, and checked against."""

from pipeline.computing import sql
from pipeline.reading import editions as reading


def compute(project, editions, wanted=None):
    """Compute every table of the sound editions into the project's `build/`, or those wanted and what they need.
    Returns what the audits of all of its tables find, as [(audit, blocking, rows)]."""
    for table, frame in reading.staged_tables(editions).items():
        sql.write_staged(project, table, frame)
    models = sql.models() if wanted is None else sql.needed(wanted)
    audits = [a for a in sql.audits() if all(t in models or t not in sql.models() for t in sql.inputs(sql.audits()[a]))]
    with sql.one_connection(project):
        for table in models:
            sql.run_model(project, table)
        found = [(name, sql.is_blocking(name), sql.run_audit(project, name)) for name in audits]
    return [(name, blocking, rows) for name, blocking, rows in found if rows]
