"""The path of a project is never data: below folders that look like a pattern, or like a column with its value, every
command reads the project's own files and computes the same figures."""

import shutil
import tempfile

import duckdb
import polars as pl
import pytest

from pipeline.computing import sql
from pipeline.core.project import UsageError
from support.running import rating_here
from support.small import Small

COLUMNS = "score=0/edition=evil/points=7/company=zzz/rank=1/status=draft/year=1999"
ODD = f"{COLUMNS}/a*b/a?b/[x]/[!x]/**/{{a,b}}/it's %41 #;$x"
MATCHED = f"{COLUMNS}/axb/a-b/x/y/z/a/it's %41 #;$x"
"""What ODD would match, were it a pattern."""

WAY = [
    ["build", "--format", "json"],
    ["show", "small-2023", "--format", "json"],
    ["release", "small-2023", "--format", "json"],
    ["verify", "--format", "json"],
    ["diff", "small-2023/1.0.0", "BUILT", "--format", "json"],
    ["report", "small-2023", "--format", "json"],
]
"""The whole way of an edition, in commands."""


def go(root, temporary):
    """Return the output of the commands and all computed files: path -> bytes, without times and Dagster's history."""
    temporary.mkdir()
    words = [[str(root / "build/public") if word == "BUILT" else word for word in command] for command in WAY]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tempfile, "tempdir", str(temporary))
        said = [rating_here(*command, root=root)[0] for command in words]
    assert list(temporary.iterdir()) == []
    found = [p for folder in ("build", "releases") for p in sorted((root / folder).rglob("*")) if p.is_file()]
    names = {p.relative_to(root).as_posix(): p.read_bytes() for p in found}
    return [out.replace(str(root), "ROOT") for out in said], {
        name: data for name, data in names.items() if not name.startswith(("build/dagster", "build/fresh", "build/."))
    }


@pytest.mark.long
def test_no_folder_above_a_project_changes_what_is_computed(tmp_path):
    small = Small(tmp_path / "plain")
    odd, matched = tmp_path / ODD, tmp_path / MATCHED
    shutil.copytree(small.root / "raw", odd / "raw")
    said, files = go(small.root, tmp_path / "tmp")
    assert "build/public/company_scores.parquet" in files and "build/report/small-2023/index.html" in files
    shutil.copytree(small.root / "build", matched / "build")
    shutil.copytree(small.root / "releases", matched / "releases")
    odd_said, odd_files = go(odd, odd / "tmp")
    assert odd_said == said
    assert odd_files == files


@pytest.mark.parametrize("name", ["score=0", "a*b", "a?b", "[x]", "[!x]", "a[b", "]", "{a,b}", "**", "a\\b", "'", "~"])
def test_a_file_is_read_as_it_is_named(tmp_path, name):
    for folder, score in ((name, 44), ("axb", 999), ("x", 999), ("a", 999), ("a/b", 999)):
        (tmp_path / folder).mkdir(exist_ok=True)
        pl.DataFrame({"score": [score]}).write_parquet(tmp_path / folder / "t.parquet")
    with duckdb.connect() as con:
        assert con.execute(f"from {sql.rows_in(tmp_path / name / 't.parquet')}").fetchall() == [(44,)]


@pytest.mark.parametrize(("name", "matched"), [("a\\*b", "a/xb"), ("a\\b/[x]", "a/b/x")])
def test_a_path_that_duckdb_has_no_spelling_for_is_refused(tmp_path, name, matched):
    """It is refused if a neighbouring folder matches; otherwise it is read."""
    path, other = (tmp_path / folder / "t.parquet" for folder in (name, matched))
    path.parent.mkdir(parents=True)
    pl.DataFrame({"score": [44]}).write_parquet(path)
    with duckdb.connect() as con:
        assert con.execute(f"from {sql.rows_in(path)}").fetchall() == [(44,)]
    other.parent.mkdir(parents=True)
    pl.DataFrame({"score": [999]}).write_parquet(other)
    with pytest.raises(UsageError, match=r"can't read this path because of the backslash \(rename the folder\)"):
        sql.rows_in(path)
