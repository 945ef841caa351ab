"""The benchmarks compare like with like: a generated edition has the scores of its original, and the same rule in
polars and in pandas gives the pipeline's scores."""

import os
import shutil
import subprocess
import sys

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from benchmarks import generate, in_polars, one, ours
from pipeline.computing import sql
from pipeline.core.project import Project
from pipeline.schemas import SCHEMAS, key
from support.running import HERE, THOROUGH, frame_of

TOOLS = HERE / ".venv-tools/bin/python"
PANDAS = "import pathlib, sys; from benchmarks import in_pandas; in_pandas.run(pathlib.Path(sys.argv[1]))"


@pytest.fixture
def built(request, tmp_path):
    """A copy of the built shipped editions; with RATING_THOROUGH, of RDR's too."""
    whole = request.getfixturevalue("everything" if THOROUGH else "shipped")
    shutil.copytree(whole / "build", tmp_path / "build")
    return Project(tmp_path)


def published(project, table, edition=None):
    """Return the published part of a table of scores, in points, with names."""
    frame = frame_of(project.root, table).filter(pl.col("scenario") == "actual").drop("scenario")
    if edition:
        frame = frame.filter(pl.col("edition") == edition)
    return frame.with_columns(pl.col("score", "score_low", "score_high") / 1e12)


def test_each_copy_has_the_scores_of_its_original(shipped, tmp_path):
    target = Project(tmp_path)
    answers = generate.generate(Project(shipped), "example-2024", 2, target)
    original = published(Project(shipped), "scored.scope_scores", "example-2024")
    ours.score(target, "scores")
    found = published(target, "scored.scope_scores")
    for copy in ("-000001", "-000002"):
        same = found.filter(pl.col("company").str.ends_with(copy)).with_columns(pl.col("company").str.head(-len(copy)))
        assert_frame_equal(same, original, abs_tol=0, rel_tol=0)
    assert found.height == 2 * original.height
    assert answers == 2 * frame_of(shipped, "public.answers").filter(pl.col("edition") == "example-2024").height
    for path in (target.build / "staged").iterdir():
        table = f"staged.{path.stem}"
        frame = sql.checked(table, pl.read_parquet(path))
        assert frame.equals(frame.sort(key(SCHEMAS[table]))), f"{table} is sorted by its grain"


@pytest.mark.parametrize("engine", ["polars", "pandas"])
def test_the_other_engines_have_the_same_rule(built, engine):
    if engine == "polars":
        in_polars.run(built.root)
    elif TOOLS.exists():
        subprocess.run([TOOLS, "-W", "error", "-c", PANDAS, built.root], cwd=HERE, check=True)
    elif os.environ.get("CI"):
        pytest.fail("CI must have the tools' environment: make test makes it")
    else:
        pytest.skip("the tools' environment is not there: make test makes it")
    found = {name: pl.read_parquet(built.root / f"{name}.parquet") for name in ("scores", "levels")}
    ours.only_published(built)
    ours.score(built, "scores")
    points = pl.col("^score.*$") / 1e12
    for name, theirs in found.items():
        wanted = pl.read_parquet(built.root / f"{name}.parquet").with_columns(points)
        wanted = wanted.rename({"score_low": "low", "score_high": "high"}).select(theirs.columns)
        theirs = theirs.cast(dict(wanted.schema))
        assert_frame_equal(theirs, wanted, rel_tol=0, abs_tol=1e-9)


@pytest.mark.parametrize(("change", "wrong"), [(0.0, 0), (5e-7, 0), (2e-6, 1), (None, 1)])
def test_a_run_ends_where_a_total_differs(tmp_path, change, wrong):
    scores = pl.DataFrame(
        {
            "target": [1, 2],
            "scope": 7,
            "low": [40.0, 50.0],
            "high": [40.0, 60.0],
            "n_scored": 3,
            "n_expected": 4,
        }
    )
    scores.write_parquet(tmp_path / "scores.parquet")
    (tmp_path / "build/staged").mkdir(parents=True)
    pl.DataFrame({"number": [7], "code": ["total"]}).write_parquet(tmp_path / "build/staged/codes.parquet")
    assert one.differing(tmp_path, tmp_path / "totals.parquet") == 0
    scores.with_columns(low=pl.Series([40.0, None if change is None else 50 + change])).write_parquet(
        tmp_path / "scores.parquet"
    )
    assert one.differing(tmp_path, tmp_path / "totals.parquet") == wrong


def test_data_beyond_the_memory_limit_are_spilled_below_build(tmp_path):
    code = (
        "import sys\nfrom pipeline.computing import sql\nfrom pipeline.core.project import Project\n"
        "project = Project(sys.argv[1])\n"
        "with sql.DuckDB(project) as tables:\n"
        "    rows = 'select hash(range) as h, range as n from range(2000000) order by h'\n"
        "    tables.con.execute(f'create temp table t as {rows}')\n"
        "    print(len(list((project.build / 'spill').iterdir())))\n"
    )
    (tmp_path / "it's/build").mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "it's"],
        cwd=tmp_path,
        env=os.environ | {"RATING_MEMORY_LIMIT": "50MB"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) > 0
    assert [p.name for p in tmp_path.iterdir()] == ["it's"], "nothing beside the project"
    assert not (tmp_path / "it's/build/spill").exists(), "and nothing stays"
