"""An import accounts for all of a zip: figures, spellings of "no value", sources and references, what is excluded.

Counts are taken from the zips by Python's csv module, here and now, or from the README beside RDR's data."""

import json
import re
import shutil
from collections import Counter

import pytest

from support.rdr_zips import (
    EDITIONS,
    NO_VALUE,
    TABLES,
    elements,
    every_row,
    ids,
    is_number,
    levels,
    plain,
    raw,
    source,
    table_of,
)
from support.running import ZIPS, rating_here


@pytest.fixture(scope="session")
def again(everything, rdr, tmp_path_factory):
    """A second import over the first, in a copy of its own: (its summary, files before, files after)."""
    root = tmp_path_factory.mktemp("again")
    shutil.copytree(everything / "raw", root / "raw")

    def files():
        return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (root / "raw").rglob("*.*")}

    before = files()
    out, _ = rating_here("import", "rdr", *(rdr / name for name in ZIPS), "--format", "json", root=root)
    return json.loads(out)["imported"], before, files()


@pytest.fixture(scope="session")
def checked(everything):
    """Return the output of `rating check` for each edition. Exit code 0: there is no error."""
    return json.loads(rating_here("check", *EDITIONS, "--format", "json", root=everything)[0])["problems"]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_printed_score_is_imported_or_listed_as_not_imported(everything, again, edition):
    figures = 0
    for row in every_row(edition):
        if "Total" in row:  # the overview and the summary, wide
            figures += sum(map(is_number, row.values()))
        elif "Result" not in row and row.get("Scoring_Level") != "Element":
            figures += is_number(row.get("Score", ""))
    without = sum(
        row["number"]
        for row in again[0]
        if row["edition"] == edition and row["what"].startswith("printed figures not imported")
    )
    assert len(raw(everything, edition, "published_scores")) + without == figures


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_summary_counts_rows_and_every_spelling_of_no_value(everything, again, edition):
    summary = {row["what"]: row["number"] for row in again[0] if row["edition"] == edition}
    answers = [
        row.get("Result", row.get("Answer"))
        for row in every_row(edition)
        if "Result" in row or row.get("Scoring_Level") == "Element"
    ]
    missing = sum(n for what, n in summary.items() if what.startswith("no value in answer of a missing operating"))
    assert summary["elements: rows in"] == len(answers)
    assert summary["given_answers: rows out"] == len(answers) - missing == len(raw(everything, edition, "answers"))
    assert missing == len(answers) - len(elements(edition))
    assert sum(n for what, n in summary.items() if what.startswith("no value in answer")) == sum(
        answer in NO_VALUE for answer in answers
    )


def test_a_second_import_changes_nothing(again):
    assert again[1] == again[2]


def documents(edition):
    """Rows of the files of source documents, with the company as RDR writes it in the file's name."""
    for name, rows in source(edition).items():
        if found := re.search(r"(?:company-sources/\d+-rdr-index-|RDR2019_)(.*)[-_][Ss]ources.csv", name):
            yield from ((found[1], row) for row in rows if any(cell.strip() not in NO_VALUE for cell in row.values()))


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_source_document_is_kept(everything, edition):
    expected = Counter("".join(row["URL"].split()) for _, row in documents(edition))
    assert Counter(row["url"] or "NA" for row in raw(everything, edition, "sources")) == expected
    titles = [row.get("DocumentTitle", row.get("Documenttitle")) for _, row in documents(edition)]
    # A date that can't be read without guessing follows the title.
    found = Counter(
        re.sub(r" \[\w+ date as printed: .*", "", row["title"]) for row in raw(everything, edition, "sources")
    )
    assert found == Counter(" ".join(title.split()) for title in titles)
    if edition in TABLES:
        numbers = {(ids(everything, edition)[company], row["SourceNr"]) for company, row in documents(edition)}
        found = {(row["company"], row["source"]) for row in raw(everything, edition, "sources")}
        assert {number for number in numbers if number[1].isdigit()} <= found


def test_dates_of_sources(everything):
    found = {
        (edition, row["company"], row["source"]): row
        for edition in EDITIONS
        for row in raw(everything, edition, "sources")
    }
    # 43497 is a spreadsheet's number of 1 February 2019; Yahoo's policy is of a month, which RDR writes as day 00.
    assert found["rdr-2019", "apple", "5"]["accessed_date"] == "2019-02-01"
    assert found["rdr-2022", "yahoo", "3"]["document_date"] == "2021-09-00"
    american = {
        row["Sourcereferencenumber"]
        for company, row in documents("rdr-2019")
        if company == "Apple" and row["Dateaccessed"] == "Sept. 16, 2018"
    }
    assert american and all(found["rdr-2019", "apple", nr]["accessed_date"] == "2018-09-16" for nr in american)
    # 22 is no month, and 04/06/2018 may be April or June: the title keeps what was printed.
    assert "2021-22-10" in " ".join(row["title"] for row in raw(everything, "rdr-2022", "sources"))
    assert sum("04/06/2018" in row["title"] for row in raw(everything, "rdr-2019", "sources")) == 4


@pytest.mark.parametrize(("edition", "printed", "dangling"), [("rdr-2020", 6462, 114), ("rdr-2022", 937, 91)])
def test_source_references_are_complete(everything, edition, printed, dangling):
    """RDR prints references once a level; the level's answers share them, also those that are N/A."""
    numbers = {(company, row["SourceNr"].strip()) for company, row in documents(edition)}
    cells = [
        (row["company"], part.strip())
        for row in levels(edition)
        if row["what"] == "level" and row["refs"] not in NO_VALUE
        for part in row["refs"].split(";")
        if part.strip()
    ]
    assert (len(cells), sum(cell not in numbers for cell in cells)) == (printed, dangling)
    # "2; 30 43" lacks a semicolon: read as one reference it points nowhere, read as two both are there.
    joined = sum(" " in part for _, part in cells)
    found = {
        (row["company"], row["service"], row["element"].split(".")[0], part)
        for row in raw(everything, edition, "answers")
        for part in row["sources"].split(";")
        if part
    }
    listed = {(row["company"], row["source"]) for row in raw(everything, edition, "sources")}
    assert (len(found), sum((key[0], key[3]) not in listed for key in found)) == (printed + joined, dangling - joined)


def excluded(edition):
    """Rows of elements that RDR's meta files exclude by company type or service class. Those of 2022 say all of it."""
    meta = {
        row.get("Element", row["Indicator"]): " | ".join((row["excludedCompanies"], row["excludedServices"]))
        for number in ("11", "12")
        for row in table_of("rdr-2022", number)
    }
    for row in table_of(edition, "06"):
        kind = "telecom" if row["CompanyType"] == "Telecommunication" else "internet"
        words = f"{meta[row['Element']]} | {meta[row['Indicator']]}".split(" | ")
        if row["Service"] != "OpCom" and (kind in words or row["Class"] in words):
            yield row


@pytest.mark.parametrize(("edition", "number"), [("rdr-2020", 25), ("rdr-2022", 22)])
def test_answers_to_excluded_elements_are_kept_with_a_warning(checked, edition, number):
    given = [row for row in excluded(edition) if row["Result"] not in NO_VALUE]
    assert len(given) == number
    assert {plain(row["Indicator"]) for row in given} <= {"G6b", "P14"}
    assert sum(row["edition"] == edition and row["kind"] == "excluded" for row in checked) == number


@pytest.mark.parametrize("edition", TABLES)
def test_what_is_excluded_by_design_is_not_called_a_judgement(everything, table, edition):
    known = ids(everything, edition)
    reasons = {
        (row["company"], row["service"], row["element"]): row["reason"].lower()
        for row in table(everything, "public.answers", edition=edition, status="not_applicable")
    }
    bare = [row for row in excluded(edition) if row["Result"] in NO_VALUE and row["Comment"] in NO_VALUE]
    assert len(bare) > 2000
    assert not [
        row
        for row in bare
        if "judged" in reasons[known[row["Company"]], known[row["Company"], row["Service"]], plain(row["Element"])]
    ][:3]


def test_the_imported_editions_have_no_error(checked):
    assert {row["level"] for row in checked} == {"warning"}
    assert not [row for row in checked if row["kind"] == "contradiction"]
