"""Every SQL file gives the same on Apache Spark as on DuckDB, cell by cell."""

import json
import os
import shutil
import subprocess
from types import SimpleNamespace

import polars as pl
import pytest
from conftest import HERE, THOROUGH, Small, rating_here
from two_editions import with_every_change

from pipeline import sql
from pipeline.project import Project
from pipeline.schemas import SCHEMAS

PYTHON = HERE / ".venv-spark/bin/python"
LEAN = {"spark.sql.adaptive.enabled": "false", "spark.sql.shuffle.partitions": "1"}
"""For tables as small as ours."""
JAVA = "-XX:+UseSerialGC"
if not THOROUGH:
    # The smallest are done before anything is compiled.
    JAVA += " -XX:TieredStopAtLevel=1"
    LEAN |= {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Two small editions with every kind of change, built."""
    root = with_every_change(Small(tmp_path_factory.mktemp("two"))).root
    rating_here("build", root=root)
    return root


@pytest.fixture(scope="module")
def editions(request, two):
    """A built project. The shipped editions and RDR's take Spark half as long as all other tests together: they are
    tried where RATING_THOROUGH is set, as `make test-spark` does."""
    return request.getfixturevalue("everything") if THOROUGH else two


@pytest.fixture(scope="module")
def spark(editions, two, tmp_path_factory):
    """What Spark makes of these editions in `build`, and of the two small ones at an `address`, in one process: most of
    the time it takes Java to become fast. `project` has the small ones as DuckDB made them."""
    if not (PYTHON.exists() and shutil.which("java")):
        if os.environ.get("CI"):
            pytest.fail("CI must have Java, and .venv-spark as make test makes it")
        pytest.skip("Spark is not at hand (make test makes .venv-spark; Java 17 or newer)")
    root = tmp_path_factory.mktemp("spark")
    shutil.copytree(editions / "raw", root / "raw")
    lean = " ".join(f"--conf {name}={value}" for name, value in LEAN.items())
    env = {
        **os.environ,
        "PYTHONPATH": str(HERE),
        "PYSPARK_SUBMIT_ARGS": f"--driver-java-options '{JAVA}' {lean} pyspark-shell",
    }
    command = [PYTHON, "tests/spark_check.py", root, two, root / "kept elsewhere"]
    done = subprocess.run([*map(str, command)], cwd=HERE, env=env, text=True, capture_output=True, timeout=600)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    return SimpleNamespace(root=root, project=Project(two), address=root / "kept elsewhere", **found)


@pytest.mark.long
def test_every_table_is_the_same(spark, editions):
    ours, theirs = Project(editions), Project(spark.root)
    different = [
        table for table in SCHEMAS if sql.is_kept(table)
        and not pl.read_parquet(ours.table(table)).equals(pl.read_parquet(theirs.table(table)))
    ]  # fmt: skip
    assert different == []
    # What follows a build does not ask who computed.
    out, err = rating_here("build", root=spark.root)
    assert "nothing has changed" in err and out == spark.out == rating_here("build", root=editions)[0]
    assert [p.name for p in (spark.root / "build").glob("*/.*")] == []


@pytest.mark.long
def test_tables_at_an_address_are_checked_and_audited_too(spark):
    for table in spark.rows:
        folder = spark.address / f"{table.replace('.', '/')}.parquet"
        assert (folder / "_SUCCESS").exists()
        parts = [pl.read_parquet(path) for path in sorted(folder.glob("part-*.parquet"))]
        rows = pl.read_parquet(spark.project.table(table))
        assert pl.concat(parts).equals(rows), table
        assert spark.rows[table] == rows.height
    assert spark.audits == {"not_applicable_has_a_reason": []}
    said = spark.said
    rows = pl.read_parquet(spark.project.table("public.answers")).height
    assert said["twice"] == f"public.twice: {rows} keys have more than one row"
    assert said["below"].startswith("public.below: points: ") and said["below"].endswith(f" in {rows} rows")
    assert said["nobody"] == f"public.nobody: company: is missing in {rows} rows"
    assert "another number of columns" in said["short"] or "instead of" in said["short"]


def test_wrong_words_are_told_before_anything_runs(small):
    for words, said in (
        (["--master", "local"], "--master and --tables need --engine spark"),
        (["--tables", "x"], "--master and --tables need --engine spark"),
        (["--engine", "spark", "--no-staging"], "--no-staging needs --tables"),
        (["--engine", "spark"], "is not installed (pip install 'digital-rating[spark]')"),
    ):
        assert said in rating_here("build", *words, root=small.root, code=2)[1]
    assert not (small.root / "build").exists()
