"""The commands of the research desk: a new edition, a new rating, answers from CSV files, warnings, builds."""

import json
import re
import shutil

import pytest

from support.running import HERE, rating_here
from support.small import EDITION

LONG = "company,service,element,answer\n"


def read(path):
    return path.read_text(encoding="utf-8")


def problems(small, **wanted):
    """Return the warnings and errors of `rating check` in JSON that have the given values."""
    from pipeline.core.project import Project
    from pipeline.reading.editions import inspect

    found = {p for e in inspect(Project(small.root)) for p in e.problems}
    return [p for p in sorted(found) if all(getattr(p, k) == v for k, v in wanted.items())]


def test_a_new_rating_can_be_built(tmp_path):
    root = tmp_path / "new"
    rating_here("init", root, "--edition", "xy-2030", root=".")
    assert "raw/editions/xy-2030" in read(root / "README.md")
    _, err = rating_here("check", root=root)
    assert "0 errors, 0 warnings in xy-2030" in err
    rating_here("build", root=root)
    # 374 answers are asked of a group and a service of the first class: none is there.
    out, _ = rating_here("progress", "xy-2030", "--format", "json", root=root)
    assert {r["answered"] for r in json.loads(out)["progress"]} == {0}
    # What its README names can be done, but for what needs a file or publishes.
    named = re.findall("`rating ([^`]*)`", read(root / "README.md"))
    done = [words for words in named if not words.startswith(("init", "import", "release"))]
    assert len(done) == 5
    for words in done:
        rating_here(*words.split(), root=root)
    _, err = rating_here("init", root, root=".", code=2)
    assert "is not empty" in err
    for name in ("xy", "XY-2030", "xy-20", "../xy-2030"):
        rating_here("init", tmp_path / "other", "--edition", name, root=".", code=2)
    assert not (tmp_path / "other").exists()


def test_the_next_edition_has_everything_but_the_answers(tmp_path):
    for part in ("methodologies/rdr-2020", "editions/kz-2023"):
        shutil.copytree(HERE / "raw" / part, tmp_path / "raw" / part)
    rating_here("new", "kz-2024", "--from", "kz-2023", root=tmp_path)
    was, now = tmp_path / "raw/editions/kz-2023", tmp_path / "raw/editions/kz-2024"
    assert read(now / "services.csv") == read(was / "services.csv")
    assert read(now / "selection.csv") == read(was / "selection.csv")
    assert read(now / "published_scores.csv") == "company,service,strand,scope,score\n"
    assert [p.name for p in (now / "answers").iterdir()] == ["first-researcher.csv"]
    assert "2024" in read(now / "edition.yaml") and "2023" not in read(now / "edition.yaml")
    assert "status: draft" in read(now / "edition.yaml")
    _, err = rating_here("check", "kz-2024", root=tmp_path)
    assert "0 errors, 0 warnings in kz-2024" in err
    for name, source in (
        ("kz-2024", "kz-2023"),
        ("kz-2022", "kz-2023"),
        ("other-2025", "kz-2023"),
        ("kz-2025", "kz-1"),
    ):
        rating_here("new", name, "--from", source, root=tmp_path, code=2)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("company,service,element,answer,comment\nacme,store,P2.2,yes,Seen\nacme,store,P1b.1,No,\n", "utf-8"),
        ("company;service;element;answer;comment\nacme;store;P2.2;Иә;Seen\nacme;store;P1b.1;no;\n", "utf-8-sig"),
        (
            "Company\tService\tElement\tAnswer\tComment\nacme\tstore\tP2.2\tyes\tSeen\nacme\tstore\tP1b.1\tno\t\n",
            "utf-16",
        ),
        ("element,Store,acme/post\nP2.2,yes,\nP1b.1,no,\n", "utf-8"),
        ("element;post;store\nP2.2;;yes\nP1b.1;;no\n", "utf-16"),
    ],
)
def test_answers_are_imported_from_long_and_wide_files(small, tmp_path, text, encoding):
    """Two answers of store differ from the current ones: they are written only when that conflict is resolved; all
    others stay."""
    path = tmp_path / "answers from elsewhere.csv"
    path.write_bytes(text.encode(encoding))
    words = ["import", "answers", path, "--edition", "small-2023"]
    out, _ = rating_here(*words, "--format", "json", root=small.root, code=1)
    conflicts = {r["place"]: (r["there"], r["found"]) for r in json.loads(out)["conflicts"]}
    assert {place: there for place, (there, _) in conflicts.items()} == {
        "acme/store/P2.2": "N/A",
        "acme/store/P1b.1": "partial",
    }
    assert conflicts["acme/store/P2.2"][1] == f'{path}:2 "yes"'
    rating_here(*words, "--prefer", "raw", root=small.root)
    assert read(small.edition / "answers.csv") == EDITION["answers.csv"]
    rating_here(*words, "--prefer", path, root=small.root)
    rows = {
        tuple(line.split(",")[:4]): line.split(",") for line in read(small.edition / "answers.csv").splitlines()[1:]
    }
    before = {tuple(line.split(",")[:4]): line.split(",") for line in EDITION["answers.csv"].splitlines()[1:]}
    assert rows.keys() == before.keys()
    changed = {k[3]: r[4] for k, r in rows.items() if r[4] != before[k][4]}
    assert changed == {"P2.2": "yes", "P1b.1": "no"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1: file: is empty (write a header with company, service, element, answer)"),
        ("company,service,answer\nacme,store,yes\n", "1: element: column is missing"),
        (LONG + "acme,store,P2.2,perhaps\n", '2: answer: "perhaps" is not in the scale'),
        (LONG + "acme,shop,P2.2,yes\n", '2: service: "acme/shop" is not in services.csv (correct it)'),
        (LONG + "acme,store,Р2.2,yes\n", '2: element: "Р2.2" has U+0420 CYRILLIC CAPITAL LETTER ER where only'),
        (LONG + "acme,store,P2.2\n", "2: row: has 3 cells; the header has 4 (check the delimiters)"),
        (
            LONG + "acme,store,P2.2,yes\nacme,store,P2.2,no\n",
            "3: element: acme/store/all/P2.2 is a duplicate of line 2",
        ),
        ("company,service,element,answer,mood\nacme,store,P2.2,yes,\n", "1: mood: unknown or duplicate column"),
        ("element,shop\nP2.2,yes\n", '1: "shop": is not a service of the edition (write company/service, such as'),
        ("element,store\nP2.2,yes,no\n", "2: row: has 3 cells; the header has 2"),
        ("element,store,Store\nP2.2,yes,no\n", '1: "Store": is ambiguous or a duplicate'),
        (LONG + 'acme,store,P2.2,"yes\n', "2: row: can't be read: unexpected end of data"),
        (b"company,service,element,answer\nacme,store,P2.2,\xff\xfd\n", "2: file: is not UTF-8: byte 0xFF"),
        (b"\xff\xfec\x00", "1: element: column is missing"),
        (b"\xff\xfec", "1: file: is not UTF-16"),
        (b"company,service,element,answer\nacme,store,P2.2,\x00\n", "2: file: has a NUL byte"),
    ],
)
def test_a_file_of_answers_with_an_error_changes_nothing(small, tmp_path, text, expected):
    path = tmp_path / "a.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    _, err = rating_here("import", "answers", path, "--edition", "small-2023", root=small.root, code=1)
    assert err.startswith(f"{path}:{expected}"), err
    assert read(small.edition / "answers.csv") == EDITION["answers.csv"]


def test_partial_imports_what_has_no_error_and_says_what_it_left_out(small, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(LONG + "acme,store,P2.2,perhaps\nacme,store,P1b.1,no\n")
    out, err = rating_here(
        "import",
        "answers",
        path,
        "--edition",
        "small-2023",
        "--partial",
        "--prefer",
        "files",
        "--format",
        "json",
        root=small.root,
    )
    assert f'left out: {path}:2: answer: "perhaps" is not in the scale' in err
    (row,) = json.loads(out)["imported"]
    assert (row["answers"], row["left_out"], row["changed"]) == (1, 1, 1)
    assert "acme,store,all,P1b.1,no," in read(small.edition / "answers.csv")
    rating_here("import", "answers", path, "--edition", "small-2023", "--step", "never", root=small.root, code=2)
    rating_here("import", "answers", tmp_path / "none.csv", "--edition", "small-2023", root=small.root, code=1)


ANSWERS, SOURCES = "answers.csv", "sources.csv"
POST, STORE = "post,all,P1a.1,yes,,s1,,", "store,all,P1a.1,partial,,s1,,"
NONE = "acme,store,all,P2.2,N/A,No audit is made,,,"
WARNINGS = [
    # kind; (file, what stands there, what is written) ...; line, column and place of the warning
    ("answered under N/A", [(ANSWERS, NONE, NONE.replace("P2.2", "P2.1") + "\nacme,store,all,P2.2,yes,,s1,,")],
     (14, "answer", "acme/store/P2.2")),
    ("comment contradicts answer", [(ANSWERS, POST, 'post,all,P1a.1,yes,,s1,"Partial: some",')],
     (6, "comment", "acme/post/P1a.1")),
    ("comment contradicts answer", [(ANSWERS, POST, "post,all,P1a.1,yes,,s1,No disclosure found.,")],
     (6, "comment", "acme/post/P1a.1")),
    ("same comment", [(ANSWERS, POST, "post,all,P1a.1,yes,,s1,It stands on the first page,"),
                      (ANSWERS, STORE, "store,all,P1a.1,partial,,s1,it stands on  the FIRST page,")],
     (10, "comment", "acme/store/P1a.1")),
    ("services differ", [(ANSWERS, NONE, "acme,store,all,P2.2,no,,s1,,")], (13, "answer", "acme/store/P2.2")),
    ("uncited source", [(SOURCES, "2023-01-31\n", "2023-01-31\nacme,s2,Rules,,,,\n")], (3, "source", "acme/s2")),
    ("no address", [(SOURCES, "https://example.org/terms", "javascript:alert(1)")], (2, "url", "acme/s1")),
    ("no archived copy", [(SOURCES, "https://archive.example.org/terms", "")], (2, "archived_url", "acme/s1")),
    ("no source", [(ANSWERS, POST, "post,all,P1a.1,yes,,,,")], (6, "sources", "acme/post/P1a.1")),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "changes", "expected"), WARNINGS)
def test_a_likely_mistake_is_a_warning_with_its_line(small, kind, changes, expected):
    assert problems(small) == []
    for file, old, new in changes:
        small.change(file, old, new)
    (found,) = problems(small, kind=kind)
    assert (found.level, found.line, found.column, found.location) == ("warning", *expected)
    assert found.message.endswith(")") and " (" in found.message


def test_an_answer_that_changed_from_the_year_before_without_a_comment(small):
    later = small.root / "raw/editions/small-2024"
    later.mkdir()
    for name, text in EDITION.items():
        changed = text.replace("2023", "2024").replace("store,all,P1b.1,partial,,s1,,", "store,all,P1b.1,yes,,s1,,")
        (later / name).write_text(changed.replace("post,all,P1a.1,yes,,s1,,", "post,all,P1a.1,no,,s1,It was removed,"))
    (found,) = problems(small, kind="changed without a comment")
    assert (found.line, found.location, found.edition) == (12, "acme/store/P1b.1", "small-2024")
    assert found.message == '"yes", but "partial" in small-2023, without a comment (explain the change)'
    _, err = rating_here("check", "small-2024", root=small.root)
    assert "small-2024" in err.splitlines()[-1] and "small-2023/" not in err


def test_a_warning_can_be_accepted_with_a_reason_while_it_exists(small):
    path = small.edition / "accepted_warnings.csv"
    archived = "https://archive.example.org/terms"
    small.change("sources.csv", archived, "")
    path.write_text("kind,file,location,reason\nno archived copy,sources.csv,acme/*,The archive refuses the page\n")
    assert problems(small) == []
    small.change("sources.csv", "https://example.org/terms,,", f"https://example.org/terms,{archived},")
    (found,) = problems(small)
    assert (found.kind, found.line) == ("unused acceptance", 2)
    path.write_text("kind,file,location,reason\nno archived copy,,acme/s1,\n")
    (found,) = problems(small, level="error")
    assert (found.column, found.message) == ("reason", "is empty (fill it in)")
    # It is for the desk alone.
    path.write_text("kind,file,location,reason\nno source,,acme/*,Why not\n")
    rating_here("release", "small-2023", root=small.root)
    assert not list((small.root / "releases").rglob("accepted*"))


def test_the_level_of_what_is_listed(small):
    small.change("sources.csv", "https://archive.example.org/terms", "")
    small.change("answers.csv", "post,all,P1a.1,yes", "post,all,P1a.1,perhaps")
    _, err = rating_here("check", "--level", "error", root=small.root, code=1)
    assert "warning" not in err.replace("0 warnings", "")
    _, err = rating_here("check", "--level", "warning", root=small.root, code=1)
    assert "is empty (archive the page: it may change)" not in err  # an edition with errors is not looked into further
    small.change("answers.csv", "post,all,P1a.1,perhaps", "post,all,P1a.1,yes")
    _, err = rating_here("check", root=small.root)
    assert "archived_url: warning: is empty (archive the page: it may change)" in err


def test_rdrs_data_have_what_a_strict_reading_finds(everything):
    """References of levels that point to no source: 91 of 937 in 2022, as the README beside the data says. Comments
    that begin with another answer: 11 and 25 by an English answer word and a mark; with every spelling of the scale
    one more in 2022, "Partially,"."""
    from pipeline.core.project import Project
    from pipeline.reading.editions import inspect

    for edition, comments in (("rdr-2022", 12), ("rdr-2020", 25)):
        (found,) = inspect(Project(everything), [edition])
        kinds = [p for p in found.problems if p.kind == "comment contradicts answer"]
        assert len(kinds) == comments
        if edition == "rdr-2022":
            missing = [p for p in found.problems if p.kind == "unlisted source"]
            assert len({(p.location.rpartition(".")[0], p.message.split('"')[1]) for p in missing}) == 91


def test_a_build_with_nothing_changed_does_nothing(small):
    # A warning is told, and is no failure; raw files are only read, and what a killed build left is swept.
    small.change("answers.csv", "acme,post,all,P2.1,yes,,s1", "acme,post,all,P2.1,yes,,")
    raw = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in (small.root / "raw").rglob("*") if p.is_file()}
    left = small.root / "build/public/.company_scores.parquet.1.partial"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    _, err = rating_here("build", root=small.root)
    assert not left.exists()
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in (small.root / "raw").rglob("*") if p.is_file()} == raw
    assert err.startswith(f'{small.edition}/answers.csv:8: sources: warning: "yes" has no source (cite the document)\n')
    before = {p: p.stat().st_mtime_ns for p in (small.root / "build").glob("*/*.parquet")}
    out, err = rating_here("build", root=small.root)
    assert "nothing has changed since the last build" in err and "small-2023" in out
    assert {p: p.stat().st_mtime_ns for p in before} == before
    # It is not fresh where a table was changed by somebody else, nor where an input was.
    from pipeline.computing.freshness import is_fresh
    from pipeline.core.project import Project

    path = next(iter(before))
    whole = path.read_bytes()
    path.write_bytes(whole + b"x")
    assert not is_fresh(Project(small.root))
    path.write_bytes(whole)
    small.change("answers.csv", "post,all,P1a.1,yes", "post,all,P1a.1,perhaps")
    assert not is_fresh(Project(small.root))
    # A build with errors is never fresh: they are told again.
    _, err = rating_here("build", root=small.root, code=1)
    assert '"perhaps" is not in the scale' in err
    assert not is_fresh(Project(small.root))
