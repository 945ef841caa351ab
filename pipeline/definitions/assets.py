"""The Dagster code location: one asset a table, schema checks and audits as asset checks."""

import os

import dagster as dg
import pandera.errors

from pipeline.computing import sql
from pipeline.core.lock import only_one
from pipeline.core.problems import FAULTS, DataError, faults, no_room, summary, visible
from pipeline.core.project import HOME, Project
from pipeline.definitions.instance import mark_dead_runs
from pipeline.definitions.sensor import INPUTS, raw_changed
from pipeline.reading import editions as reading
from pipeline.schemas import SCHEMAS, columns, describe, key

EDITIONS = dg.DynamicPartitionsDefinition(name="edition")
"""The editions that were built; a build adds them."""

BLAME = "a fault of the SQL, not of the data; the table that was there before stays"
SCHEMA_CHECK = "schema"
SOUND_CHECK = "raw_files_have_no_faults"


def definitions(project, editions=None, locked=False, engine=sql, staging=True):
    """Assets, checks and the job `build` for a project.

    `editions` are those that were read already; `locked` is true where the caller holds the project's lock. `engine`
    runs the SQL: `computing.sql` or a `computing.spark.Spark`. Without `staging` what raw/ would give is there already.
    """
    read = [_staging(project, editions, engine)] if staging else []
    assets = [*read, *(_table(project, table, engine) for table in sql.models())]
    job = dg.define_asset_job(
        "build", dg.AssetSelection.assets(*assets), description="All tables of all editions, not their releases."
    )
    return dg.Definitions(
        assets=[*assets, _release(project)],
        asset_checks=[_audit(project, name, engine) for name in sql.audits()],
        jobs=[job],
        sensors=[raw_changed(project, job)],
        resources={"lock": _lock(project, locked)},
        executor=dg.in_process_executor,
    )


def _lock(project, locked):
    @dg.resource(description="One run at a time writes the tables.")
    def lock(context):
        if locked:
            yield
            return
        with only_one(project):
            mark_dead_runs(context.instance, but=context.run.run_id)
            yield

    return lock


def _asset_key(table):
    return dg.AssetKey(table.split("."))


def _metadata(table):
    """Columns with their meaning, for the web page."""
    schema = SCHEMAS[table]
    unique = key(schema)
    return {
        "dagster/column_schema": dg.TableSchema(
            columns=[
                dg.TableColumn(
                    c.name,
                    c.sql_type.lower(),
                    description=f"{c.description} [{c.unit}]" if c.unit else c.description,
                    constraints=dg.TableColumnConstraints(nullable=c.nullable),
                    tags={"grain": ""} if c.name in unique else {},
                )
                for c in columns(schema)
            ]
        ),
        "grain": ", ".join(unique),
    }


def _schema_check(table):
    return dg.AssetCheckSpec(
        SCHEMA_CHECK,
        asset=_asset_key(table),
        blocking=True,
        description="Columns, types, allowed values and grain are those of the table's schema.",
    )


def _refused(table, errors):
    """The check that failed. The table that was there before is still there."""
    cases = errors.failure_cases
    return dg.AssetCheckResult(
        passed=False,
        asset_key=_asset_key(table),
        check_name=SCHEMA_CHECK,
        metadata={
            "failures": cases.height,
            "first": dg.MetadataValue.text("\n".join(_failures(table, cases.head(10)))),
        },
    )


def _failures(table, cases):
    """What breaks a schema, a line each. A staged table may hold what is private: its cells are not shown."""
    return [
        f"{case['column']}{'' if table.startswith('staged.') else ' ' + visible(str(case['failure_case']))}: "
        f"{case['check']}"
        for case in cases.iter_rows(named=True)
    ]


def _places(problems):
    """Faults for Dagster's history, which is no place for what stands in a raw file: of its faults, where each is and
    of what kind."""
    listed = sorted(problems)[:100]
    found = [visible(f"{p.file}:{p.line}: {FAULTS[p.kind]}") if p.kind in FAULTS else str(p) for p in listed]
    if any(p.kind in FAULTS for p in listed):
        found.append("rating check shows the values, and what to do")
    return "\n".join(found)


def _made(project, table, engine, rows):
    return dg.MaterializeResult(
        asset_key=_asset_key(table),
        metadata={"dagster/row_count": rows, "file": dg.MetadataValue.path(engine.place(project, table))},
        check_results=[dg.AssetCheckResult(passed=True, asset_key=_asset_key(table), check_name=SCHEMA_CHECK)],
    )


def _kept(project, table, engine, make, *given):
    """The table that `make` of the engine writes; or, where it breaks its schema, the failed check and the end of the
    step."""
    try:
        yield _made(project, table, engine, make(project, table, *given))
    except pandera.errors.SchemaErrors as errors:
        yield _refused(table, errors)
        what = _failures(table, errors.failure_cases.head(1))[0]
        raise dg.Failure(f"breaks its schema: {what} ({BLAME})") from None
    except sql.ModelError as error:
        yield dg.AssetCheckResult(passed=False, asset_key=_asset_key(table), check_name=SCHEMA_CHECK)
        raise dg.Failure(f"breaks its schema: {error} ({BLAME})") from None
    except OSError as error:
        raise dg.Failure(str(no_room(project, error))) from None


def _staging(project, editions, engine):
    """All tables that are read from `raw/`, in one step: an edition with faults is in none of them."""
    tables = [t for t in SCHEMAS if t.startswith("staged.") and t not in sql.models()]
    sound = dg.AssetCheckSpec(
        SOUND_CHECK,
        asset=_asset_key("staged.editions"),
        description="Every file in raw/ can be read and keeps to its schema.",
    )

    @dg.multi_asset(
        name="staging",
        specs=[
            dg.AssetSpec(_asset_key(t), group_name="staged", description=describe(t), metadata=_metadata(t))
            for t in tables
        ],
        check_specs=[*map(_schema_check, tables), sound],
        required_resource_keys={"lock"},
    )
    def staging(context: dg.AssetExecutionContext):
        from pipeline.computing.freshness import fingerprint

        if editions is None:
            # Before it is read: what changes meanwhile is built by the next run.
            context.instance.add_run_tags(context.run.run_id, {INPUTS: fingerprint(project)})
        found = editions if editions is not None else reading.load(project)
        context.instance.add_dynamic_partitions(EDITIONS.name, [e.name for e in found if e.sound])
        problems = [p for e in found for p in e.problems]
        for table, frame in reading.staged_tables(found).items():
            yield from _kept(project, table, engine, engine.write_staged, frame)
        yield dg.AssetCheckResult(
            passed=not faults(problems),
            check_name=SOUND_CHECK,
            asset_key=_asset_key("staged.editions"),
            metadata={"problems": summary(problems), "faults": _places(faults(problems))},
        )

    return staging


def _table(project, table, engine):
    text = sql.models()[table]

    @dg.asset(
        key=_asset_key(table),
        deps=[_asset_key(t) for t in sql.inputs(text)],
        group_name=table.split(".")[0],
        description=f"{describe(table)}\n\n```sql\n{text}```",
        metadata=_metadata(table),
        kinds={engine.NAME, "parquet"},
        check_specs=[_schema_check(table)],
        required_resource_keys={"lock"},
    )
    def model():
        yield from _kept(project, table, engine, engine.run_model)

    return model


def _audit(project, name, engine):
    table, others = sql.audited(name)
    blocking = sql.is_blocking(name)

    @dg.asset_check(
        asset=_asset_key(table),
        additional_deps=[_asset_key(t) for t in others],
        name=name,
        blocking=blocking,
        description=sql.comment(sql.audits()[name]),
        required_resource_keys={"lock"},
    )
    def audit():
        rows = engine.run_audit(project, name)
        severity = dg.AssetCheckSeverity.ERROR if blocking else dg.AssetCheckSeverity.WARN
        return dg.AssetCheckResult(
            passed=not rows,
            severity=severity,
            metadata={"rows": len(rows), "found": dg.MetadataValue.json(rows[:1000])},
        )

    return audit


class ReleaseConfig(dg.Config):
    """What a release is given: its version (empty: what the changes ask for), a sentence for the changelog, and its day
    (empty: today in UTC)."""

    version: str = ""
    note: str = ""
    date: str = ""


def _release(project):
    tables = [t for t in SCHEMAS if t.startswith("public.")]

    @dg.asset(
        name="release", key_prefix="released", group_name="released", partitions_def=EDITIONS,
        deps=[_asset_key(t) for t in tables], required_resource_keys={"lock"},
        description="An edition's next release, made from its public raw files and written once to `releases/`.",
    )  # fmt: skip
    def release(context: dg.AssetExecutionContext, config: ReleaseConfig):
        from pipeline.releasing.publish import release as publish

        try:
            version, folder = publish(project, context.partition_key, config.version, config.note, config.date)
        except DataError as error:
            raise dg.Failure(f"{summary(error.problems)}\n{_places(error.problems)}") from None
        made = "nothing has changed" if folder is None else str(folder)
        return dg.MaterializeResult(metadata={"version": str(version), "folder": made})

    return release


defs = definitions(Project(os.environ.get("RATING_ROOT") or HOME))
