"""Releases in other tools: each accepts a valid release and finds the error in a damaged one."""

import csv
import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from support.running import HERE, THOROUGH, rating_here

TOOLS = HERE / ".venv-tools/bin/python"
SHIPPED = sorted(p.relative_to(HERE / "releases").as_posix() for p in (HERE / "releases").glob("*/*/"))
CURRENT = [
    f"{r['edition']}/{r['version']}"
    for r in json.loads((HERE / "releases/index.json").read_text(encoding="utf-8"))
    if r["status"] == "current"
]
"""Older ones were checked when they were current, and are not written any more."""


@pytest.fixture(scope="module")
def tools():
    """Run checks of tools_check.py on folders, in the tools' own environment (made by make test)."""
    if not TOOLS.exists():
        if os.environ.get("CI"):
            pytest.fail("CI must have the tools' environment: make test makes it")
        pytest.skip("the tools' environment is not there: make test makes it")

    def run(what, *folders):
        words = [TOOLS, HERE / "tests/support/tools_check.py", what, *folders]
        done = subprocess.run(words, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout.splitlines()[-1])

    return run


@pytest.fixture
def spoilt(tmp_path):
    """A copy of a shipped release to damage."""

    def copy(name="example-2023/1.0.0", to="copy"):
        return shutil.copytree(HERE / "releases" / name, tmp_path / to)

    return copy


def test_the_shipped_editions_are_released():
    assert {"kz-2023/0.1.0", "example-2023/1.0.0", "example-2024/1.0.0"} <= set(SHIPPED)


@pytest.mark.long
def test_tools_accept_a_release(tools, two):
    """A small release with rows of every kind of change; with RATING_THOROUGH also the shipped ones."""
    for edition in ("small-2023", "small-2024"):
        rating_here("release", edition, root=two.root)
    folders = [two.root / "releases/small-2024/1.0.0"]
    folders += [HERE / "releases" / name for name in CURRENT if THOROUGH]
    found = tools("frictionless,cff,croissant,cells", *folders)
    for folder, (report, cff, records, cells) in zip(folders, found, strict=True):
        assert report == {"valid": True, "tasks": 2 * len(list((folder / "csv").glob("*.csv"))), "errors": []}
        assert cff == cells == []
        assert records == {p.stem: pq.read_metadata(p).num_rows for p in sorted((folder / "parquet").glob("*.parquet"))}


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


SPOILT = [
    ("datapackage.json", "", ""),
    ("csv/company_scores.csv", ",complete,", ",perfect,"),
    ("csv/services.csv", "example-2023,compass,compass-pay", "example-2023,nobody,compass-pay"),
    ("csv/answers.csv", "example-2023,compass,compass-pay,all,F11.1", "example-2023,compass,compass-pay,all,F99.1"),
    ("csv/company_scores.csv", "example-2023,compass,G,", "example-2023,compass,F,"),
    ("datapackage.json", '"type": "number"', '"type": "geopoint"'),
]


def test_frictionless_finds_damaged_cells(tools, spoilt):
    folders = [spoilt(to=str(n)) for n in range(len(SPOILT))]
    for folder, (file, old, new) in zip(folders, SPOILT, strict=True):
        # The largest table, and what is beside the CSV files, would take most of the time.
        package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        kept = [r for r in package["resources"] if r["path"].startswith("csv/") and r["name"] != "answer-weights"]
        (folder / "datapackage.json").write_text(json.dumps(package | {"resources": kept}))
        change(folder / file, old, new)
    reports = [report for (report,) in tools("frictionless", *folders)]
    assert [(report["valid"], bool(report["errors"])) for report in reports] == [(True, False), *[(False, True)] * 5]


def test_the_cff_schema_finds_what_is_spoilt(tools, spoilt):
    folder = spoilt()
    change(folder / "CITATION.cff", "type: dataset", "type: spreadsheet")
    assert tools("cff", folder) != []


def test_croissant_finds_damaged_metadata(tools, spoilt):
    folder = spoilt()
    change(folder / "croissant.json", '"column": "rank"', '"column": "place"')
    with pytest.raises(AssertionError, match="company_scores"):
        tools("croissant", folder)


def test_the_code_in_a_releases_readme_runs(tools):
    """The five lines that load it, and the recomputation of every total."""
    folder = HERE / "releases/example-2023/1.0.0"
    found = tools("readme", folder)
    with (folder / "csv/company_scores.csv").open(encoding="utf-8", newline="") as file:
        totals = {r["company"]: float(r["score"]) for r in csv.DictReader(file) if r["scope"] == "total"}
    assert found["python"] == [16, 2128, 16, 16]  # 4 companies x total and 3 categories; all answers
    assert {r[1] for r in found["sql"][0]} == totals.keys()
    assert {company: pytest.approx(score, abs=1e-9) for company, score in found["sql"][1]} == totals
    assert found["kept_apart"] == ["N/A"]


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="Rscript is not at hand")
def test_the_readmes_line_for_r_runs():
    code = 'scores <- read.csv("csv/company_scores.csv", na.strings = "", encoding = "UTF-8"); cat(nrow(scores))'
    folder = HERE / "releases/example-2023/1.0.0"
    assert code.split(";")[0] in (folder / "README.md").read_text(encoding="utf-8")
    done = subprocess.run(["Rscript", "-e", code], cwd=folder, capture_output=True, text=True)
    assert done.stdout == "16"


def test_missing_and_empty_and_not_applicable_are_kept_apart(small):
    """N/A is an answer, an empty cell is none, and NA would be text; an empty element is a pair of quotes."""
    small.change("answers.csv", "acme,group,all,G1.2,no,,s1,,\n", "")
    small.change("answers.csv", "acme,post,all,P1a.1,yes,,s1,,\nacme,post,all,P1a.2,no,,s1,,\n", "")
    small.change("answers.csv", "acme,store,all,P1b.1,partial,,s1,,", "acme,store,all,P1b.1,partial,,s1,NA,")
    small.change("published_scores.csv", "score\n", "score\nacme,post,all,P1a,80\n")
    small.change("edition.yaml", "status: final", "status: partial")
    rating_here("release", "small-2023", root=small.root)
    folder = small.root / "releases/small-2023/0.1.0"
    lines = {line.split(",")[4]: line for line in (folder / "csv/answers.csv").read_text().splitlines()
             if ",store," in line or "G1.2" in line}  # fmt: skip
    assert lines["G1.2"] == "small-2023,acme,group,all,G1.2,G1,,unanswered,,,,,,"
    assert lines["P2.2"] == "small-2023,acme,store,all,P2.2,P2,N/A,not_applicable,,No audit is made,,,,"
    assert lines["P1b.1"] == "small-2023,acme,store,all,P1b.1,P1b,partial,scored,50,,,,s1,NA"
    assert 'small-2023,acme,company,P1a,post,all,P1a,"",0.5' in (folder / "csv/answer_weights.csv").read_text()
    values = duckdb.sql(f"select distinct element from '{folder}/parquet/answer_weights.parquet' where element = ''")
    assert values.fetchall() == [("",)]


def test_formulas_are_escaped_only_in_files_for_spreadsheets(small):
    comment = "=1+1"
    small.change("answers.csv", "acme,post,all,P1a.1,yes,,s1,,", f"acme,post,all,P1a.1,yes,,s1,{comment},")
    small.change("sources.csv", "acme,s1,Terms,", "acme,s1,@Terms,")
    small.change("published_scores.csv", "score\n", "score\nacme,,all,total,57.56\n")
    rating_here("release", "small-2023", root=small.root)
    folder = small.root / "releases/small-2023/1.0.0"
    excel = (folder / "csv-excel/answers.csv").read_bytes()
    assert excel.startswith(b"\xef\xbb\xbfedition,") and b",'=1+1\r\n" in excel
    assert b",'@Terms," in (folder / "csv-excel/sources.csv").read_bytes()
    plain = (folder / "csv/answers.csv").read_bytes()
    assert b",=1+1\n" in plain and not plain.startswith(b"\xef\xbb\xbf")
    # 56.25 is computed: the difference is a number, with its minus sign.
    assert b",-1.31" in (folder / "csv-excel/reconciliation.csv").read_bytes()


def test_parquet_files_describe_their_columns():
    schema = pq.read_schema(HERE / "releases/example-2023/1.0.0/parquet/company_scores.parquet")
    assert schema.field("score_low").metadata[b"description"] == b"Score if every unanswered element had no points"
    assert schema.field("score_low").metadata[b"unit"] == b"points, 0 to 100"
    assert schema.metadata[b"grain"] == b"edition, company, scope"


@pytest.mark.parametrize("name", CURRENT)
def test_the_codebook_has_every_column_in_three_languages(name):
    folder = HERE / "releases" / name
    with (folder / "codebook.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    there = {(r["table"], r["column"]) for r in rows if r["column"] and not r["value"] and not r["retired_since"]}
    assert there == {(p.stem, c) for p in (folder / "parquet").glob("*.parquet") for c in pq.read_schema(p).names}
    assert all(r["label_en"] and r["label_ru"] and r["label_kk"] for r in rows)


def test_a_removed_column_stays_in_its_table_of_the_codebook_as_retired():
    from pipeline.releasing import codebook

    old = {**dict.fromkeys(codebook.HEADER, ""), "table": "company_scores", "column": "mood", "label_en": "Mood"}
    rows = codebook.rows("2.0.0", [[old]], [])
    assert [r["retired_since"] for r in rows if r["column"] == "mood"] == ["2.0.0"]
    later = codebook.rows("2.1.0", [rows], [])
    of_table = [r for r in later if r["table"] == "company_scores"]
    assert of_table[-1]["column"] == "mood" and of_table[-1]["retired_since"] == "2.0.0"
    at = later.index(of_table[0])
    assert later[at : at + len(of_table)] == of_table and len(later) == len(rows)


@pytest.mark.parametrize("name", ["kz-2023/0.1.0", "example-2023/1.0.0"])
def test_a_release_says_what_it_is(name):
    folder = HERE / "releases" / name
    word = "PARTIAL" if name.startswith("kz") else "FICTIONAL"
    for file in ("datapackage.json", "croissant.json", ".zenodo.json", "CITATION.cff"):
        assert word in (folder / file).read_text(encoding="utf-8")
    assert word.capitalize() in (folder / "README.md").read_text(encoding="utf-8")


def test_sums_are_those_of_the_files():
    for name in SHIPPED:
        folder = HERE / "releases" / name
        for line in (folder / "SHA256SUMS").read_text().splitlines():
            digest, path = line.split("  ")
            assert hashlib.sha256((folder / Path(path)).read_bytes()).hexdigest() == digest
