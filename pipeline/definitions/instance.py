"""Dagster's run history inside the project folder: `build/dagster`."""

import contextlib
import errno
import sqlite3
from functools import cache

from pipeline.core.problems import DataError, Problem
from pipeline.core.writing import replacing

SETTINGS = """\
# Nothing leaves this machine, and the first page is not covered by a newsletter.
telemetry: {enabled: false}
nux: {enabled: false}
"""


def home(project):
    """The folder for DAGSTER_HOME, made ready."""
    folder = project.build / "dagster"
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "dagster.yaml"
    if not settings.exists() or settings.read_text() != SETTINGS:
        with replacing(settings) as temporary:
            temporary.write_text(SETTINGS)
    return folder


@contextlib.contextmanager
def open_instance(project):
    """The run history, fast enough for a build of a second or two. Raises OSError where it can't be written,
    DataError where it is damaged."""
    from dagster import DagsterInstance

    _hasten()
    try:
        with DagsterInstance.from_config(str(home(project))) as instance:
            yield instance
    except Exception as error:
        found = _of_sqlite(error)
        if found is None:
            raise
        folder = project.build / "dagster"
        if isinstance(found, sqlite3.OperationalError):
            raise OSError(errno.EIO, f"Dagster's history can't be written: {found}", str(folder)) from error
        what = f"Dagster's history is damaged: {found} (remove this folder, it is made anew)"
        raise DataError([Problem(project.shown(folder), 1, "file", what)]) from error


def _of_sqlite(error):
    """The error of SQLite that an exception goes back to, or None."""
    while error is not None and not isinstance(error, sqlite3.Error):
        error = error.__cause__ or error.__context__
    return error


@cache
def _hasten():
    """Where the machine fails, only the history is at stake: SQLite need not wait for the disk. And Dagster makes an
    engine and a connection, compiles its SQL anew, and asks which columns there are, for each of some thousand
    statements; in a process of ours it keeps them."""
    import sqlalchemy.event
    from dagster._core.storage.event_log.sqlite import sqlite_event_log
    from dagster._core.storage.runs.sqlite import sqlite_run_storage
    from dagster._core.storage.schedules.sqlite import sqlite_schedule_storage
    from sqlalchemy.pool import SingletonThreadPool

    @sqlalchemy.event.listens_for(sqlalchemy.engine.Engine, "connect")
    def _no_fsync(connection, _record):
        if type(connection).__module__.startswith("sqlite3"):
            connection.execute("pragma synchronous=off")

    for module in (sqlite_event_log, sqlite_run_storage, sqlite_schedule_storage):
        create, kept = module.create_engine, {}

        def create_once(address, create=create, kept=kept, **options):
            if address not in kept:
                # Dagster writes the path into an address, where a question mark would end it.
                file = sqlalchemy.URL.create("sqlite", database=str(address).removeprefix("sqlite:///"))
                kept[address] = create(file, **options | {"poolclass": SingletonThreadPool})
                kept[address].dispose = lambda: None
            return kept[address]

        module.create_engine = create_once  # ty: ignore[invalid-assignment] - that is the point
    storage = sqlite_event_log.SqliteEventLogStorage
    for name in ("has_secondary_index", "has_asset_key_col", "_has_asset_key_col_on_connection"):
        if hasattr(storage, name):
            setattr(storage, name, _asked_once(getattr(storage, name)))


def _asked_once(ask):
    """The method that keeps, for its last argument, that it once found yes: what a history has, it does not lose."""

    def method(self, *given):
        known = vars(self).setdefault(f"_{ask.__name__}_known", set())
        if given[-1] not in known and ask(self, *given):
            known.add(given[-1])
        return given[-1] in known

    return method


def mark_dead_runs(instance, but=None):
    """A run that was killed stays "started" for ever. Under the lock, no other run can be alive; but one of the web
    page that has not started may be about to."""
    from dagster import DagsterRunStatus, RunsFilter

    waiting = DagsterRunStatus.NOT_STARTED
    alive = [DagsterRunStatus.STARTED, DagsterRunStatus.STARTING, DagsterRunStatus.CANCELING, waiting]
    for run in instance.get_runs(RunsFilter(statuses=alive)):
        if run.run_id != but and not (run.status == waiting and run.remote_job_origin):
            instance.report_run_failed(run, "The process of this run ended without a word (it was killed).")
