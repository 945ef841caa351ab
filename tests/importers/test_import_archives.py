"""Odd zips with usable data, and what an import makes of them. Each is made here, small, in one of RDR's two
layouts."""

import json

import pytest
import yaml

from pipeline.cli.main import main
from pipeline.computing.build import compute
from pipeline.core.project import Project
from pipeline.reading import editions
from support.made_zips import Companies, Run, Tables


@pytest.fixture
def run(tmp_path, capsys):
    return Run(tmp_path / "project", capsys)


def misspelt_header(made):
    """RDR's summary of 2020 has `Serivce`, a file of 2019 `Date of documen`."""
    if isinstance(made, Tables):
        made.change("Service", "Serivce", "02-summary")
    else:
        made.change("Date of document (if applicable)", "Date of documen (if applicable)")


def broken_header(made):
    for rows in made.files.values():
        rows[0] = [cell.replace("Source", "Source\r\n").replace("Company", "Company\n") for cell in rows[0]]


def no_byte_order_mark(made):
    made.bom = ""


def mixed_line_ends(made):
    made.line_ends = ["\n", "\r\n", "\n", "\n"]


def rows_that_end_early(made):
    for rows in made.files.values():
        for row in rows[1:]:
            while row[-1] == "":
                del row[-1]


def files_in_another_order(made):
    made.files = dict(reversed(made.files.items()))


def rows_in_another_order(made):
    for rows in made.files.values():
        rows[1:] = reversed(rows[1:])


ODD = [misspelt_header, broken_header, no_byte_order_mark, mixed_line_ends, rows_that_end_early]
ODD += [files_in_another_order, rows_in_another_order]


@pytest.mark.parametrize("layout", [Tables, Companies])
@pytest.mark.parametrize("change", ODD)
def test_the_same_edition_comes_of_an_odd_zip(run, tmp_path, layout, change):
    run.zips(layout().write(tmp_path / "plain.zip"))
    before = run.files()
    (run.root / "raw").rename(tmp_path / "before")
    made = layout()
    change(made)
    assert list(made.contents().items()) != list(layout().contents().items())
    run.zips(made.write(tmp_path / "odd.zip"))
    assert run.files() == before


@pytest.mark.parametrize(("layout", "year", "methodology"), [(Tables, 2024, "rdr-2020"), (Companies, 2018, "rdr-2018")])
def test_an_unknown_year_in_a_known_layout(run, tmp_path, layout, year, methodology):
    run.zips(layout(year).write(tmp_path / "any name.zip"))
    edition = yaml.safe_load((run.root / f"raw/editions/rdr-{year}/edition.yaml").read_text(encoding="utf-8"))
    assert edition | {"id": f"rdr-{year}", "series": "rdr", "year": year, "methodology": methodology} == edition
    # The methodology of the older layout follows from the zip; of the newer one, most answers are missing.
    assert edition["status"] == ("partial" if layout is Tables else "final")
    assert edition["fictional"] is False and edition["licence"] == "CC-BY-4.0"
    assert [path.name for path in (run.root / "raw/methodologies").iterdir()] == [methodology]
    assert main(["check", "--root", str(run.root)]) == 0


def test_the_methodology_that_an_older_zip_implies(run, tmp_path):
    run.zips(Companies(2018).write(tmp_path / "a.zip"))
    elements = {row["element"]: row["reversed"] for row in run.rows("rdr-2018", "elements", "methodologies")}
    assert elements == {"G1.1": "false", "F11.1": "true", "P1.1": "false", "P1.2": "false", "P1.3": "false"}
    scopes = {row["indicator"]: row["scoring_scope"] for row in run.rows("rdr-2018", "indicators", "methodologies")}
    assert scopes == {"G1": "company", "F11": "services", "P1": "services"}
    strands = {(row["element"], row["strand"]) for row in run.rows("rdr-2018", "answers") if row["strand"] != "all"}
    assert strands == {("G1.1", "freedom-of-expression"), ("G1.1", "privacy")}


def test_an_existing_methodology_is_not_overwritten(run, tmp_path):
    run.zips(Tables().write(tmp_path / "a.zip"))
    path = run.root / "raw/methodologies/rdr-2020/categories.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Governance", "Government"), encoding="utf-8")
    run.zips(Tables(2024).write(tmp_path / "b.zip"))
    assert "Government" in path.read_text(encoding="utf-8")


def test_names_that_drift_within_a_zip(run, tmp_path):
    """The elements write `Vkontakte`, the summary `VKontakte`; the summary of 2019 writes ` - Pre Paid`."""
    run.zips(Tables().write(tmp_path / "a.zip"), Companies().write(tmp_path / "b.zip"))
    rows = run.rows("rdr-2022", "published_scores") + run.rows("rdr-2019", "published_scores")
    totals = [(row["company"], row["service"], row["score"]) for row in rows if row["scope"] == "total"]
    assert totals == [
        ("vk-group", "", "33.33"),
        ("vk-group", "vk-mail", "50"),
        ("vk-group", "vkontakte", "25"),
        ("acme", "", "41.666666666666664"),
        ("acme", "prepaid-mobile", "41.5"),
    ]


def test_texts_of_answers_are_unchanged(run, tmp_path):
    run.zips(Tables().write(tmp_path / "a.zip"))
    found = run.answer("rdr-2022", "G1.1", "group")
    assert (found["answer"], found["reason"], found["printed_points"]) == ("yes", "", "100")
    assert (found["comment"], found["sources"]) == ("Yes, in full.\nSee p. 2.", "1;2-prime")
    assert run.answer("rdr-2022", "P1a.3", "vk-mail")["comment"] == "Да"
    assert run.answer("rdr-2022", "G1.3", "group")["reason"] == "Not asked of VK."
    # Nothing was answered for the operating company: there is none.
    assert [row["service"] for row in run.rows("rdr-2022", "services")] == ["group", "vk-mail", "vkontakte"]


def test_sources_keep_what_was_written(run, tmp_path):
    run.zips(Tables().write(tmp_path / "a.zip"))
    first, second, translated = run.rows("rdr-2022", "sources")
    assert first["document_date"] == "2021-09-00"
    assert first["archived_url"] == "https://web.archive.org/1"
    assert (second["document_date"], second["accessed_date"]) == ("", "2019-02-01")
    assert (translated["source"], translated["accessed_date"]) == ("2-prime", "2018-09-16")
    assert "Spring 2020" in translated["title"]


def test_an_operating_company_with_one_answer_exists(run, tmp_path):
    made = Tables()
    made.row("06", "G01.02", "OpCom")[-3:] = ["no", "No.", "0"]
    run.zips(made.write(tmp_path / "a.zip"))
    assert run.answer("rdr-2022", "G1.2", "operating-company")["answer"] == "no"
    assert len(run.rows("rdr-2022", "answers")) == 10


@pytest.mark.parametrize("spelling", ["NA", "N/A", "exclude", ""])
def test_each_spelling_of_no_value_is_understood_and_named(run, tmp_path, spelling):
    made = Tables()
    made.row("06", "G01.03", "Group")[-3:] = [spelling, "Not asked of VK.", spelling]
    out, _ = run.zips(made.write(tmp_path / "a.zip"), words=["--format", "json"])
    found = run.answer("rdr-2022", "G1.3", "group")
    assert (found["answer"], found["reason"], found["printed_points"]) == ("N/A", "Not asked of VK.", "")
    named = [row for row in json.loads(out)["imported"] if row["what"].startswith("no value in answer, ")]
    assert [(f'"{spelling}"' in row["what"], row["number"]) for row in named] == [(True, 1)]


def test_a_missing_answer_is_different_from_one_that_is_not_applicable(run, tmp_path, table):
    """Points that are printed stand in for an answer. Where not even points are, nothing was collected: an element that
    does not apply has a word that says so."""
    new, old = Tables(), Companies()
    new.row("06", "P01a.01")[-3:] = ["NA", "NA", "50"]
    new.row("06", "P01a.02")[-3:] = ["NA", "NA", "NA"]
    old.row("Outcome", "P1.1", "Prepaid Mobile")[9:12] = ["50", "NA", ""]
    old.row("Outcome", "P1.2", "Prepaid Mobile")[9:12] = ["", "", ""]
    run.zips(new.write(tmp_path / "new.zip"), old.write(tmp_path / "old.zip"))
    project = Project(run.root)
    compute(project, editions.load(project), ["public.answers"])
    rows = table(run.root, "public.answers", service="vk-mail") + table(
        run.root, "public.answers", service="prepaid-mobile"
    )
    found = {row["element"]: (row["status"], row["answer"], row["points"]) for row in rows}
    assert found["P1a.1"] == found["P1.1"] == ("printed", None, 50)
    assert found["P1a.2"] == ("unanswered", None, None)
    assert found["P1a.3"] == ("scored", "yes", 100)
    assert found["P1.3"] == ("not_applicable", "N/A", None)
    assert found["P1.2"] == ("unanswered", None, None)


def test_a_second_row_of_an_element_is_named(run, tmp_path):
    made = Tables()
    made.table("06").append(made.row("06", "P01a.03"))
    out, _ = run.zips(made.write(tmp_path / "a.zip"), words=["--format", "json"])
    assert [row["number"] for row in json.loads(out)["imported"] if "same key" in row["what"]] == [1]


def test_the_summary_is_for_people_or_for_programs(run, tmp_path):
    path = Tables().write(tmp_path / "a.zip")
    out, err = run.zips(path)
    assert "elements: rows in" in out and "given_answers: rows out" in out
    assert str(path) in err
    rows = json.loads(run.zips(path, words=["--format", "json"])[0])["imported"]
    assert all(row.keys() == {"edition", "what", "number"} for row in rows)
    numbers = {row["what"]: row["number"] for row in rows}
    assert (numbers["elements: rows in"], numbers["given_answers: rows out"]) == (10, 7)
    assert numbers['no value in answer of a missing operating company, written "NA": became no row'] == 3
