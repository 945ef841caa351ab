"""Every bad workbook gets its message with file, sheet and cell; none gives a traceback."""

import shutil
from functools import cache
from importlib import import_module

import pytest

from pipeline.core.project import Project
from pipeline.desk.read_workbook import read_workbook
from pipeline.desk.write_workbook import write_workbooks
from pipeline.reading.editions import load
from support.bad_workbooks import CASES
from support.small import EDITION, Small

ANSWERS = {
    (service, element): {"answer": answer, "reason": reason, "sources": sources}
    for _, service, _, element, answer, reason, sources, *_ in (
        line.split(",") for line in EDITION["answers.csv"].splitlines()[1:]
    )
}


for name in ("files", "forms", "cells"):
    import_module(f"support.bad_workbook_{name}")

loaded = cache(lambda project, *names: load(project, names))


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The small edition with a second company, and the next edition, which the name of a file can mention."""
    small = Small(tmp_path_factory.mktemp("bad"))
    with small.file("companies.csv").open("a") as file:
        file.write("other,Other,,,platform,,\n")
    with small.file("services.csv").open("a") as file:
        file.write("other,group,Group,,,group,,,\nother,shop,Shop,,,service,shop,,\n")
    shutil.copytree(small.edition, small.edition.with_name("small-2024"))
    return Project(small.root)


@pytest.fixture(scope="module")
def good(project, tmp_path_factory):
    out = tmp_path_factory.mktemp("good")
    (path,) = write_workbooks(project, "small-2023", "acme", language="en", out=out, answers=ANSWERS)
    filled = read_workbook(project, path)
    assert filled.problems == []
    assert len(filled.answers) == len(ANSWERS)
    return path.read_bytes()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bad_workbook(case, project, good, tmp_path, monkeypatch):
    # The edition is the same each time, and takes longer than its workbooks.
    monkeypatch.setattr("pipeline.desk.read_workbook.load", lambda project, names: loaded(project, *names))
    path = tmp_path / case.file
    path.write_bytes(case.spoil(good))
    filled = read_workbook(project, path)
    found = [str(problem).removeprefix(str(path)).removeprefix(":") for problem in filled.problems]
    if len(found) > 500:
        assert found[-1] == case.expected[0]
        return
    assert len(found) == len(case.expected), found
    for line, expected in zip(found, case.expected, strict=True):
        assert line.startswith(expected.removesuffix("...")), found
        assert line == expected or expected.endswith("..."), found


def test_how_many():
    names = [case.name for case in CASES]
    assert len(names) == len(set(names)) == 102
