"""Spark understands every SQL file, and computes the same cells from it as DuckDB. That takes as long as half of all
other tests: `make test-spark` does it."""

import json
import os
import shutil
import subprocess
from types import SimpleNamespace

import polars as pl
import pytest

from pipeline.computing import sql
from pipeline.computing.spark import require_server
from pipeline.core.project import Project, UsageError
from pipeline.schemas import SCHEMAS
from support.running import HERE, THOROUGH, rating_here
from support.small import Small
from support.two_editions import with_every_change

PYTHON = HERE / ".venv-spark/bin/python"
LEAN = "--conf spark.sql.adaptive.enabled=false --conf spark.sql.shuffle.partitions=1"
"""For tables as small as ours."""

computes = pytest.mark.skipif(not THOROUGH, reason="make test-spark starts Spark")


def checked_by_spark(*words, java=""):
    """Return the findings of spark_check.py, which runs in its own process: Java needs most of the time to become
    fast."""
    if not (PYTHON.exists() and shutil.which("java")):
        if os.environ.get("CI"):
            pytest.fail("CI must have Java, and .venv-spark as make test-spark makes it")
        pytest.skip("Spark is not at hand (make test-spark makes .venv-spark; Java 17 or newer)")
    env = {
        **os.environ,
        "PYTHONPATH": str(HERE),
        "PYSPARK_SUBMIT_ARGS": f"--driver-java-options '-XX:+UseSerialGC {java}' {LEAN} pyspark-shell",
    }
    command = [PYTHON, "tests/support/spark_check.py", *words]
    done = subprocess.run([*map(str, command)], cwd=HERE, env=env, text=True, capture_output=True, timeout=600)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Two small editions with every kind of change, built."""
    root = with_every_change(Small(tmp_path_factory.mktemp("two"))).root
    rating_here("build", root=root)
    return root


@pytest.fixture(scope="module")
def spark(everything, two, tmp_path_factory):
    """What Spark makes of all editions in `build`, and of the two small ones at an `address`. `project` has the small
    ones as DuckDB made them."""
    root = tmp_path_factory.mktemp("spark")
    shutil.copytree(everything / "raw", root / "raw")
    address = root / "score=0/kept [else]{w,h}ere*"  # neither a column nor a pattern
    found = checked_by_spark("computed", root, two, address)
    return SimpleNamespace(root=root, project=Project(two), address=address, **found)


@computes
def test_every_sql_file_is_understood():
    """Spark plans each query, with the columns and types of its schema."""
    understood = checked_by_spark("understood", java="-XX:TieredStopAtLevel=1")
    assert understood == dict.fromkeys([*sql.models(), *sql.audits()], "")


@computes
def test_every_table_is_the_same(spark, everything):
    ours, theirs = Project(everything), Project(spark.root)
    different = [
        table for table in filter(sql.is_kept, SCHEMAS)
        if not pl.read_parquet(ours.table(table)).equals(pl.read_parquet(theirs.table(table)))
    ]  # fmt: skip
    assert different == []
    # What follows a build does not ask who computed.
    out, err = rating_here("build", root=spark.root)
    assert "nothing has changed" in err and out == spark.out == rating_here("build", root=everything)[0]
    assert [p.name for p in (spark.root / "build").glob("*/.*")] == []


@computes
def test_tables_at_an_address_are_checked_and_audited_too(spark):
    for table in spark.rows:
        folder = spark.address / f"{table.replace('.', '/')}.parquet"
        assert (folder / "_SUCCESS").exists()
        rows = pl.read_parquet(spark.project.table(table))
        editions = rows["edition"].unique().to_list() if "edition" in rows.columns else []
        assert {path.name for path in folder.iterdir() if path.is_dir()} == {f"edition={e}" for e in editions}
        parts = []
        for path in sorted(folder.rglob("part-*.parquet")):
            part = pl.read_parquet(path, glob=False, hive_partitioning=False)
            if editions:
                part = part.with_columns(pl.lit(path.parent.name.removeprefix("edition=")).alias("edition"))
            parts.append(part.select(rows.columns))
        assert pl.concat([rows.clear(), *parts]).equals(rows), table
        assert spark.rows[table] == rows.height
    assert spark.audits == {"not_applicable_has_a_reason": []}
    said = spark.said
    rows = pl.read_parquet(spark.project.table("public.answers")).height
    assert said["twice"] == f"public.twice: {rows} keys have more than one row"
    assert said["below"].startswith("public.below: points: ") and said["below"].endswith(f" in {rows} rows")
    assert said["nobody"] == f"public.nobody: company: is missing in {rows} rows"
    assert "the number of columns differs" in said["short"] or "instead of" in said["short"]


def test_wrong_words_are_told_before_anything_runs(small):
    for words, said in (
        (["--master", "local"], "--master needs --engine spark"),
        (["--tables", "x"], "--tables x: "),
        (["--engine", "spark", "--no-staging"], "--no-staging needs --tables"),
        (["--engine", "spark"], "is not installed (it comes with digital-rating[spark]: see the README)"),
    ):
        assert said in rating_here("build", *words, root=small.root, code=2)[1]
    assert not (small.root / "build").exists()


@pytest.mark.parametrize("master", ["sc://127.0.0.1:1", "sc://127.0.0.1:1/;token=x", "sc://127.0.0.1:99999"])
def test_a_server_that_does_not_answer_is_reported_at_once(master):
    with pytest.raises(UsageError, match=f"no Spark Connect server answers at {master}: .* \\(start it, or correct"):
        require_server(master)
