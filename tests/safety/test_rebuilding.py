"""The same input gives the same bytes, for any number of threads; no run leaves half-written or mixed files."""

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from pipeline.computing import sql
from pipeline.schemas import SCHEMAS
from support.running import THOROUGH, rating


def sums(root):
    """Return path in build/ -> sha256 of every table."""
    build = Path(root) / "build"
    return {
        str(p.relative_to(build)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(build.glob("*/*.parquet"))
    }


def copy(project, to):
    shutil.copytree(Path(project) / "raw", to / "raw")
    return to


@pytest.mark.parametrize("threads", ["4", "2", "3"] if THOROUGH else ["4"])
def test_same_bytes_whatever_the_threads_the_order_of_rows_the_folder_and_the_locale(request, tmp_path, threads):
    """Compared with the fixture, which was built with one thread; with RATING_THOROUGH also RDR's editions."""
    built = request.getfixturevalue("everything" if THOROUGH else "shipped")
    root = copy(built, tmp_path / "другая папка")
    for path in (root / "raw/editions").glob("*/*.csv"):
        header, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text(header + "".join(reversed(rows)), encoding="utf-8")
    env = {"RATING_THREADS": threads, "POLARS_MAX_THREADS": threads, "LC_ALL": "C", "TZ": "Asia/Almaty"}
    rating("build", root=root, env=env)
    found = sums(root)
    assert len(found) == sum(map(sql.is_kept, SCHEMAS))
    assert found == sums(built)


def test_a_second_build_changes_nothing(shipped):
    before = sums(shipped)
    rating("build", root=shipped)
    assert sums(shipped) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_reported(shipped, tmp_path):
    root = copy(shipped, tmp_path)
    (root / "build").mkdir()
    (root / "build").chmod(0o500)
    _, err = rating("build", root=root, code=1)
    assert "Permission denied" in err
