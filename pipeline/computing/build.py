"""The build: read and stage raw/, then compute, check and audit each table. `rating build`, Dagster and releases use
it."""

from dataclasses import dataclass

from pipeline.computing import sql
from pipeline.computing.freshness import fingerprint, remember
from pipeline.core.problems import DataError, Problem, visible
from pipeline.reading.editions import inspect, staged_tables
from pipeline.schemas.frames import BrokenSchema


@dataclass(frozen=True)
class Table:
    """A table that was written, with its number of rows; or one that was rejected, with what breaks its schema."""

    name: str
    rows: int = 0
    wrong: tuple = ()


@dataclass(frozen=True)
class Audit:
    """An audit that was run, with the rows (dicts) that it found."""

    name: str
    rows: list


def build(project, engine):
    """Build all tables. Yields the editions as read, then each result of `steps` as soon as it is done. The caller must
    hold the project's lock. Raises as `steps` does."""
    inputs = fingerprint(project)
    editions = inspect(project)
    yield editions
    yield from steps(engine, staged_tables(editions), sql.models())
    if not engine.address:
        remember(project, inputs, all(e.sound for e in editions))


def steps(engine, frames, models):
    """Stage `frames` (table -> frame) and compute `models`, in order; run each audit as soon as all of its tables
    exist. Yields each Table and Audit when it is done. `engine` is an open `sql.DuckDB` or a `spark.Spark`.

    Raises DataError if a table breaks its schema or a blocking audit finds rows: later tables are not computed, and
    their previous files remain.
    """
    made = {*frames, *models}
    audits = {}
    for name, text in sql.audits().items():
        if all(table in made or table not in sql.models() for table in sql.inputs(text)):
            audits.setdefault(sql.audited(name)[0], []).append(name)
    for table in [*frames, *models]:
        try:
            rows = engine.write_staged(table, frames[table]) if table in frames else engine.run_model(table)
        except (BrokenSchema, sql.ModelError) as error:
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
    """Compute all tables, or the wanted ones and their inputs, of the editions without errors into the project's
    `build/`. Returns the results of `steps`, and raises as it does."""
    models = sql.models() if wanted is None else sql.needed(wanted)
    with sql.DuckDB(project) as tables:
        return list(steps(tables, staged_tables(editions), models))


def _failures(table, error):
    """Return what breaks a schema, one text per failure. Cells of staged tables can be private and are not shown."""
    if isinstance(error, sql.ModelError):
        return (str(error),)
    hidden = table.startswith("staged.")
    return tuple(
        f"{case['column']}{'' if hidden else ' ' + visible(str(case['failure_case']))}: {case['check']}"
        for case in error.cases.head(10).iter_rows(named=True)
    )
