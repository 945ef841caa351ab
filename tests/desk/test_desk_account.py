"""An import reports what it did, also with documents that several files describe."""

import itertools

import pytest

from pipeline.core.project import Project
from pipeline.desk.documents import Documents, Listed
from pipeline.desk.layout import SHEET_MARK, SOURCE_COLUMNS
from pipeline.desk.merging import THERE
from pipeline.desk.workbooks import write
from support.running import rating_here
from support.workbooks import edited

BLANK = dict.fromkeys(SOURCE_COLUMNS[1:], "")


def cell_of(book, service, element, entry):
    for sheet in book.worksheets:
        if str(sheet.cell(1, 1).value).startswith(SHEET_MARK):
            head = {sheet.cell(1, c).value: c for c in range(1, sheet.max_column + 1)}
            for row in range(2, sheet.max_row + 1):
                if f"{service}|{entry}" in head and sheet.cell(row, head["element"]).value == element:
                    return sheet.cell(row, head[f"{service}|{entry}"])
    raise AssertionError(f"no cell for {service} {element} {entry}")


@pytest.fixture
def copies(small, tmp_path):
    """Write copies of the workbook of acme at the step `final`, without answers: name, cells -> path."""
    (small.edition / "answers.csv").write_text(
        "company,service,strand,element,answer,reason,sources,comment,printed_points\n"
    )
    small.change("edition.yaml", "status: final", "status: draft")
    (blank,) = write(Project(small.root), "small-2023", "acme", "final", "en", tmp_path / "blank")

    def copy(name, cells):
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(blank.read_bytes())

        def fill(book):
            for place, text in cells.items():
                cell_of(book, *place).value = text

        edited(path, fill)
        return path

    return copy


def imported(out):
    """The listing of files: the name of a file -> (answers, added, changed, drafts)."""
    lines = [line.split() for line in out.splitlines() if ".xlsx" in line and "answers.csv" in line]
    return {line[0].rpartition("/")[2]: tuple(int(line[i]) for i in (1, 4, 5, 7)) for line in lines}


def test_an_answer_is_counted_for_the_file_that_gives_it(small, copies):
    """One file has a draft and the other an answer; one has a comment on an answer of both."""
    draft = copies("draft", {("post", "P2.1", "comment"): "To be seen"})
    answer = copies("answer", {("post", "P2.1", "answer"): "yes", ("store", "P1a.1", "answer"): "no"})
    both = copies("both", {("store", "P1a.1", "answer"): "no", ("store", "P1a.1", "comment"): "Nowhere"})
    out, _ = rating_here("import", "workbook", draft, answer, root=small.root)
    assert imported(out) == {"draft.xlsx": (0, 0, 0, 1), "answer.xlsx": (2, 2, 0, 0)}
    out, _ = rating_here("import", "workbook", answer, both, root=small.root)
    assert imported(out) == {"answer.xlsx": (2, 0, 0, 0), "both.xlsx": (1, 0, 1, 0)}


def test_replace_with_an_empty_file_removes_all_answers(small, copies):
    """An empty workbook contains no answer, which is different from no workbook."""
    full = copies("full", {("post", "P2.1", "answer"): "yes", ("store", "P1a.1", "answer"): "no"})
    empty = copies("empty", {})
    rating_here("import", "workbook", full, root=small.root)
    _, err = rating_here("import", "workbook", empty, "--replace", root=small.root, code=2)
    assert "--replace removes 2 answers" in err
    rating_here("import", "workbook", empty, "--replace", "--yes", root=small.root)
    assert (small.edition / "answers.csv").read_text().count("\n") == 1


def listed(file, **cells):
    row = {"company": "acme", "source": "doc-1", **BLANK, **cells}
    return Listed(file, "acme", [row], {("doc-1", "title"): f"Sources!C5 of {file}"}, {}, {}, set())


@pytest.mark.parametrize("order", list(itertools.permutations("abc")))
def test_the_preferred_description_of_a_document_wins_in_any_order(order):
    files = {name: listed(name, title=f"Title of {name}", url="https://a.kz/x") for name in "abc"}
    documents = Documents([], {})
    for name in order:
        documents.take(files[name], ("b",))
    assert documents.rows["acme", "doc-1"]["title"] == "Title of b"
    assert documents.conflicts == []


def test_different_descriptions_of_a_document_are_listed_with_their_files():
    documents = Documents([], {})
    for name in "ab":
        documents.take(listed(name, title=f"Title of {name}", url="https://a.kz/x"), (THERE,))
    (conflict,) = documents.conflicts
    assert (conflict.there, conflict.found) == (
        "",
        [("a", "Sources!C5 of a", "Title of a"), ("b", "Sources!C5 of b", "Title of b")],
    )
    # What stands in raw/ is kept where that is preferred.
    documents = Documents(documents.rows.values(), {})
    documents.take(listed("b", title="Title of b", url="https://a.kz/x"), (THERE,))
    assert documents.conflicts == [] and documents.rows["acme", "doc-1"]["title"] == "Title of a"


@pytest.mark.parametrize("url", ["http://a.kz/x", "https://A.kz/x/", "https://a.kz:443/x"])
def test_one_address_in_two_spellings_is_no_conflict(url):
    documents = Documents([], {})
    documents.take(listed("a", title="T", url="https://a.kz/x"), ())
    documents.take(listed("b", title="T", url=url), ())
    assert documents.conflicts == [] and documents.rows["acme", "doc-1"]["url"] == "https://a.kz/x"


@pytest.mark.parametrize("sign", ["\x07", "\x1b", "\x85", "\x9b"])
@pytest.mark.parametrize("column", ["company", "element", "answer", "comment", "sources"])
def test_a_control_character_is_an_error_of_a_file_of_answers(small, tmp_path, sign, column):
    row = {"company": "acme", "service": "post", "element": "P2.1", "answer": "yes", "comment": "c", "sources": "s1"}
    row[column] = f"{row[column][:1]}{sign}{row[column][1:]}x"
    path = tmp_path / "a.csv"
    path.write_text(f"{','.join(row)}\n{','.join(row.values())}\n", encoding="utf-8")
    before = (small.edition / "answers.csv").read_bytes()
    _, err = rating_here("import", "answers", path, "--edition", "small-2023", root=small.root, code=1)
    assert f"{column}: " in err and f"has the control character U+{ord(sign):04X} (remove it)" in err
    assert (small.edition / "answers.csv").read_bytes() == before
