"""Imports lose nothing: copies of a workbook are merged, people resolve conflicts, document ids belong to their
authors, notes stay, and every import can be undone."""

import csv
import io
import json
import random

import openpyxl
import pytest
from openpyxl.comments import Comment

from pipeline.reading.steps import KEYS
from support.made_zips import Tables
from support.running import rating_here
from support.small import EDITION

HEADER = EDITION["answers.csv"].splitlines()[0] + "\n"
SOURCES = EDITION["sources.csv"].splitlines()[0] + "\n"
ASKED = [
    *(("group", e) for e in ("G1.1", "G1.2", "P2.1", "P2.2")),
    *(("post", e) for e in ("P1a.1", "P1a.2", "P2.1", "P2.2")),
    *(("store", e) for e in ("P1a.1", "P1a.2", "P1b.1", "P2.2")),
]


@pytest.fixture
def desk(small):
    """The small project without answers and sources; `blank`: its workbook."""
    (small.edition / "answers.csv").write_text(HEADER)
    (small.edition / "sources.csv").write_text(SOURCES)
    small.blank = written(small)
    return small


def written(small):
    out, _ = rating_here("workbook", "small-2023", "--out", small.root / "w", "--format", "json", root=small.root)
    return json.loads(out)["workbooks"][0]["file"]


def filled(blank, path, given, sources=(), notes=()):
    """A copy of a workbook in which a person has typed `given`: (service, element) -> entry -> text (None clears it),
    rows of the sheet of sources, and hung notes on cells: (service, element, entry) -> text."""
    book = openpyxl.load_workbook(blank)
    for sheet in book.worksheets:
        code = str(sheet["A1"].value)
        columns = {str(cell.value): cell.column for cell in sheet[1]}
        if code == "rating-form|sources":
            for i, row in enumerate(sources):
                for name, text in row.items():
                    sheet.cell(5 + i, columns[name]).value = text
        elif code.startswith("rating-form|") and "element" in columns:
            rows = {str(sheet.cell(r, columns["element"]).value): r for r in range(5, sheet.max_row + 1)}
            for (service, element), entries in given.items():
                for entry, text in entries.items() if element in rows else ():
                    sheet.cell(rows[element], columns[f"{service}|{entry}"]).value = text
            for (service, element, entry), text in dict(notes).items():
                if element in rows:
                    cell = sheet.cell(rows[element], columns[f"{service}|{entry}"])
                    cell.comment = Comment(text, "A person")
    book.save(path)
    return path


def bring(small, *paths, code=0, kind="workbook"):
    out, err = rating_here("import", kind, *paths, "--format", "json", root=small.root, code=code)
    return (json.loads(out) if out else None), err


def table(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def answers(small):
    return {(r["service"], r["element"]): r for r in table(small.edition / "answers.csv")}


def raw(small):
    return {p.relative_to(small.root): p.read_bytes() for p in small.edition.rglob("*") if p.is_file()}


def typed(rng):
    """Fill in all cells of the workbook, and the sources."""
    given = {}
    for place in ASKED:
        answer = rng.choice(["yes", "partial", "no", "no disclosure found", ""])
        comment, source = rng.choice(["", "Seen on page 3", "Ұқсас\nекі жол"]), rng.choice(["", "doc-1", "doc-2;doc-1"])
        given[place] = {k: v for k, v in (("answer", answer), ("comment", comment), ("sources", source)) if v}
    listed = [{"source": f"doc-{n}", "title": f"Rules {n}", "url": f"https://example.org/{n}"} for n in (1, 2)]
    return given, listed


@pytest.mark.parametrize("seed", range(3))
def test_copies_of_a_workbook_in_any_order_give_the_same_as_the_whole_workbook(desk, seed, tmp_path):
    """The cells of a filled-in workbook are divided among copies, some in several; one copy lists the documents."""
    rng = random.Random(seed)
    given, listed = typed(rng)
    bring(desk, filled(desk.blank, tmp_path / "whole.xlsx", given, listed))
    whole = raw(desk)
    rating_here("undo", "small-2023", root=desk.root)
    copies = [{} for _ in range(3)]
    for place, entries in given.items():
        for entry, text in entries.items():
            for copy in rng.sample(copies, rng.choice([1, 1, 2])):
                copy.setdefault(place, {})[entry] = text
    paths = [filled(desk.blank, tmp_path / f"{i}.xlsx", copy, listed) for i, copy in enumerate(copies)]
    rng.shuffle(paths)
    together = rng.choice([1, 2, 3])
    for i in range(0, 3, together):
        bring(desk, *paths[i : i + together])
    assert raw(desk) == whole
    # Once more it changes nothing, and no import is counted.
    _, err = bring(desk, *paths)
    assert raw(desk) == whole and "import " not in err


def test_import_and_undo_and_import_are_the_same_bytes(desk, tmp_path):
    given, listed = typed(random.Random(9))
    path = filled(desk.blank, tmp_path / "a.xlsx", given, listed)
    (tmp_path / "b.csv").write_text("element,store\nP1a.1,no\nP1b.1,yes\n")
    words = ["import", "answers", tmp_path / "b.csv", "--edition", "small-2023", "--prefer", "files"]
    states = [raw(desk)]
    bring(desk, path)
    states.append(raw(desk))
    rating_here(*words, root=desk.root)
    states.append(raw(desk))
    assert states[0] != states[1] != states[2]
    for state in (states[1], states[0]):
        rating_here("undo", "small-2023", root=desk.root)
        assert raw(desk) == state
    _, err = rating_here("undo", "small-2023", root=desk.root, code=2)
    assert "no import of small-2023 left to undo" in err
    # An undo is undone by its number.
    rating_here("undo", "small-2023", 4, root=desk.root)
    assert raw(desk) == states[1]
    rating_here("undo", "small-2023", 3, root=desk.root)
    assert raw(desk) == states[2]
    rating_here("undo", "small-2023", 1, root=desk.root, code=1)
    out, _ = rating_here("undo", "small-2023", "--list", "--format", "json", root=desk.root)
    assert [(r["number"], r["command"], r["undoes"], r["undone_by"]) for r in json.loads(out)["imports"]] == [
        (1, "import workbook", "", ""), (2, "import answers", "", ""), (3, "undo", "2", 6), (4, "undo", "1", 5),
        (5, "undo", "4", ""), (6, "undo", "3", ""),
    ]  # fmt: skip
    assert raw(desk) == states[2]


def test_changes_by_hand_since_an_import_are_undone_only_with_force(desk, tmp_path):
    before = raw(desk)
    bring(desk, filled(desk.blank, tmp_path / "a.xlsx", {("group", "G1.1"): {"answer": "yes"}}))
    file = desk.edition / "answers.csv"
    file.write_text(file.read_text().replace("yes", "no"))
    changed = raw(desk)
    _, err = rating_here("undo", "small-2023", root=desk.root, code=1)
    assert f"{file}:1: file: was changed by hand since import 1 (check it; --force" in err
    assert raw(desk) == changed
    rating_here("undo", "small-2023", "--force", root=desk.root)
    assert raw(desk) == before
    # What was there by hand comes back too.
    rating_here("undo", "small-2023", 2, root=desk.root)
    assert raw(desk) == changed
    about = desk.root / "raw/history/small-2023/0001/changed.csv"
    about.write_text("file,before,after\n../../../x,,\n")
    _, err = rating_here("undo", "small-2023", "--list", root=desk.root, code=1)
    assert "is not a file of the edition" in err
    rating_here("undo", "../history/small-2023", root=desk.root, code=2)


def test_what_differs_is_listed_side_by_side_and_the_rest_is_written(desk, tmp_path):
    one = {("group", "G1.1"): {"answer": "yes"}, ("post", "P1a.1"): {"answer": "no", "comment": "Seen"}}
    other = {("group", "G1.1"): {"answer": "partial"}, ("store", "P1b.1"): {"answer": "yes"}}
    paths = [filled(desk.blank, tmp_path / f"{n}.xlsx", given) for n, given in (("a", one), ("b", other))]
    found, err = bring(desk, *paths, code=1)
    (conflict,) = found["conflicts"]
    assert conflict == {
        "edition": "small-2023", "place": "acme/group/G1.1", "column": "answer", "there": "",
        "found": f'{paths[0]}:Governance!D6 "yes"; {paths[1]}:Governance!D6 "partial"',
    }  # fmt: skip
    assert "1 conflict was not written" in err
    assert sorted(answers(desk)) == [("post", "P1a.1"), ("store", "P1b.1")]
    assert [(r["added"], r["conflicts"]) for r in found["imported"]] == [(1, 1), (1, 1)]
    bring(desk, *paths, "--prefer", paths[1])
    assert answers(desk)["group", "G1.1"]["answer"] == "partial"
    # Now the first is another opinion than what is there.
    found, _ = bring(desk, paths[0], code=1)
    assert found["conflicts"][0]["there"] == "partial"
    bring(desk, paths[0], "--prefer", "raw")
    assert answers(desk)["group", "G1.1"]["answer"] == "partial"
    bring(desk, paths[0], "--prefer", "files")
    assert answers(desk)["group", "G1.1"]["answer"] == "yes"
    rating_here("import", "workbook", paths[0], "--prefer", "c.xlsx", root=desk.root, code=2)


def test_a_workbook_changes_only_cells_that_still_have_its_prefilled_values(desk, tmp_path):
    """Her later copy corrects what is still as it was when the copy was written; what others have changed since, and
    she has not, stays; blank cells leave what is there."""
    first = {place: {"answer": "yes", "comment": "First"} for place in ASKED[:4]}
    bring(desk, filled(desk.blank, tmp_path / "a.xlsx", first))
    again = written(desk)
    changed = {ASKED[0]: {"answer": "no"}, ASKED[1]: {"comment": "Second"}, ASKED[2]: {"answer": None}}
    later = filled(again, tmp_path / "later.xlsx", changed)
    by_hand = answers(desk)[ASKED[3]]
    file = desk.edition / "answers.csv"
    old = ",".join((*(by_hand[k] for k in KEYS), "yes"))
    file.write_text(file.read_text().replace(old, old.removesuffix("yes") + "partial"))
    found, err = bring(desk, later)
    assert found["conflicts"] == [] and found["imported"][0]["changed"] == 2
    assert "has 1 blank cells that were prefilled" in err
    now = answers(desk)
    assert [(now[p]["answer"], now[p]["comment"]) for p in ASKED[:4]] == [
        ("no", "First"), ("yes", "Second"), ("yes", "First"), ("partial", "First"),
    ]  # fmt: skip


def test_replacing_says_how_many_answers_go_and_asks(desk, tmp_path):
    bring(desk, filled(desk.blank, tmp_path / "a.xlsx", {place: {"answer": "yes"} for place in ASKED}))
    before = raw(desk)
    path = filled(desk.blank, tmp_path / "b.xlsx", {place: {"answer": "no"} for place in ASKED[:5]})
    _, err = bring(desk, path, "--replace", code=2)
    assert "small-2023, acme, final: --replace removes 7 answers that the file does not contain" in err
    assert raw(desk) == before
    found, _ = bring(desk, path, "--replace", "--yes")
    assert {p: r["answer"] for p, r in answers(desk).items()} == dict.fromkeys(ASKED[:5], "no")
    assert found["imported"][0]["changed"] == 5
    rating_here("undo", "small-2023", root=desk.root)
    assert raw(desk) == before
    rating_here("import", "workbook", path, "--replace", "--partial", root=desk.root, code=2)


def test_two_documents_of_one_id_stay_two_and_their_answers_cite_them(desk, tmp_path):
    """The same id for two documents, in two files at once and one after the other; a third file lists the first
    document once more, under an id of its own, with a slash and without s."""
    place, other, third = ASKED[0], ASKED[4], ASKED[8]
    doc = [("Terms", "https://example.org/a"), ("Policy", "https://example.org/b"), ("Terms", "http://Example.org/a/")]
    ids = ["doc-1", "doc-1", "doc-9"]
    paths = [
        filled(desk.blank, tmp_path / f"{i}.xlsx", {p: {"answer": "yes", "sources": ids[i]}},
               [{"source": ids[i], "title": doc[i][0], "url": doc[i][1]}])
        for i, p in enumerate((place, other, third))
    ]  # fmt: skip
    for turns in ([paths], [[p] for p in paths], [[paths[1]], [paths[2], paths[0]]]):
        told = [r for turn in turns for r in bring(desk, *turn)[0]["documents"]]
        # Where the third comes before the first, it is the first that is told.
        assert {r["because"].split(";")[0] for r in told} <= {
            "a different document has this id", "the same document is listed under this id",
        } and len(told) == (1 if turns[0] == paths[1:2] else 2)  # fmt: skip
        urls = {r["source"]: r["url"].lower().replace("http:", "https:").rstrip("/")
                for r in table(desk.edition / "sources.csv")}  # fmt: skip
        assert sorted(urls.values()) == ["https://example.org/a", "https://example.org/b"]
        assert [urls[answers(desk)[p]["sources"]][-1] for p in (place, other, third)] == ["a", "b", "a"]
        state = raw(desk)
        bring(desk, *paths)
        assert raw(desk) == state
        for _ in turns:
            rating_here("undo", "small-2023", root=desk.root)


SECRET = "SprosiUYurista"


def test_comments_without_an_answer_are_kept_and_stay_private(desk, tmp_path):
    """Comments and sources of drafts, and notes on cells: in raw/, in the next workbook, counted, and in no release,
    report or log."""
    small = desk
    (small.edition / "answers.csv").write_text(EDITION["answers.csv"].replace("acme,group,all,G1.2,no,,s1,,\n", ""))
    (small.edition / "sources.csv").write_text(EDITION["sources.csv"])
    edition = small.edition / "edition.yaml"
    edition.write_text(edition.read_text().replace("status: final", "status: partial"))
    notes = {("post", "P1a.1", "answer"): f"{SECRET} note", ("group", "G1.2", "comment"): f"{SECRET} too"}
    path = filled(written(small), tmp_path / "a.xlsx", {("group", "G1.2"): {"comment": f"{SECRET} draft"}}, notes=notes)
    found, err = bring(small, path)
    assert found["imported"][0]["drafts"] == 1 and "is kept as a draft" in err
    rows = answers(small)
    draft = rows["group", "G1.2"]
    assert (draft["answer"], draft["comment"]) == ("", f"{SECRET} draft") and SECRET in draft["internal_comment"]
    assert rows["post", "P1a.1"]["answer"] == "yes" and SECRET in rows["post", "P1a.1"]["internal_comment"]
    _, err = rating_here("check", root=small.root)
    assert "answer: warning: is missing in 1 row of acme with a comment or a source" in err
    out, _ = rating_here("progress", "small-2023", "--format", "json", root=small.root)
    (row,) = json.loads(out)["progress"]
    assert (row["answered"], row["drafts"]) == (11, 1)
    # It comes back in the next workbook, which may be imported as it is.
    before = raw(small)
    bring(small, written(small))
    assert raw(small) == before
    out, err = rating_here("build", "--verbose", root=small.root)
    rating_here("release", "small-2023", root=small.root)
    rating_here("report", "small-2023", root=small.root)
    assert SECRET not in out + err
    for folder in ("releases", "build/report"):
        files = [p for p in (small.root / folder).rglob("*") if p.is_file()]
        assert files and [p for p in files if SECRET.encode() in p.read_bytes()] == [], folder
    rating_here("verify", root=small.root)


def test_a_note_without_an_answer_is_reported_with_its_text(desk, tmp_path):
    book = openpyxl.load_workbook(desk.blank)
    sheet = next(s for s in book.worksheets if s["A1"].value == "rating-form|G")
    sheet["C4"].comment = Comment("See the letter of May", "A person")
    book.save(tmp_path / "a.xlsx")
    _, err = bring(desk, tmp_path / "a.xlsx")
    assert 'C4: warning: has the note "See the letter of May", which is not read (move it to the comment' in err


def test_omitted_answers_are_counted(desk, tmp_path):
    """Six answers of group and post in two sheets: one is unreadable; a duplicate sheet is not read at all."""
    given = {place: {"answer": "yes"} for place in ASKED[:6]} | {ASKED[0]: {"answer": "perhaps"}}
    path = filled(desk.blank, tmp_path / "a.xlsx", given)
    found, _ = bring(desk, path, "--partial")
    assert [(r["answers"], r["left_out"]) for r in found["imported"]] == [(5, 1)]
    book = openpyxl.load_workbook(path)
    book.copy_worksheet(next(s for s in book.worksheets if s["A1"].value == "rating-form|P"))
    book.save(tmp_path / "b.xlsx")
    found, _ = bring(desk, tmp_path / "b.xlsx", "--partial")
    assert [(r["answers"], r["left_out"]) for r in found["imported"]] == [(1, 5)]
    (tmp_path / "c.csv").write_text("element,store,shop\nP1a.1,yes,no\nP1a.2,perhaps,no\n")
    words = ["import", "answers", tmp_path / "c.csv", "--edition", "small-2023", "--partial", "--format", "json"]
    out, _ = rating_here(*words, root=desk.root)
    assert [(r["answers"], r["left_out"]) for r in json.loads(out)["imported"]] == [(1, 3)]


def test_an_import_from_rdr_can_be_undone_and_redone(tmp_path):
    archive = Tables().write(tmp_path / "a.zip")
    root = tmp_path / "project"
    rating_here("import", "rdr", archive, root=root)
    files = {p: p.read_bytes() for p in (root / "raw/editions").rglob("*.*")}
    assert len(files) == 8
    rating_here("undo", "rdr-2022", root=root)
    assert list((root / "raw/editions").iterdir()) == []
    rating_here("import", "rdr", archive, root=root)
    assert {p: p.read_bytes() for p in (root / "raw/editions").rglob("*.*")} == files
    rating_here("undo", "rdr-2022", root=root)
    rating_here("undo", "rdr-2022", 4, root=root)
    assert {p: p.read_bytes() for p in (root / "raw/editions").rglob("*.*")} == files


def test_what_a_table_says_without_an_answer_is_a_draft_too(desk, tmp_path):
    (tmp_path / "a.csv").write_text("company,service,element,answer,comment\nacme,post,P1a.1,,Ask them\n")
    words = ["import", "answers", tmp_path / "a.csv", "--edition", "small-2023", "--format", "json"]
    out, _ = rating_here(*words, root=desk.root)
    assert [(r["answers"], r["drafts"]) for r in json.loads(out)["imported"]] == [(0, 1)]
    (row,) = table(desk.edition / "answers.csv")
    assert (row["element"], row["answer"], row["comment"]) == ("P1a.1", "", "Ask them")


def test_a_draft_that_a_correction_makes_an_answer_is_released_with_it(small):
    """Rows that no correction names are not released, and the release can be made again from its raw files."""
    edition = small.edition / "edition.yaml"
    edition.write_text(edition.read_text().replace("status: final", "status: partial"))
    small.change("answers.csv", "acme,group,all,G1.1,yes,,s1,,", f"acme,group,all,G1.1,,,s1;s9,{SECRET},")
    small.change("answers.csv", "acme,group,all,G1.2,no,,s1,,", "acme,group,all,G1.2,,,s1,Seen on page 2,")
    (small.edition / "corrections.csv").write_text(
        "company,service,strand,element,column,old,new,reason,date,reported_by\n"
        "acme,group,all,G1.2,answer,,yes,It was left open,2023-05-01,\n"
    )
    rating_here("release", "small-2023", root=small.root)
    release = small.root / "releases/small-2023/0.1.0"
    rows = {r["element"]: r for r in table(release / "csv/answers.csv") if r["service"] == "group"}
    assert (rows["G1.2"]["answer"], rows["G1.2"]["comment"]) == ("yes", "Seen on page 2")
    assert (rows["G1.1"]["status"], rows["G1.1"]["comment"]) == ("unanswered", "")
    assert not [p for p in release.rglob("*") if p.is_file() and SECRET.encode() in p.read_bytes()]
    rating_here("verify", root=small.root)
