"""The build: raw/ is read and staged, each table computed, checked and audited, in this order; for `rating build`, for
Dagster and for a release."""

from dataclasses import dataclass

import pandera.errors

from pipeline.computing import sql
from pipeline.computing.freshness import fingerprint, remember
from pipeline.core.problems import DataError, Problem, visible
from pipeline.reading.editions import inspect, staged_tables


@dataclass(frozen=True)
class Table:
    """A table that is in place, with its number of rows; or one that was refused, with what breaks its schema."""

    name: str
    rows: int = 0
    wrong: tuple = ()


@dataclass(frozen=True)
class Audit:
    """An audit that was run, with the rows (dicts) that it finds wrong."""

    name: str
    rows: list


def build(project, engine):
    """Build everything: yields the editions as they were read, then each step of `steps` as soon as it is done. The
    caller holds the project's lock. Raises as `steps` does."""
    inputs = fingerprint(project)
    editions = inspect(project)
    yield editions
    yield from steps(engine, staged_tables(editions), sql.models())
    if not engine.address:
        remember(project, inputs, all(e.sound for e in editions))


def steps(engine, frames, models):
    """Stage `frames` (table -> frame) and compute `models`, in order; run each audit as soon as all of its tables are
    there. Yields each Table and Audit when it is done. `engine` is an open
    `sql.DuckDB` or a `spark.Spark`.

    Raises DataError where a table breaks its schema, and where a blocking audit finds something: what is below is not
    computed, and the tables that were there before stay.
    """
    made = {*frames, *models}
    audits = {}
    for name, text in sql.audits().items():
        if all(table in made or table not in sql.models() for table in sql.inputs(text)):
            audits.setdefault(sql.audited(name)[0], []).append(name)
    for table in [*frames, *models]:
        try:
            rows = engine.write_staged(table, frames[table]) if table in frames else engine.run_model(table)
        except (pandera.errors.SchemaErrors, sql.ModelError) as error:
            wrong = _failures(table, error)
            yield Table(table, wrong=wrong)
            file = f"dbt_like_sql/{table.replace('.', '/')}.sql"
            why = "the error is in the query, not in the data; please report it"
            raise DataError([Problem(file, 1, "schema", f"breaks the schema of {table}: {wrong[0]} ({why})")]) from None
        yield Table(table, rows)
        for name in audits.get(table, ()):
            found = engine.run_audit(name)
            yield Audit(name, found)
            if found and sql.is_blocking(name):
                raise DataError([Problem(f"dbt_like_sql/audits/{name}.sql", 1, name, f"{found[0]} (please report it)")])


def compute(project, editions, wanted=None):
    """Every table of the sound editions in the project's `build/`, or those wanted and what they need. Raises as
    `steps` does."""
    models = sql.models() if wanted is None else sql.needed(wanted)
    with sql.DuckDB(project) as tables:
        return list(steps(tables, staged_tables(editions), models))


def _failures(table, error):
    """What breaks a schema, a line each. A staged table may hold private cells: they are not shown."""
    if isinstance(error, sql.ModelError):
        return (str(error),)
    hidden = table.startswith("staged.")
    return tuple(
        f"{case['column']}{'' if hidden else ' ' + visible(str(case['failure_case']))}: {case['check']}"
        for case in error.failure_cases.head(10).iter_rows(named=True)
    )
