"""What researchers write for themselves stays private: in the form, at each step, in a release, in a report. For the
history of Dagster, see test_private.py."""

import csv

import openpyxl
import polars as pl
import pytest

from support.running import rating_here
from support.small import HEADER, RATERS, STEPS
from support.workbooks import cells, edited

SECRET = "Qz7-private-"
ANSWERED = {("group", "G1.1"): "yes", ("post", "P1a.1"): "partial", ("store", "P1a.1"): "no", ("store", "P2.2"): "N/A"}


@pytest.fixture
def stepped(small):
    """The small edition with steps and no answers."""
    small.change("edition.yaml", "status: final", "status: partial")
    path = small.methodology / "methodology.yaml"
    path.write_text(path.read_text() + STEPS + RATERS)
    (small.edition / "answers.csv").unlink()
    (small.edition / "answers").mkdir()
    return small


def form(small, step, language="en"):
    rating_here("workbook", "small-2023", "--step", step, "--language", language, root=small.root)
    return small.root / f"build/workbooks/small-2023/small-2023-acme-{step}.xlsx"


def rows(small, step):
    text = (small.edition / f"answers/{step}.csv").read_text(encoding="utf-8")
    return {(r["service"], r["element"]): r for r in csv.DictReader(text.splitlines())}


def fill(small, step, **columns):
    """Fill in the form of a step (entry -> (service, element) -> text) and import it."""
    path = form(small, step)

    def change(book):
        for entry, texts in columns.items():
            for place, cell in cells(book, entry).items():
                if place in texts:
                    cell.value = texts[place]

    edited(path, change)
    rating_here("import", "workbook", path, root=small.root)
    return rows(small, step)


def secrets(kind):
    return {place: f"{SECRET}{kind}-{i}" for i, place in enumerate(ANSWERED)}


def test_no_private_text_is_published_through_the_forms(stepped):
    """Every private place is filled in: comments and notes of the first step, notes of company engagement and of the
    final step, which is otherwise imported as it was written. Only what is written as its comment is published."""
    first = fill(stepped, "first-researcher", answer=ANSWERED, comment=secrets("a"), internal_comment=secrets("b"))
    assert {p: (r["comment"], r["internal_comment"]) for p, r in first.items()} == {
        p: (secrets("a")[p], secrets("b")[p]) for p in ANSWERED
    }
    # A later step begins with the answers; all that was said of them is private.
    book = openpyxl.load_workbook(form(stepped, "company-engagement"))
    assert {p: c.value for p, c in cells(book, "comment").items() if c.value} == {}
    notes = {p: c.value for p, c in cells(book, "internal_comment").items() if c.value}
    assert notes == {p: f"{secrets('b')[p]}\nfirst-researcher: {secrets('a')[p]}" for p in ANSWERED}
    fill(stepped, "company-engagement", comment={("store", "P2.2"): f"{SECRET}c"})
    # Where the answer needs a reason, and only then, the public has to be told one.
    path = form(stepped, "final")
    _, err = rating_here("import", "workbook", path, root=stepped.root, code=1)
    assert err.count("\n") == 1 and 'is empty, but the answer is "N/A" (state why P2.2 does not apply)' in err
    final = fill(
        stepped, "final", comment={("store", "P2.2"): "No audit is made"},
        internal_comment={("group", "G1.1"): f"{SECRET}d"},
    )  # fmt: skip
    assert {p: (r["answer"], r["comment"]) for p, r in final.items()} == {
        p: (answer, "No audit is made" if answer == "N/A" else "") for p, answer in ANSWERED.items()
    }
    assert final["group", "G1.1"]["internal_comment"] == f"{SECRET}d"
    assert "first-researcher: " + secrets("a")["post", "P1a.1"] in final["post", "P1a.1"]["internal_comment"]
    # The form of a step that has answers begins with its own: written again and imported, nothing changes.
    before = (stepped.edition / "answers/final.csv").read_bytes()
    rating_here("import", "workbook", form(stepped, "final"), root=stepped.root)
    assert (stepped.edition / "answers/final.csv").read_bytes() == before
    said = [rating_here(*words, root=stepped.root) for words in (
        ("check",), ("build", "--verbose"), ("release", "small-2023", "--texts"), ("report", "small-2023"),
        ("verify", "small-2023"))]  # fmt: skip
    assert SECRET not in str(said) and "No audit is made" in str(said)
    for folder in ("releases", "build/report"):
        files = [p for p in (stepped.root / folder).rglob("*") if p.is_file()]
        assert files and [p for p in files if SECRET.encode() in p.read_bytes()] == [], folder
    for path in (stepped.root / "releases").rglob("*.parquet"):
        assert SECRET not in pl.read_parquet(path).write_csv(), path


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_what_is_filled_in_is_marked_and_explained(stepped, language):
    (stepped.edition / "answers/first-researcher.csv").write_text(
        HEADER + "acme,post,all,P1a.1,yes,,s1,Found,,,\nacme,store,all,P1a.1,no,,,,,,\n"
    )
    book = openpyxl.load_workbook(form(stepped, "company-engagement", language))
    filled = {entry: cells(book, entry)["post", "P1a.1"].fill.fgColor.rgb for entry in
              ("answer", "sources", "internal_comment")}  # fmt: skip
    assert len(set(filled.values())) == 1
    empty = {entry: cells(book, entry)["post", "P1a.2"].fill.fgColor.rgb for entry in (*filled, "comment")}
    assert set(filled.values()).isdisjoint(empty.values())
    assert empty["internal_comment"] not in (empty["comment"], empty["answer"])
    guide = [str(cell.value) for line in book.worksheets[0].iter_rows() for cell in line if cell.value]
    words = {
        "en": ("Private note: never published", "Copied from an earlier step"),
        "ru": ("Внутренняя заметка: никогда не публикуется", "Перенесено с предыдущего этапа"),
        "kk": ("Ішкі ескертпе: ешқашан жарияланбайды", "Алдыңғы кезеңнен көшірілген"),
    }[language]
    for word in words:
        assert any(text.startswith(word) for text in guide), word
    # A rater's own form begins empty, and marks nothing.
    book = openpyxl.load_workbook(form(stepped, "second-researcher", language))
    assert not any(str(cell.value).startswith(words[1]) for line in book.worksheets[0].iter_rows() for cell in line)


def test_a_form_of_the_earlier_format_is_read_at_steps_that_are_private(stepped):
    path = form(stepped, "first-researcher")

    def change(book):
        for cell in cells(book, "answer").values():
            cell.value = "yes"
        for cell in cells(book, "comment").values():
            cell.value = "Found"
        book["_rating"]["B1"] = "1"
        for sheet in book:
            for column in range(sheet.max_column, 0, -1):
                if str(sheet.cell(1, column).value).endswith("|internal_comment"):
                    sheet.delete_cols(column)

    edited(path, change)
    rating_here("import", "workbook", path, root=stepped.root)
    assert {r["comment"] for r in rows(stepped, "first-researcher").values()} == {"Found"}


def test_an_edition_without_final_answers_is_released_without_any(stepped):
    (stepped.edition / "answers/first-researcher.csv").write_text(HEADER + f"acme,post,all,P1a.1,yes,,s1,{SECRET},,,\n")
    rating_here("release", "small-2023", root=stepped.root)
    answers = pl.read_csv(stepped.root / "releases/small-2023/0.1.0/csv/answers.csv")
    assert set(answers["status"]) <= {"unanswered", "not_applicable"}
    rating_here("verify", "small-2023", root=stepped.root)


def test_the_next_edition_does_not_publish_its_steps_because_this_one_does(stepped):
    with (stepped.edition / "edition.yaml").open("a") as file:
        file.write("publish_steps: true\n")
    rating_here("new", "small-2024", "--from", "small-2023", root=stepped.root)
    assert "publish_steps" not in (stepped.edition.with_name("small-2024") / "edition.yaml").read_text()


@pytest.mark.parametrize("word", ["yes", "1", "True", "да"])
def test_whether_steps_are_published_is_said_in_one_way(stepped, word):
    with (stepped.edition / "edition.yaml").open("a") as file:
        file.write(f"publish_steps: {word}\n")
    (problem,) = stepped.problems()
    assert f'publish_steps: "{word}" is not true or false' in problem
