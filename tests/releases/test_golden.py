"""Golden outputs: what no change of the code alters by accident. `make golden` runs this file alone.

The current releases are made again from their own raw/ and compared byte for byte. The sums of all tables, of a report
and of workbooks are in `golden/`; `make golden WRITE=1` rewrites them after an intended change.
"""

import hashlib
import json
import os
import shutil
import zipfile

import pytest

from pipeline.computing import sql
from pipeline.core.project import Project
from pipeline.releasing import data
from pipeline.releasing.content import RECORD
from pipeline.releasing.release import past_releases, remade
from support.running import HERE, frame_of, rating

GOLDEN = HERE / "tests/releases/golden"
RELEASED = sorted(p.name for p in (HERE / "releases").iterdir() if p.is_dir())
BY_CODE = {"provenance.json", "SHA256SUMS"}
"""Files of a release that name the code which made it."""


def short(content):
    return hashlib.sha256(content).hexdigest()[:16]


def check(name, found):
    """Check that `found` (name -> sum) equals tests/releases/golden/<name>.json."""
    path = GOLDEN / f"{name}.json"
    if os.environ.get("RATING_GOLDEN") == "write":
        path.write_text(json.dumps(found, indent=0, sort_keys=True) + "\n")
    wanted = json.loads(path.read_text())
    assert found.keys() == wanted.keys()
    assert [key for key in wanted if wanted[key] != found[key]] == [], "make golden WRITE=1 accepts the change"


@pytest.mark.parametrize("edition", RELEASED)
def test_a_release_is_made_again_byte_for_byte(edition):
    release, *earlier = past_releases(Project(HERE), edition)
    there = {p.relative_to(release.folder).as_posix(): p for p in release.folder.rglob("*") if p.is_file()}
    held = {name: path.read_bytes() for name, path in there.items()}
    inputs = {name: content for name, content in held.items() if name.startswith("raw/") and name != RECORD}
    record = release.record
    made = remade(inputs, edition)
    changes = made.changes_since(earlier[0]) if earlier else None
    again = made.files(release.version, record.note, record.date_released, earlier, changes)
    assert again.keys() == held.keys()
    assert {name for name in held if again[name] != held[name]} <= BY_CODE
    then, now = (json.loads(files["provenance.json"]) for files in (held, again))
    assert {key for key in then if then[key] != now[key]} <= {"code"}
    sums = [set(files["SHA256SUMS"].decode().splitlines()) for files in (held, again)]
    assert {line.split("  ")[1] for line in sums[0] ^ sums[1]} <= {"provenance.json"}


def sums_of_tables(root):
    return {table: short(data.csv(frame_of(root, table))) for table in sql.models() if sql.is_kept(table)}


def test_the_tables_of_the_shipped_editions(shipped):
    check("tables-shipped", sums_of_tables(shipped))


def test_the_tables_of_all_editions(everything):
    check("tables-everything", sums_of_tables(everything))


def test_the_report(tmp_path):
    shutil.copytree(HERE / "releases", tmp_path / "releases")
    rating("report", "example-2024", root=tmp_path)
    site = tmp_path / "build/report/example-2024"
    check("report", {p.relative_to(site).as_posix(): short(p.read_bytes()) for p in site.rglob("*") if p.is_file()})


def test_the_workbooks(tmp_path):
    for name in ("editions/example-2023", "editions/example-2024", "methodologies", "lineage"):
        if (HERE / "raw" / name).exists():
            shutil.copytree(HERE / "raw" / name, tmp_path / "raw" / name)
    found = {}
    for language in ("en", "ru", "kk"):
        out = tmp_path / language
        rating("workbook", "example-2024", "meadow", "--language", language, "--out", out, root=tmp_path)
        (path,) = out.glob("*.xlsx")
        with zipfile.ZipFile(path) as book:
            found |= {f"{language}/{name}": short(book.read(name)) for name in book.namelist()}
    check("workbook", found)
