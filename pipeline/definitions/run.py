"""`rating build`: the same assets as on Dagster's web page, in one process, with a progress bar."""

import logging

import dagster as dg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pipeline.computing import sql
from pipeline.core.problems import say
from pipeline.definitions.assets import definitions
from pipeline.definitions.instance import mark_dead_runs, open_instance


def build(project, editions, verbose=False, engine=sql, staging=True):
    """Compute all tables of the sound editions; the caller holds the project's lock. Returns what the audits found:
    [(audit, blocking, rows)]. `engine` and `staging` are as in `definitions`. Raises BuildFailed where a step did not
    end well, OSError where Dagster's history can't be written."""
    with open_instance(project) as instance:
        mark_dead_runs(instance)
        defs = definitions(project, editions, True, engine, staging)
        if not verbose:
            defs = dg.Definitions.merge(defs, dg.Definitions(loggers={"progress": _progress_logger}))
        job = defs.resolve_job_def("build")
        config = {} if verbose else {"loggers": {"progress": {}}}
        with sql.one_connection(project), _Bar(len(job.nodes), shown=not verbose):
            result = job.execute_in_process(instance=instance, run_config=config, raise_on_error=False)
    found = [
        (e.check_name, sql.is_blocking(e.check_name), e.metadata["found"].data)
        for e in result.get_asset_check_evaluations()
        if e.check_name in sql.audits() and not e.passed
    ]
    # A blocking audit that found something fails its step; its rows say more.
    failed = [(e.step_key, e.step_failure_data.error) for e in result.all_events if e.is_step_failure]
    failed = [(step, error) for step, error in failed if error.cls_name != "DagsterAssetCheckFailedError"]
    if failed:
        raise BuildFailed([f"{step.replace('__', '.')}: {_reason(error)}" for step, error in failed])
    return found


class BuildFailed(Exception):
    """Steps that failed, a line each."""

    def __init__(self, lines):
        self.lines = lines
        super().__init__("\n".join(lines))


def _reason(error):
    while error.cause:
        error = error.cause
    return " ".join(error.message.split()).removeprefix("dagster._core.definitions.events.Failure: ")


class _Bar:
    """The progress bar of the run that is under way; a line a group where standard error is no terminal."""

    current = None

    def __init__(self, steps, shown):
        self.steps, self.done, self.groups = steps, 0, {}
        console = Console(stderr=True)
        self.bar = Progress(
            TextColumn("building"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}"),
            console=console,
            transient=True,
            disable=not shown or not console.is_terminal,
        )
        self.plain = shown and not console.is_terminal

    def __enter__(self):
        _Bar.current = self
        self.bar.start()
        self.task = self.bar.add_task("", total=self.steps)
        return self

    def __exit__(self, *_error):
        self.bar.stop()
        _Bar.current = None

    def step(self, name):
        self.done += 1
        self.bar.update(self.task, advance=1, description=name.replace("__", "."))
        if self.plain and self.done in (1, self.steps // 2, self.steps):
            say(f"building: {self.done} of {self.steps} steps")


class _Handler(logging.Handler):
    def emit(self, record):
        event = getattr(record, "dagster_meta", {}).get("dagster_event")
        if event is not None and event.event_type_value in ("STEP_SUCCESS", "STEP_FAILURE") and _Bar.current:
            _Bar.current.step(event.step_key)


@dg.logger
def _progress_logger(_context):
    """Steps move the progress bar; everything else is in the run history."""
    logger = logging.Logger("rating", logging.DEBUG)
    logger.addHandler(_Handler())
    return logger
