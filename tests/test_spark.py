"""Every SQL file gives the same on Apache Spark as on DuckDB, cell by cell."""

import json
import os
import shutil
import subprocess

import polars as pl
import pytest
from conftest import HERE, rating

from pipeline import sql
from pipeline.project import Project
from pipeline.schemas import SCHEMAS

PYTHON = HERE / ".venv-spark/bin/python"
LEAN = (
    "--driver-java-options -XX:+UseSerialGC --conf spark.sql.adaptive.enabled=false "
    "--conf spark.sql.shuffle.partitions=1 pyspark-shell"
)
"""For tables as small as ours."""


@pytest.fixture(scope="module")
def spark():
    """Run Python where Spark is, in the repository: spark("-m", "pipeline.cli", ...) -> the ended process."""
    if not (PYTHON.exists() and shutil.which("java")):
        if os.environ.get("CI"):
            pytest.fail("CI must have Java, and .venv-spark as make test makes it")
        pytest.skip("Spark is not at hand (make test makes .venv-spark; Java 17 or newer)")

    def run(*words):
        env = {**os.environ, "PYTHONPATH": str(HERE), "PYSPARK_SUBMIT_ARGS": LEAN}
        command = [str(PYTHON), *map(str, words)]
        return subprocess.run(command, cwd=HERE, env=env, text=True, capture_output=True, timeout=600)

    return run


def test_every_table_of_all_editions_is_the_same(spark, everything, tmp_path):
    shutil.copytree(everything / "raw", tmp_path / "raw")
    done = spark("-m", "pipeline.cli", "build", "--engine", "spark", "--master", "local[1]", "--root", tmp_path)
    assert done.returncode == 0, done.stderr[-3000:]
    ours, theirs = Project(everything), Project(tmp_path)
    different = [
        table for table in SCHEMAS if sql.is_kept(table)
        and not pl.read_parquet(ours.table(table)).equals(pl.read_parquet(theirs.table(table)))
    ]  # fmt: skip
    assert different == []
    # What follows a build does not ask who computed.
    out, err = rating("build", root=tmp_path)
    assert "nothing has changed" in err and out == done.stdout == rating("build", root=everything)[0]
    assert [p.name for p in (tmp_path / "build").glob("*/.*")] == []


def test_tables_at_an_address_are_checked_and_audited_too(spark, two, tmp_path):
    """The small editions have every kind of change."""
    address = tmp_path / "kept elsewhere"
    two.build()
    project = Project(two.root)
    done = spark("tests/spark_check.py", two.root, address)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout)
    for table in found["rows"]:
        folder = address / f"{table.replace('.', '/')}.parquet"
        assert (folder / "_SUCCESS").exists()
        parts = [pl.read_parquet(path) for path in sorted(folder.glob("part-*.parquet"))]
        rows = pl.read_parquet(project.table(table))
        assert pl.concat(parts).equals(rows), table
        assert found["rows"][table] == rows.height
    assert found["audits"] == {"scores_are_within_their_bounds": []}
    said = found["said"]
    twice = pl.read_parquet(project.table("scored.ranks")).height
    assert said["twice"] == f"scored.twice: {twice} keys have more than one row"
    assert said["nought"].startswith("scored.nought: rank_low: ") and said["nought"].endswith(f" in {twice} rows")
    assert said["nobody"] == f"scored.nobody: company: is missing in {twice} rows"
    assert "another number of columns" in said["short"] or "instead of" in said["short"]


def test_wrong_words_are_told_before_anything_runs(small):
    for words, said in (
        (["--master", "local"], "--master and --tables need --engine spark"),
        (["--tables", "x"], "--master and --tables need --engine spark"),
        (["--engine", "spark", "--no-staging"], "--no-staging needs --tables"),
        (["--engine", "spark"], "is not installed (pip install 'digital-rating[spark]')"),
    ):
        assert said in rating("build", *words, root=small.root, code=2)[1]
    assert not (small.root / "build").exists()
