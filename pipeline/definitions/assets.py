"""The Dagster code location. One step of a run builds all tables, like `rating build`, and reports each table and check
when it is done: starting a step for each of some ninety tables takes Dagster longer than computing all of them."""

import contextlib
import hashlib
import os
import re

import dagster as dg

from pipeline.computing import sql
from pipeline.computing.build import Audit, build, steps
from pipeline.core.lock import only_one
from pipeline.core.problems import ERRORS, DataError, errors, no_room, summary, visible
from pipeline.core.project import HOME, Project
from pipeline.core.version import code_version
from pipeline.definitions.sensors import PROCESS, RELEASE, found_on_disk, raw_changed, releases_on_disk
from pipeline.reading.editions import METHODOLOGY_FILES, all_problems, staged_tables, team_of
from pipeline.reading.editions import SHAPE as EDITION_KEYS
from pipeline.reading.editions import inspect as read_editions
from pipeline.reading.lineage import TABLES as OF_LINEAGE
from pipeline.reading.lineage import by_year, series_of
from pipeline.reading.methodologies import SHAPE as METHODOLOGY_KEYS
from pipeline.reading.validation import FILES
from pipeline.releasing.publish import release as publish
from pipeline.schemas import SCHEMAS, columns, describe, key
from pipeline.schemas.fields import ID

SCHEMA_CHECK = "schema"
EDITIONS_TABLE = dg.AssetKey(["staged", "editions"])
NAMES = {name for schema in SCHEMAS.values() for name in schema.columns} | {*EDITION_KEYS, *METHODOLOGY_KEYS}
"""Columns and keys that may be shown: without a header, the first cells of a file take their place."""
OF_METHODOLOGY = ("staged.scale", "staged.strands", "staged.weights")


@dg.definitions
def defs():
    return definitions(Project(os.environ.get("RATING_ROOT") or HOME))


def definitions(project):
    """Return the assets, checks, sensors and the job `build` of a project. New editions and methodologies appear when
    the code location is reloaded."""
    raw = _raw_specs(project)
    tables = _tables(project, raw)
    job = dg.define_asset_job(
        "build",
        dg.AssetSelection.assets(tables),
        description="Builds all tables of all editions, but no releases.",
        # The run history has every event; the terminal shows only the messages of steps.
        config={"loggers": {"console": {"config": {"log_level": "INFO"}}}},
    )
    return dg.Definitions(
        assets=[*raw, tables, _release(project, raw)],
        jobs=[job],
        sensors=[raw_changed(project, job), releases_on_disk(project)],
        executor=dg.in_process_executor,
    )


def _editions(project):
    """Return the editions whose folder has a valid name; any other name is an error, which fails the run."""
    return [name for name in by_year(project.editions()) if re.fullmatch(ID, name)]


def _owners(project, editions):
    """Return the teams of editions in Dagster's form."""
    return sorted({f"team:{team}" for name in editions if (team := team_of(project, name))})


def _raw_specs(project):
    """Return the external assets in raw/, which people and imports write, never a run."""

    def spec(folder, what, partitions=None, owners=()):
        return dg.AssetSpec(
            ["raw", *folder.relative_to(project.raw).parts],
            group_name="raw",
            description=what,
            metadata={"folder": dg.MetadataValue.path(str(folder))},
            kinds={"csv", "yaml"},
            owners=owners,
            partitions_def=partitions,
        )

    editions = [
        spec(
            project.edition(name),
            f"Raw files of the edition {name}.",
            dg.StaticPartitionsDefinition([name]),
            _owners(project, [name]),
        )
        for name in _editions(project)
    ]
    methodologies = [
        spec(project.methodology(name), f"The methodology {name}.")
        for name in project.methodologies()
        if re.fullmatch(ID, name)
    ]
    lineage = spec(project.raw / "lineage", "Lineage of companies, services and elements from edition to edition.")
    return [*editions, *methodologies, lineage]


def _key(table):
    return dg.AssetKey(table.split("."))


def _sum(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _spec(table, raw, owners):
    """Return a table as an asset, with the descriptions of its columns, its key and its SQL as metadata."""
    unique, text = key(SCHEMAS[table]), sql.models().get(table)
    shown = [
        dg.TableColumn(
            c.name,
            c.sql_type.lower(),
            description=f"{c.description} [{c.unit}]" if c.unit else c.description,
            constraints=dg.TableColumnConstraints(nullable=c.nullable),
            tags={"grain": ""} if c.name in unique else {},
        )
        for c in columns(SCHEMAS[table])
    ]
    metadata = {"dagster/column_schema": dg.TableSchema(columns=shown), "grain": ", ".join(unique)}
    if text:
        metadata["sql"] = dg.MetadataValue.md(f"```sql\n{text}```")
        deps, kinds = map(_key, sql.inputs(text)), {"duckdb", "parquet"}
    else:
        deps, kinds = [s.key for s in raw if s.key.path[1] in _sources(table)], {"python", "parquet"}
    return dg.AssetSpec(
        _key(table),
        deps=deps,
        group_name=table.split(".")[0],
        description=describe(table),
        metadata=metadata,
        kinds=kinds,
        owners=owners,
        code_version=_sum(text) if text else code_version()["sha256"][:16],
        skippable=True,
    )


def _sources(table):
    """Return the folders of raw/ that a staged table is read from; none for texts that are the same for all
    editions."""
    if "edition" not in SCHEMAS[table].columns:
        return ()
    if FILES.get(table) in METHODOLOGY_FILES or table in OF_METHODOLOGY:
        return "editions", "methodologies"
    return ("editions", "lineage") if table.removeprefix("staged.") in OF_LINEAGE else ("editions",)


def _check_specs(project):
    """Yield a check for each edition's raw files, for the schema of each table, and for each audit."""
    for name in _editions(project):
        what = f"The raw files of {name} have no errors. An edition with errors is left out of all tables."
        yield dg.AssetCheckSpec(_check_name(name), asset=EDITIONS_TABLE, description=what)
    for table in SCHEMAS:
        what = "Columns, types, allowed values and key match the table's schema."
        yield dg.AssetCheckSpec(SCHEMA_CHECK, asset=_key(table), blocking=True, description=what)
    for name, text in sql.audits().items():
        yield dg.AssetCheckSpec(
            name, asset=_key(sql.audited(name)[0]), blocking=sql.is_blocking(name), description=sql.comment(text)
        )


def _check_name(edition):
    return f"raw_files_of_{edition.replace('-', '_')}"


def _tables(project, raw):
    owners = _owners(project, _editions(project))

    @dg.multi_asset(
        name="tables",
        specs=[_spec(table, raw, owners) for table in SCHEMAS],
        check_specs=list(_check_specs(project)),
        can_subset=True,
    )
    def tables(context: dg.AssetExecutionContext):
        wanted = {".".join(k.path) for k in context.selected_asset_keys}
        with _run(project, context), sql.DuckDB(project) as engine:
            done = build(project, engine) if wanted == SCHEMAS.keys() else _some(project, engine, wanted)
            editions = next(done)
            for step in done:
                yield from _events(engine, step)
                if step.name == "staged.editions":
                    yield from _of_raw(context, editions)
            context.log.info(f"{len(wanted)} tables; raw/ has {summary(all_problems(editions))}")
            left_out = [e for e in editions if not e.sound]
            if left_out:
                # Raised last, so that all other editions are built.
                raise DataError(all_problems(left_out))

    return tables


def _some(project, engine, wanted):
    """Like `build`, for the wanted tables only."""
    models = [table for table in sql.models() if table in wanted]
    editions = read_editions(project) if len(models) < len(wanted) else []
    yield editions
    frames = staged_tables(editions).items() if editions else ()
    yield from steps(engine, {table: frame for table, frame in frames if table in wanted}, models)


@contextlib.contextmanager
def _run(project, context):
    """Context of every run that writes: hold the project's lock, tag the run with its process, and turn errors in the
    data or on the disk into a failure of the step."""
    try:
        with only_one(project):
            context.instance.add_run_tags(context.run.run_id, {PROCESS: str(os.getpid())})
            yield
    except DataError as error:
        raise dg.Failure(f"{summary(error.problems)}\n{_places(errors(error.problems))}", allow_retries=False) from None
    except OSError as error:
        raise dg.Failure(str(no_room(project, error))) from None


def _events(engine, step):
    """Yield Dagster's events for a step of the build."""
    if isinstance(step, Audit):
        yield dg.AssetCheckResult(
            passed=not step.rows,
            asset_key=_key(sql.audited(step.name)[0]),
            check_name=step.name,
            severity=dg.AssetCheckSeverity.ERROR if sql.is_blocking(step.name) else dg.AssetCheckSeverity.WARN,
            metadata={"rows": len(step.rows), "found": dg.MetadataValue.json(step.rows[:1000])},
        )
        return
    table = _key(step.name)
    if step.wrong:
        metadata = {"first": dg.MetadataValue.text("\n".join(step.wrong))}
        yield dg.AssetCheckResult(passed=False, asset_key=table, check_name=SCHEMA_CHECK, metadata=metadata)
    else:
        yield dg.MaterializeResult(
            asset_key=table,
            metadata={"dagster/row_count": step.rows} | _file(engine.place(step.name)),
            check_results=[dg.AssetCheckResult(passed=True, asset_key=table, check_name=SCHEMA_CHECK)],
        )


def _file(place):
    """Return the metadata of a table that is a file; none for one that exists only during the build."""
    return {"file": dg.MetadataValue.path(place)} if place else {}


def _of_raw(context, editions):
    """Yield the check of each edition's raw files, and log the number of its files."""
    for edition in editions:
        if not re.fullmatch(ID, edition.name):
            continue
        wrong = errors(edition.problems)
        files = sum(path.is_file() for path in edition.folder.rglob("*"))
        context.log_event(
            dg.AssetObservation(
                ["raw", "editions", edition.name],
                partition=edition.name,
                metadata={"files": files, "problems": summary(edition.problems)},
            )
        )
        yield dg.AssetCheckResult(
            passed=not wrong,
            asset_key=EDITIONS_TABLE,
            check_name=_check_name(edition.name),
            metadata={"problems": summary(edition.problems), "errors": _places(wrong)},
        )


def _places(problems):
    """Return errors as text for Dagster's history, which must not have content of raw files: position and kind of each
    error, and how to see the values."""
    listed = sorted(problems)[:100]
    found = [
        visible(f"{p.file}:{p.line}: {p.column if p.column in NAMES else 'file'}: {ERRORS[p.kind]}")
        if p.kind in ERRORS
        else str(p)
        for p in listed
    ]
    if any(p.kind in ERRORS for p in listed):
        found.append("run rating check to see the values and what to do")
    return "\n".join(found)


class ReleaseConfig(dg.Config):
    """Input of a release: its version (empty: the next one that the changes require), a sentence for the changelog, and
    its date (empty: today in UTC)."""

    version: str = ""
    note: str = ""
    date: str = ""


def _release(project, raw):
    editions = _editions(project)
    series = {name: [n for n in editions if series_of(n) == series_of(name)] for name in editions}

    def dep(spec):
        if spec.partitions_def is None:
            return dg.AssetDep(spec.key)
        # An edition is compared with the earlier ones of its series.
        (name,) = spec.partitions_def.get_partition_keys()
        later = series[name][series[name].index(name) :]
        return dg.AssetDep(spec.key, partition_mapping=dg.StaticPartitionMapping({name: later}))

    @dg.asset(
        key=RELEASE,
        group_name="released",
        partitions_def=dg.StaticPartitionsDefinition(editions),
        deps=[dep(spec) for spec in raw],
        kinds={"parquet", "csv"},
        owners=_owners(project, editions),
        code_version=code_version()["sha256"][:16],
        description="The next release of an edition, computed from its public raw files and compared with the releases "
        "of earlier editions of its series. Written to `releases/` once and never changed.",
    )
    def release(context: dg.AssetExecutionContext, config: ReleaseConfig):
        edition = context.partition_key
        with _run(project, context):
            version, folder = publish(project, edition, config.version, config.note, config.date)
        return dg.MaterializeResult(metadata=found_on_disk(project, edition, version) | {"new": folder is not None})

    return release
