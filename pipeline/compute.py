"""All tables of some editions in one go, without Dagster: what a release is made from, and checked against."""

from pipeline import editions as reading
from pipeline import sql


def compute(project, editions):
    """Compute every table of the sound editions into the project's `build/`. Returns what the audits find, as
    [(audit, blocking, rows)]."""
    for table, frame in reading.staged_tables(editions).items():
        sql.write_staged(project, table, frame)
    for table in sql.models():
        sql.run_model(project, table)
    found = [(name, sql.is_blocking(name), sql.run_audit(project, name)) for name in sql.audits()]
    return [(name, blocking, rows) for name, blocking, rows in found if rows]
