"""Workbooks: their contents, and reading them back after anything that researchers and their programs do to them."""

import csv
import datetime
import random
import shutil
import zipfile

import openpyxl.utils
import pytest
from python_calamine import CalamineWorkbook

from pipeline.core.problems import DataError
from pipeline.core.project import Project, UsageError
from pipeline.desk.layout import Layout, reason_text, sheet_name
from pipeline.desk.read_workbook import read_workbook
from pipeline.desk.write_workbook import write_workbooks
from pipeline.reading.editions import load
from pipeline.reading.exclusions import Exclusion
from support.small import EDITION, METHODOLOGY
from support.workbooks import by_place, edited, rows

GIVEN = {
    ("group", "G1.1"): {"answer": "yes", "comment": "See “Rules”, p. 3", "sources": "s1"},
    ("group", "P2.1"): {"answer": "partial", "comment": '=HYPERLINK("https://example.org")', "sources": ""},
    ("post", "P1a.1"): {"answer": "no disclosure found", "comment": "Екі\nжол, Ұлы «сөз»", "sources": "s1"},
    ("post", "P2.2"): {"answer": "N/A", "comment": "No audit is made", "sources": ""},
    ("store", "P1b.1"): {"answer": "no", "comment": "1.2", "sources": "s1"},
}
LABELS = 'label: {en: "Yes", kk: "Иә"}}', 'label: {en: "Yes", ru: "Да", kk: "Иә"}}'


def write(small, **more):
    """The small edition's workbook: (project, path)."""
    project = Project(small.root)
    (path,) = write_workbooks(project, "small-2023", "acme", **{"language": "en", "answers": GIVEN, **more})
    return project, path


def test_wrong_words_and_errors_in_the_data(small):
    project = Project(small.root)
    for words, message in (
        ({"edition_name": "small-2020"}, 'no edition "small-2020" (did you mean "small-2023"?)'),
        ({"company": "acne"}, 'no company "acne" in small-2023 (did you mean "acme"?)'),
        ({"step": "first"}, 'no step "first" in small-2023 (available: final)'),
        ({"language": "fr"}, 'no language "fr" in small-2023 (available: kk, ru, en)'),
    ):
        with pytest.raises(UsageError) as error:
            write_workbooks(project, **{"edition_name": "small-2023", **words})
        assert str(error.value) == message
    small.change("answers.csv", "acme,post,all,P2.1,yes", "acme,post,all,P2.1,Yess")
    with pytest.raises(DataError, match='"Yess" is not in the scale'):
        write_workbooks(project, "small-2023")
    assert not (project.build / "workbooks").exists()


@pytest.mark.parametrize(
    ("place", "answer", "why"),
    [
        (("post", "P1b.1"), "yes", "service class mail"),
        (("post", "P1b.1"), "", "service class mail"),
        (("group", "P1a.1"), "no", "P1a is asked of services only"),
        (("post", "P9.1"), "no", "it is not asked"),
        (("post", "P2.1"), "maybe", "it is not in the scale"),
    ],
)
def test_answers_without_a_cell_are_not_lost(small, place, answer, why):
    with pytest.raises(DataError) as error:
        write(small, answers={place: {"answer": answer}})
    where = f"acme/{place[0]}/all/{place[1]}"
    assert error.value.problems[0].message == (
        f'"{answer}" of {where} does not fit into a workbook: {why} (correct the answers first)'
    )


def test_what_is_not_applicable_by_the_methodology_anyway_is_passed_over(small):
    project, path = write(small, answers={("post", "P1b.1"): {"answer": "N/A", "reason": "Mail"}})
    assert read_workbook(project, path).answers == []


def test_only_cells_that_are_asked_can_be_filled_in(small):
    _, path = write(small)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Guide", "Governance", "Privacy", "Sources", "_rating"]
    assert book["_rating"].sheet_state == "veryHidden"
    sheet = book["Privacy"]
    assert [c.value for c in sheet[1]] == [
        "rating-form|P", "element", "label",
        *(f"{s}|{e}" for s in ("group", "post", "store") for e in ("answer", "comment", "sources", "internal_comment")),
    ]  # fmt: skip
    assert sheet.row_dimensions[1].hidden
    assert sheet.column_dimensions["A"].hidden
    assert sheet.freeze_panes == "D5"
    protection = sheet.protection
    assert protection.sheet
    assert protection.password is None
    allowed = {name for name in ("sort", "autoFilter", "formatColumns", "insertRows") if not getattr(protection, name)}
    assert allowed == {"sort", "autoFilter", "formatColumns", "insertRows"}
    unlocked = {c.coordinate for line in sheet.iter_rows() for c in line if not c.protection.locked}
    asked = {"D11", "D12", "H6", "H7", "H11", "H12", "L6", "L7", "L9", "L12"}
    beside = {f"{chr(ord(cell[0]) + i)}{cell[1:]}" for cell in asked for i in (1, 2, 3)}
    assert unlocked == asked | beside
    assert {sheet[cell].number_format for cell in unlocked} == {"@"}
    (drop_down,) = sheet.data_validations.dataValidation
    assert {c for area in drop_down.sqref.ranges for c in cells_of(area)} == asked
    assert drop_down.formula1 == "rating_answers"
    assert book.defined_names["rating_answers"].attr_text == "_rating!$C$11:$C$15"
    choices = [row[2].value for row in book["_rating"]["A11:C15"]]
    assert choices == ["Yes", "partial", "no", "no disclosure found", "N/A"]
    assert sheet["I9"].value == "Not applicable: service class mail"
    assert sheet["H9"].value is None
    assert sheet["E11"].value == '=HYPERLINK("https://example.org")'
    with zipfile.ZipFile(path) as zipped:
        assert b"<f>" not in zipped.read("xl/worksheets/sheet3.xml")


def cells_of(area):
    return [f"{openpyxl.utils.get_column_letter(column)}{row}" for row, column in area.cells]


def test_progress_is_counted_by_formulas_that_have_their_values(small):
    _, path = write(small)
    with CalamineWorkbook.from_path(path) as book:
        lines = book.get_sheet_by_name("Guide").to_python(skip_empty_area=False)
    counts = {line[1]: line[2:5] for line in lines if line[1] in ("Governance", "Privacy", "Total")}
    assert counts == {"Governance": [1, 2, 0.5], "Privacy": [4, 10, 0.4], "Total": [5, 12, 5 / 12]}
    formulas = [
        c.value for line in openpyxl.load_workbook(path)["Guide"].iter_rows() for c in line if c.data_type == "f"
    ]
    assert formulas[:2] == ["=COUNTA('Governance'!$D$5:$D$7)", "=IF(D20=0,0,C20/D20)"]
    assert "=COUNTA('Privacy'!$D$5:$D$12,'Privacy'!$H$5:$H$12,'Privacy'!$L$5:$L$12)" in formulas


def test_previous_answers_stand_beside(small):
    later = small.edition.with_name("small-2024")
    shutil.copytree(small.edition, later)
    text = (later / "edition.yaml").read_text().replace("2023", "2024")
    (later / "edition.yaml").write_text(text)
    (later / "answers.csv").write_text(EDITION["answers.csv"].splitlines()[0] + "\n")
    lineage = small.root / "raw/lineage"
    lineage.mkdir()
    (lineage / "services.csv").write_text(
        "from_edition,company,from,to_edition,to,kind,note\nsmall-2023,acme,store,small-2024,shop,renamed,\n"
    )
    services = later / "services.csv"
    services.write_text(services.read_text().replace("acme,store,Store", "acme,shop,Shop"))
    project = Project(small.root)
    (path,) = write_workbooks(project, "small-2024", language="kk")
    sheet = openpyxl.load_workbook(path)["Privacy"]
    beside = {c.value: [sheet.cell(row, c.column).value for row in (6, 7, 9, 11, 12)] for c in sheet[1][3:]}
    assert beside["post|previous"] == ["Иә", "no", None, "Иә", "Иә"]
    assert beside["shop|previous"] == ["partial", "Иә", "partial", None, "N/A"]
    assert sheet["E6"].protection.locked
    assert read_workbook(project, path).problems == []
    assert read_workbook(project, path).answers == []
    # An edition before with errors is no help.
    (small.edition / "answers.csv").write_text("company\n")
    (path,) = write_workbooks(project, "small-2024", language="kk")
    assert "shop|previous" not in [c.value for c in openpyxl.load_workbook(path)["Privacy"][1]]


def test_names_of_sheets():
    taken = set()
    assert sheet_name("Өзін өзі таныту және ақпарат бостандығы", taken) == "Өзін өзі таныту және ақпарат"
    assert sheet_name("ӨЗІН ӨЗІ таныту және ақпарат: еркіндік", taken) == "ӨЗІН ӨЗІ таныту және ақпарат 2"
    assert sheet_name("Freedom of expression and information", taken) == "Freedom of expression"
    assert sheet_name("'A/B' [c]*?", taken) == "A B' c"
    assert sheet_name("History", taken) == "_"
    assert sheet_name("x" * 40, taken) == "x" * 31
    assert sheet_name("X" * 40, taken) == "X" * 29 + " 2"


def test_reasons_are_shown_in_every_language(small):
    (edition,) = load(Project(small.root))
    reasons = {reason for form in Layout(edition, "acme", "kk").forms for reason in form.excluded.values()}
    assert {reason_text(reason, "kk") for reason in reasons} == {
        "Қолданылмайды: P1a тек сервистерге қойылады",
        "Қолданылмайды: P1b тек сервистерге қойылады",
        "Қолданылмайды: G1 тек топ пен операциялық компанияға қойылады",
        "Қолданылмайды: сервис сыныбы mail",
        "Қолданылмайды: сервис сыныбы shop",
    }
    assert reason_text(Exclusion("company_type", "telecom"), "ru") == "Неприменимо: тип компании telecom"


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_round_trip(small, language):
    small.change("methodology.yaml", *LABELS)
    project, path = write(small, language=language)
    filled = read_workbook(project, path)
    assert filled.problems == []
    assert (filled.edition, filled.company, filled.step, filled.language) == ("small-2023", "acme", "final", language)
    assert by_place(filled.answers) == by_place(rows(GIVEN))
    assert filled.sources == list(csv.DictReader(EDITION["sources.csv"].splitlines()))
    words = {str(value) for line in openpyxl.load_workbook(path)["_rating"].values for value in line}
    assert {"en": "Yes", "ru": "Да", "kk": "Иә"}[language] in words


def test_strands_have_a_row_each(small):
    path = small.methodology / "methodology.yaml"
    path.write_text(METHODOLOGY["methodology.yaml"] + "strands: {prepaid: [P2], postpaid: [P2]}\n", encoding="utf-8")
    (small.edition / "answers.csv").write_text(EDITION["answers.csv"].splitlines()[0] + "\n")
    given = {
        ("post", "prepaid", "P2.1"): {"answer": "yes", "sources": "s1"},
        ("post", "postpaid", "P2.1"): {"answer": "no"},
        ("post", "P1a.1"): {"answer": "no"},
    }
    project, path = write(small, answers=given)
    filled = read_workbook(project, path)
    assert filled.problems == []
    found = {(r["service"], r["strand"], r["element"]): r["answer"] for r in filled.answers}
    assert found == {
        ("post", "prepaid", "P2.1"): "yes", ("post", "postpaid", "P2.1"): "no", ("post", "all", "P1a.1"): "no"
    }  # fmt: skip

    def spoil(book):
        sheet = book["Privacy"]
        rows = {(sheet.cell(r, 2).value, sheet.cell(r, 3).value): r for r in range(5, 16)}
        sheet.cell(rows["P2.1", "prepaid"], 3).value = "daily"

    edited(path, spoil)
    assert [p.message for p in read_workbook(project, path).problems] == [
        '"daily" is not a strand of P2.1 (write prepaid or postpaid)',
        "the row of P2.1 (prepaid) is missing (restore it, or write the workbook again, and copy the answers over)",
    ]


def test_sorted_hidden_inserted_renamed_reordered(small):
    project, path = write(small)

    def change(book):
        sheet = book["Privacy"]
        shuffled = [[(cell.value, cell.data_type) for cell in line] for line in sheet.iter_rows(min_row=5)]
        random.Random(1).shuffle(shuffled)
        for row, values in enumerate(shuffled, 5):
            for column, (value, kind) in enumerate(values, 1):
                sheet.cell(row, column).value = value
                # What begins with = is still a text.
                sheet.cell(row, column).data_type = kind
        sheet.insert_rows(7, 3)
        sheet.insert_cols(5)
        sheet.insert_cols(2, 2)
        sheet.insert_rows(1)
        sheet.row_dimensions[9].hidden = True
        sheet.column_dimensions["J"].hidden = True
        sheet["D5"] = "Another heading"
        sheet.title = "Renamed"
        book["Governance"].insert_rows(6)
        book.move_sheet("Sources", -3)

    edited(path, change)
    filled = read_workbook(project, path)
    assert filled.problems == []
    assert by_place(filled.answers) == by_place(rows(GIVEN))


def test_answers_in_different_spellings_and_typed_dates(small):
    project, path = write(small, answers={})

    def change(book):
        for cell, words in (("H6", " иә "), ("H7", "NO"), ("L6", "no  disclosure\nfound"), ("L7", "Partial\u00a0")):
            book["Privacy"][cell] = words
        book["Privacy"]["J6"] = " s1 ,s1\n; s1"
        line = {"B6": "s2", "F6": datetime.date(2022, 3, 1), "G6": datetime.datetime(2023, 1, 31), "F5": 2021}
        for cell, value in line.items():
            book["Sources"][cell] = value

    edited(path, change)
    filled = read_workbook(project, path)
    assert [(p.level, p.file.rpartition("[")[2], p.line, p.column) for p in filled.problems] == [
        ("warning", "Sources]", 5, "F5")
    ]
    assert [(r["service"], r["element"], r["answer"]) for r in filled.answers] == [
        ("post", "P1a.1", "yes"), ("store", "P1a.1", "no disclosure found"), ("post", "P1a.2", "no"),
        ("store", "P1a.2", "partial"),
    ]  # fmt: skip
    assert filled.answers[0]["sources"] == "s1;s1;s1"
    assert [(s["source"], s["document_date"], s["accessed_date"]) for s in filled.sources] == [
        ("s1", "2021", "2023-01-31"), ("s2", "2022-03-01", "2023-01-31")
    ]  # fmt: skip


def test_what_has_an_error_is_left_out_and_no_more(small):
    project, path = write(small)

    def change(book):
        book["Privacy"]["H6"] = "Yess"
        book["Sources"]["B6"] = "Doc 2"

    edited(path, change)
    filled = read_workbook(project, path)
    assert [p.level for p in filled.problems] == ["error", "error"]
    rest = {place: row for place, row in GIVEN.items() if place != ("post", "P1a.1")}
    assert by_place(filled.answers) == by_place(rows(rest))
    assert [s["source"] for s in filled.sources] == ["s1"]


def test_an_edition_with_errors_and_a_missing_file(small, tmp_path):
    project, path = write(small)
    small.change("answers.csv", "acme,post,all,P2.1,yes", "acme,post,all,P2.1,Yess")
    assert read_workbook(project, path).problems == []
    small.change("services.csv", "service,mail", "service,male")
    (problem,) = read_workbook(project, path).problems
    assert str(problem) == (
        f"{path}:1: file: belongs to small-2023, an edition with errors in its files "
        "(correct what `rating check small-2023` lists)"
    )
    for wrong, message in (
        (tmp_path / "none.xlsx", "is missing (check its name)"),
        (tmp_path, "can't be read: Is a directory (check its name and permissions)"),
    ):
        (problem,) = read_workbook(project, wrong).problems
        assert str(problem) == f"{wrong}:1: file: {message}"


def test_a_row_that_a_methodology_gained_is_missed(small):
    project, path = write(small)
    with small.file("elements.csv").open("a") as file:
        file.write("P2.3,P2,false,,,,Audit repeated,,\n")
    (problem,) = read_workbook(project, path).problems
    assert (problem.file, problem.column, problem.level) == (str(path), "file", "warning")
    assert problem.message.startswith("was written before P2.3 was asked for")
