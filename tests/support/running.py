"""Running the command and building projects, in a new process or in this one."""

import contextlib
import io
import os
import resource
import subprocess
import sys
from pathlib import Path

from filelock import FileLock

# Each of pytest's workers has a core of its own; many threads for small tables only get in each other's way.
os.environ.setdefault("RATING_THREADS", "1")
os.environ.setdefault("POLARS_MAX_THREADS", "1")

THOROUGH = int(os.environ.get("RATING_THOROUGH") or 0)
"""How much more is tried than in `make test` as it stands; the README says what."""

HERE = Path(__file__).resolve().parents[2]
RDR = HERE.parent / "shared" / "data" / "rdr"
ZIPS = ["RDRindex2019data_csv.zip", "2020RDRIndexCSV.zip", "2022RDRIndexCSV.zip"]


def every(step, cases):
    """Return all cases if RATING_THOROUGH is set, or else each `step`-th one, beginning with the first."""
    return list(cases)[:: 1 if THOROUGH else step]


def rating(*words, root=None, code=0, env=None, limit=None):
    """Run the command as a user does; return (standard output, standard error). `limit`: bytes of address space."""
    if root is not None:
        words = (*words, "--root", str(root))
    result = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *map(str, words)],
        cwd=HERE,
        text=True,
        timeout=300,
        capture_output=True,
        env={**os.environ, **(env or {})},
        preexec_fn=limit and (lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit))),
    )
    assert result.returncode == code, f"exit {result.returncode}\n{result.stdout}\n{result.stderr}"
    assert "Traceback" not in result.stderr
    return result.stdout, result.stderr


def rating_here(*words, root, code=0):
    """Run the command in this process, which saves a second each time."""
    from pipeline.cli.main import main

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        assert main([*map(str, words), "--root", str(root)]) == code, err.getvalue()
    return out.getvalue(), err.getvalue()


def shared(factory, name, make):
    """Return a folder that `make` fills once for all workers of pytest-xdist; tests only read it."""
    base = factory.getbasetemp()
    base = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    with FileLock(base / f"{name}.lock"):
        if not (base / name / "made").exists():
            (base / name).mkdir()
            make(base / name)
            (base / name / "made").touch()
    return base / name


def run_in_dagster(root):
    """Run the job `build` as Dagster's page does, with the history in build/dagster; return True if it succeeds."""
    import dagster as dg

    from pipeline.core.project import Project
    from pipeline.definitions.assets import definitions
    from pipeline.definitions.instance import home

    project = Project(root)
    with dg.DagsterInstance.from_config(str(home(project))) as instance:
        job = definitions(project).resolve_job_def("build")
        return job.execute_in_process(instance=instance, raise_on_error=False).success


def built(root):
    """Compute the tables of a project as `rating build` does, without Dagster, which takes longer than they do."""
    from pipeline.computing.build import compute
    from pipeline.computing.freshness import fingerprint, remember
    from pipeline.core.project import Project
    from pipeline.reading import editions

    project = Project(root)
    inputs = fingerprint(project)
    compute(project, editions.load(project))
    remember(project, inputs, True)


def frame_of(root, name, with_names=True):
    """Return a table of a built project as a frame, sorted, with names for numbers (`named`)."""
    from pipeline.computing import sql
    from pipeline.core.project import Project
    from pipeline.schemas import SCHEMAS, key

    with sql.DuckDB(Project(root)) as tables:
        text = named(name) if with_names else f"from {name} order by {', '.join(map(str, key(SCHEMAS[name])))}"
        tables.see(sql.inputs(text))
        return tables.con.sql(text).pl()


def named(table):
    """Return the SQL of a table with names for its numbers, the edition and company of its target or service, and the
    score, status and rank that follow from its bounds."""
    from pipeline.schemas import SCHEMAS, columns, key

    shown, joins, edition, company = [], [], "", ""
    for c in columns(SCHEMAS[table]):
        n = f"n{len(joins)}"
        if c.kind == "unit" and c.name != "unit":
            joins.append(f"left join staged.units {n} on {n}.unit = t.{c.name}")
            shown.append(f"{n}.service as {c.name}")
            edition, company = edition or f"{n}.edition", company or f"{n}.company"
        elif c.kind == "code_number":
            joins.append(f"left join staged.codes {n} on {n}.number = t.{c.name}")
            shown.append(f"{n}.code as {c.name}")
        elif c.kind in ("scenario", "comparison") and (table, c.name) != (f"scored.{c.kind}s", c.kind):
            joins.append(f"left join scored.{c.kind}s {n} on {n}.{c.kind} = t.{c.name}")
            shown.append(f"{n}.name as {c.name}" if c.kind == "scenario" else f"{n}.edition_before")
            edition = f"{n}.edition"
        else:
            shown.append(f't."{c.name}"')
    names = SCHEMAS[table].columns
    found = [("edition", edition), ("company", company)] if joins else []
    found += [("score", "certain(t.score_low, t.score_high)")] if "score_low" in names else []
    if {"n_scored", "n_printed", "n_expected"} <= names.keys() and "score_low" in names:
        found += [("status", "score_status(t.n_scored, t.n_printed, t.n_expected)")]
    found += [("rank", "case when t.rank_low = t.rank_high then t.rank_low end")] if "rank_low" in names else []
    more = [f"{value} as {name}" for name, value in found if joins and value and name not in names]
    order = ", ".join(f't."{name}"' for name in key(SCHEMAS[table]))
    return f"select {', '.join([*more, *shown])} from {table} t {' '.join(joins)} order by {order}"
