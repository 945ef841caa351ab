"""Errors and warnings of the command: all in one run, on standard error, with the exit code."""

import json
import re
import shutil

import polars as pl
import pytest

from pipeline.computing.build import compute
from pipeline.core.project import Project
from pipeline.reading import editions
from support.catalogue import make
from support.running import rating, rating_here

BROKEN = [
    ("answers.csv", "acme,post,all,P2.1,yes,,s1 => acme,post,all,P2.1,yess,,s1"),
    ("answers.csv", "acme,group,all,G1.1,yes,,s1 => acme,group,all,G1.1,yes,,"),
    ("companies.csv", "platform => platfrom"),
    ("sources.csv", "2022-05 => 2021-02-30"),
    ("edition.yaml", "status: final => status: finished"),
    ("indicators.csv", "services,,mail => services,,mial"),
]
"""Edits of files of the edition and, last, of its methodology."""

TOLD = """\
raw/editions/small-2023/answers.csv:2: sources: warning: "yes" has no source (cite the document)
raw/editions/small-2023/answers.csv:8: answer: "yess" is not in the scale (did you mean "yes"?)
raw/editions/small-2023/companies.csv:2: type: "platfrom" is not in company_types of methodology small \
(did you mean "platform"?)
raw/editions/small-2023/edition.yaml:6: status: "finished" is not allowed (write one of: draft, partial, final)
raw/editions/small-2023/sources.csv:2: document_date: "2021-02-30" is not a date (that month has no such day)
raw/methodologies/small/indicators.csv:4: excluded_service_classes: "mial" is not in methodology.yaml \
(the methodology has mail, shop)
"""
WARNED = ("answers.csv", "acme,post,all,P2.1,yes,,s1 => acme,post,all,P2.1,yes,,")


def beside(small, name, year):
    """Make a second edition of the same methodology, as a copy of the first."""
    folder = small.edition.with_name(name)
    shutil.copytree(small.edition, folder)
    rewrite(folder / "edition.yaml", "id: small-2023", f"id: {name}")
    rewrite(folder / "edition.yaml", "year: 2023", f"year: {year}")


def rewrite(path, old, new):
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def raw(small):
    """Return every file and folder in raw/ with its bytes and modification time."""
    found = sorted((small.root / "raw").rglob("*"))
    return [(p, p.stat().st_mtime_ns, p.read_bytes() if p.is_file() else b"") for p in found]


def test_all_errors_of_all_files_in_one_run(small):
    make(small, BROKEN)
    out, err = rating("check", root=small.root, code=1)
    told, end = TOLD.replace("raw/", f"{small.root}/raw/"), "5 errors, 1 warning in small-2023\n"
    assert (out, err) == ("", told + end)


def test_a_root_that_is_the_working_folder_is_left_out_of_the_paths(small, monkeypatch, capsys):
    from pipeline.cli.main import main

    make(small, BROKEN)
    monkeypatch.chdir(small.root)
    assert main(["check"]) == 1
    assert capsys.readouterr().err.startswith(TOLD)


def test_warnings_alone_are_no_failure(small):
    make(small, [WARNED])
    _, err = rating_here("check", root=small.root)
    told = f'{small.root}/raw/editions/small-2023/answers.csv:8: sources: warning: "yes" has no source'
    assert err.startswith(f"{told} (cite the document)\n0 errors, 1 warning")


def test_correct_files_give_no_message(small):
    assert rating_here("check", root=small.root) == ("", "0 errors, 0 warnings in small-2023\n")


def test_json_lists_the_same(small):
    make(small, BROKEN)
    out, _ = rating_here("check", "--format", "json", root=small.root, code=1)
    problems = json.loads(out)["problems"]
    assert [p["level"] for p in problems] == ["warning", *["error"] * 5]
    lines = [
        f"{p['file']}:{p['line']}: {p['column']}: {'warning: ' * (p['level'] == 'warning')}{p['message']}\n"
        for p in problems
    ]
    assert "".join(lines) == TOLD.replace("raw/", f"{small.root}/raw/")


def test_json_of_sound_files_has_an_empty_list(small):
    out, _ = rating_here("check", "--format", "json", root=small.root)
    assert json.loads(out) == {"problems": []}


@pytest.mark.parametrize("names", [["small-2024"], ["small-2023", "small-2024"], ["../editions/small-2023"]])
def test_an_unknown_edition_is_wrong_usage(small, names):
    out, err = rating_here("check", *names, root=small.root, code=2)
    assert (out, err) == ("", f'rating check: no edition "{names[-1]}" (did you mean "small-2023"?)\n')


def test_only_the_named_edition_is_checked(small):
    beside(small, "small-2024", 2024)
    make(small, [BROKEN[0]])
    assert rating_here("check", "small-2024", root=small.root) == ("", "0 errors, 0 warnings in small-2024\n")
    _, err = rating_here("check", root=small.root, code=1)
    assert err.splitlines()[1:] == ["1 error, 0 warnings in small-2023, small-2024"]


def test_an_error_that_editions_share_is_reported_once(small):
    beside(small, "small-2024", 2024)
    make(small, [BROKEN[5]])
    _, err = rating_here("check", root=small.root, code=1)
    assert err == (
        f'{small.root}/raw/methodologies/small/indicators.csv:4: excluded_service_classes: "mial" is not in '
        "methodology.yaml (the methodology has mail, shop)\n1 error, 0 warnings in small-2023, small-2024\n"
    )


def test_a_build_without_a_sound_edition_leaves_empty_tables(small):
    """The scores of the build before are gone: no row of an edition with errors remains."""
    rating_here("build", root=small.root)
    make(small, BROKEN[:5])
    _, err = rating_here("build", root=small.root, code=1)
    assert err.endswith("left out because of errors: small-2023\n")
    tables = sorted((small.root / "build/public").glob("*.parquet"))
    assert len(tables) > 30
    assert {path.stem: pl.read_parquet(path).height for path in tables} == dict.fromkeys((p.stem for p in tables), 0)


def test_a_build_reports_all_errors_first_and_leaves_out_the_edition_with_errors(small, table):
    """A second edition of the same methodology is built; the errors are printed before the first line of progress."""
    beside(small, "small-2024", 2024)
    make(small, BROKEN[:5])
    before = raw(small)
    _, err = rating_here("build", root=small.root, code=1)
    told = "".join(TOLD.splitlines(keepends=True)[:5]).replace("raw/", f"{small.root}/raw/")
    assert err.startswith(told + "4 errors, 1 warning\n")
    assert "left out because of errors: small-2023\n" in err
    assert raw(small) == before
    assert [r["score"] for r in table(small.root, "public.company_scores", scope="total")] == [56.25]
    tables = sorted((small.root / "build/public").glob("*.parquet"))
    frames = {path.stem: pl.read_parquet(path) for path in tables}
    built = {name: set(frame["edition"]) for name, frame in frames.items() if "edition" in frame.columns}
    filled = {name for name, found in built.items() if found}
    assert {"editions", "answers", "company_scores", "service_scores", "answer_weights"} <= filled
    assert set().union(*built.values()) == {"small-2024"}


def test_a_methodology_with_errors_stops_only_its_own_editions(small, table):
    """The second edition applies a correct copy of the methodology. A family in two categories is an error that no
    single row shows."""
    beside(small, "small-2024", 2024)
    sound = small.methodology.with_name("sound")
    shutil.copytree(small.methodology, sound)
    rewrite(sound / "methodology.yaml", "id: small", "id: sound")
    rewrite(small.edition.with_name("small-2024") / "edition.yaml", "methodology: small", "methodology: sound")
    make(small, [("indicators.csv", "P1b,P1,P => P1b,P1,G")])
    project = Project(small.root)
    found = editions.load(project)
    assert [e.name for e in found if not e.sound] == ["small-2023"]
    compute(project, found, ["public.company_scores"])
    assert [r["edition"] for r in table(small.root, "public.company_scores", scope="total")] == ["small-2024"]


def test_a_check_writes_nothing(small):
    make(small, BROKEN)
    before = raw(small)
    rating_here("check", root=small.root, code=1)
    assert raw(small) == before
    assert [p.name for p in small.root.iterdir()] == ["raw"]


@pytest.mark.parametrize("setting", ["RATING_THREADS=0", "RATING_THREADS=many", "RATING_MEMORY_LIMIT=3 apples"])
def test_a_setting_that_duckdb_cannot_read_is_wrong_usage(small, setting, monkeypatch):
    monkeypatch.setenv(*setting.split("="))
    out, err = rating_here("build", root=small.root, code=2)
    assert out == ""
    told = err.removeprefix("0 errors, 0 warnings\n")
    assert told.startswith("rating build: RATING_") and f"{setting}: " in told
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize("memory", ["1MB", "5MB"])
def test_too_little_memory_names_the_setting(small, memory, monkeypatch):
    monkeypatch.setenv("RATING_MEMORY_LIMIT", memory)
    _, err = rating_here("build", root=small.root, code=1)
    told = [line for line in err.splitlines() if "memory" in line]
    wanted = r"\S+:1: file: Cannot allocate memory \(raise RATING_MEMORY_LIMIT, .*\)"
    assert all(re.fullmatch(wanted, line) for line in told), err
    assert told
    assert not list(small.root.rglob("*.partial"))
