"""What people type: look-alike letters, equal text in different bytes, typing mistakes, dates; and files that Excel
saved."""

import datetime
import json
import re
import unicodedata

import openpyxl
import polars as pl
import pytest

from pipeline.core.lookalikes import slip
from pipeline.core.project import Project
from pipeline.reading.dates import NoDate, read_date
from pipeline.reading.methodologies import read_methodology
from support.running import HERE, rating_here
from support.small import EDITION, METHODOLOGY
from support.workbooks import edited

SCALE = read_methodology(Project(HERE), "rdr-2020").scale
LATIN_OF = dict(zip("аеіорсухкАВЕКМНОРСТХІ", "aeiopcyxkABEKMHOPCTXI", strict=True))
SUGGESTED = re.compile(r'did you mean "(.*)"\?')
NAMED = re.compile(r'U\+[0-9A-F]{4}[^"]*write "(.*)"\)$')
HEADER = "company,service,element,answer\n"
LABELS = (
    '{answer: "yes", points: 100, reversed_points: 0, label: {en: "Yes", kk: "Иә"}}',
    '{answer: "yes", points: 100, reversed_points: 0, label: {en: "Yes", ru: "Да", kk: "Қолданылады"}}',
)


@pytest.mark.parametrize("language", ["", "en", "ru", "kk"])
def test_a_misspelt_answer_is_never_read_as_a_different_answer(language):
    """Every spelling with each letter left out, doubled, swapped with the next, or replaced by a different one."""
    tried = suggested = 0
    for spelling in SCALE.spellings():
        for i in range(len(spelling)):
            a, b = spelling[:i], spelling[i:]
            for typed in (a + b[1:], a + b[0] + b, a + b[1:2] + b[0] + b[2:], f"{a}ж{b[1:]}", f"{a}q{b[1:]}"):
                if SCALE.find(typed):
                    continue
                tried += 1
                if found := SUGGESTED.search(SCALE.unknown(typed, language)):
                    suggested += 1
                    assert SCALE.find(found[1]) == SCALE.find(spelling), typed
                    own = SCALE.in_language(language)
                    assert found[1] in own
    assert tried > 2000 and suggested > 200


OPPOSITES = [
    "Нет раскрытия", "Применимо", "Раскрытие найдено", "Не частично", "Не да", "Нет данных", "Қолданылады",
    "Ақпарат ашылған", "Ақпараттар ашылды", "Иә емес", "disclosure found", "applicable", "not partial", "not yes",
    "no full disclosure", "full non-disclosure", "частичное нераскрытие", "100", "н/д", "—",
]  # fmt: skip


@pytest.mark.parametrize("language", ["", "en", "ru", "kk"])
@pytest.mark.parametrize("text", OPPOSITES)
def test_what_means_something_else_is_no_slip(text, language):
    said = SCALE.unknown(text, language)
    assert "did you mean" not in said
    words = {"": "yes, partial", "en": "Yes, Partial", "ru": "Да, Частично", "kk": "Иә, Ішінара"}[language]
    assert f"write one of: {words}" in said


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_equal_text_is_equal(form):
    for spelling in SCALE.spellings():
        assert SCALE.find(unicodedata.normalize(form, spelling)) == SCALE.find(spelling)


def test_letters_that_only_look_right_are_named_in_every_spelling():
    tried = 0
    for spelling in SCALE.spellings():
        for i, letter in enumerate(spelling):
            if letter not in LATIN_OF:
                continue
            typed = spelling[:i] + LATIN_OF[letter] + spelling[i + 1 :]
            found = NAMED.search(SCALE.unknown(typed))
            assert found and SCALE.find(found[1]) == SCALE.find(spelling), typed
            assert f"U+{ord(LATIN_OF[letter]):04X} LATIN" in SCALE.unknown(typed)
            tried += 1
    assert tried > 50


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Дa", 'has U+0061 LATIN SMALL LETTER A, which only looks right (write "Да")'),
        ("НET", "has U+0045 LATIN CAPITAL LETTER E, U+0054 LATIN CAPITAL LETTER T, which only looks right"),
        ("Iшiнаpа", "has U+0049 LATIN CAPITAL LETTER I, U+0069 LATIN SMALL LETTER I, U+0070 LATIN SMALL LETTER P"),
        ("Жok", 'mixes scripts: it has U+006F LATIN SMALL LETTER O, U+006B LATIN SMALL LETTER K (did you mean "Жоқ"?)'),
        ("yеs", 'has U+0435 CYRILLIC SMALL LETTER IE, which only looks right (write "yes")'),
    ],
)
def test_look_alike_letters(text, said):
    assert said in SCALE.unknown(text)


def test_an_id_is_never_read_as_its_neighbour():
    others = ["doc-1", "kaspi-pay", "F1a.1", "small-2023", "aitu-pay"]
    for text in ("doc-2", "doc-11", "kaspi-travel", "F1a.2", "F1b.1", "small-2022", "aitu-city", "kaspi-map"):
        assert slip(text, others) is None, text
    assert slip("kapsi-pay", others) == "kaspi-pay" and slip("f01a.1", others) == "F1a.1"


READ = {
    "2023": "2023", "2023-05": "2023-05", "2023-05-21": "2023-05-21", "2023-00-00": "2023-00-00", "": "",
    "12.06.2023": "2023-06-12", "12.6.2023": "2023-06-12", "1.6.2023": "2023-06-01", "12.06.2023 г.": "2023-06-12",
    "12.06.2023 ж.": "2023-06-12", "06.2023": "2023-06", "21/05/2023": "2023-05-21", "5/21/2023": "2023-05-21",
    "06/06/2023": "2023-06-06", "2023/6/1": "2023-06-01", "2023.06.01": "2023-06-01", "2023-6-1": "2023-06-01",
    "12.06.2023 14:30": "2023-06-12", "2023-06-12T14:30:05Z": "2023-06-12", "2023-06-12 14:30:05.5": "2023-06-12",
    "2023-06-12T14:30:05+05:00": "2023-06-12",
}  # fmt: skip
NOT_READ = {
    "12/06/2023": "can be 2023-12-06 or 2023-06-12", "12-06-2023": "can be 2023-12-06 or 2023-06-12",
    "12.06.23": "has a year of two digits", "45089": "is not a date; it is Excel's serial number of 2023-06-12",
    "31.02.2023": "that month has no such day", "2023-02-30": "that month has no such day", "06.31.2023": "write 2023,",
    "2023-13": "write 2023,", "May 2021": "write 2023,", "31.12.0202": "write 2023,", "2023-05-21 later": "write 2023,",
    "12\u202406\u20242023": "write 2023,",
}  # fmt: skip
DATE_COLUMNS = {"sources.csv": ["document_date", "accessed_date"], "engagement.csv": ["asked_date", "answered_date"],
                "corrections.csv": ["date"]}  # fmt: skip


def with_date(small, file, column, text):
    """Return the lines of the problems of the small edition with a date in a column of one of its files."""
    rows = {
        "sources.csv": {"company": "acme", "source": "s1", "document_date": "", "accessed_date": ""}
        | dict.fromkeys(("title", "url", "archived_url"), "x"),
        "engagement.csv": {"company": "acme", "engagement": "answered"}
        | dict.fromkeys(("asked_date", "answered_date", "note", "asked", "reply"), ""),
        "corrections.csv": dict(zip(
            ["company", "service", "strand", "element", "column", "old", "new", "reason", "date", "reported_by"],
            ["acme", "", "", "s1", "document_date", "05.2022", "01.05.2022", "Overlooked", "2023-03-01", ""],
            strict=True)),
    }[file]  # fmt: skip
    rows |= {column: text}
    (small.edition / file).write_text(f"{','.join(rows)}\n{','.join(rows.values())}\n", encoding="utf-8")
    return small.problems()


@pytest.mark.parametrize(("file", "column"), [(f, c) for f, names in DATE_COLUMNS.items() for c in names])
def test_every_date_column_reads_what_people_write(small, file, column):
    from pipeline.reading.validation import FILES
    from pipeline.schemas import SCHEMAS, columns

    dates = {FILES[t]: [c.name for c in columns(SCHEMAS[t]) if c.kind == "date"] for t in FILES}
    assert {f: names for f, names in dates.items() if names} == DATE_COLUMNS
    for text, day in READ.items():
        if text or file != "corrections.csv":
            assert with_date(small, file, column, text) == [], text
            assert read_date(text) == day
    for text, why in NOT_READ.items():
        (problem,) = with_date(small, file, column, text)
        assert f"/{file}:2: {column}: " in problem and why in problem, text
        with pytest.raises(NoDate):
            read_date(text)


def test_the_tables_have_dates_in_one_form(small):
    (small.edition / "sources.csv").write_text(EDITION["sources.csv"].replace("2023-01-31", "31.01.2023 10:15"))
    # A correction names a date as it stands in the file, or in the tables.
    assert with_date(small, "corrections.csv", "old", "5.2022") == []
    (row,) = small.build()("public.sources")
    assert (row["document_date"], row["accessed_date"]) == ("2022-05-01", "2023-01-31")


def test_dates_of_a_workbook(small):
    """Typed as text, as a date, with a time, or as Excel's serial number."""
    rating_here("workbook", "small-2023", "--step", "final", "--language", "en", root=small.root)
    (path,) = (small.root / "build/workbooks/small-2023").iterdir()
    typed = ["12.06.2023", datetime.date(2023, 6, 12), datetime.datetime(2023, 6, 12, 14, 30), 45089, "12.6.2023 14:30"]

    def change(book):
        for i, value in enumerate(typed, 6):
            book["Sources"].cell(i, 2).value = f"s{i}"
            book["Sources"].cell(i, 6).value = value
            book["Sources"].cell(i, 6).number_format = "@" if isinstance(value, str | int) else "dd.mm.yyyy"

    edited(path, change)
    _, err = rating_here("import", "workbook", path, root=small.root)
    assert err.count("warning: ") == 1 and "warning: the number 45089 is read as 2023-06-12" in err
    found = pl.read_csv(small.edition / "sources.csv").filter(pl.col("source") != "s1")
    assert found["document_date"].to_list() == ["2023-06-12"] * len(typed)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("2022-05,", "2099-01-01,", 'document_date: warning: "2099-01-01" is in the future (check the year)'),
        ("2022-05,2023-01-31", "2022-05,2098", 'accessed_date: warning: "2098" is in the future (check the year)'),
        ("2022-05,", "2023-02,", 'document_date: warning: "2023-02" is after 2023-01-31, when it was read'),
        ("2022-05,", "2023-01,", ""),
        ("2022-05,", "2023,", ""),
    ],
)
def test_dates_that_can_not_be(small, old, new, expected):
    small.change("sources.csv", old, new)
    _, err = rating_here("check", "small-2023", root=small.root)
    assert expected in err and ("_date: warning" in err) == bool(expected)


def test_a_form_speaks_its_own_language(small):
    small.change("methodology.yaml", *LABELS)
    for language, typed, said in (
        ("ru", "Даа", '"Даа" is not in the scale (did you mean "Да"?)'),
        ("ru", "Нет раскрытия", "write one of: Да, "),
        ("kk", "Қолданылды", '(did you mean "Қолданылады"?)'),
        ("kk", "Даа", "write one of: Қолданылады, "),
        ("kk", "Yess", "write one of: Қолданылады, "),
    ):
        rating_here("workbook", "small-2023", "--language", language, root=small.root)
        (path,) = (small.root / "build/workbooks/small-2023").iterdir()

        def change(book, typed=typed):
            sheet = next(s for s in book if s["A1"].value == "rating-form|P")
            row = next(r for r in range(1, 20) if sheet.cell(r, 2).value == "P1a.1")
            column = next(c for c in range(1, 20) if sheet.cell(1, c).value == "post|answer")
            sheet.cell(row, column).value = typed

        edited(path, change)
        _, err = rating_here("import", "workbook", path, root=small.root, code=1)
        assert said in err
        path.unlink()


EXCEL = {
    "semicolons": (lambda text: text.replace(",", ";").encode("utf-8-sig"), "has semicolons between its cells"),
    "tabs": (lambda text: text.replace(",", "\t").encode(), "has tabs between its cells"),
    "sep": (lambda text: ("sep=;\r\n" + text.replace(",", ";")).encode("utf-8-sig"), "begins with Excel's sep= line"),
    "sep-comma": (lambda text: ("sep=,\n" + text).encode(), "begins with Excel's sep= line"),
    "unicode-text": (lambda text: text.replace(",", "\t").encode("utf-16"), "is UTF-16"),
    "utf-16-without-a-mark": (lambda text: text.encode("utf-16-le"), "is UTF-16"),
    "xls": (lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is an Excel workbook in the format"),
    "xlsx": (lambda _: b"PK\x03\x04" + bytes(600), "is an Excel workbook, or another zip"),
}


@pytest.mark.parametrize("kind", EXCEL)
@pytest.mark.parametrize("file", [name for name in {**EDITION, **METHODOLOGY} if name.endswith(".csv")])
def test_what_excel_saved_is_named_once_with_its_cause(small, kind, file):
    make, said = EXCEL[kind]
    small.file(file).write_bytes(make(small.file(file).read_text(encoding="utf-8")))
    (problem,) = small.problems()
    assert f"/{file}:1: file: {said}" in problem


@pytest.mark.parametrize("kind", ["semicolons", "tabs", "sep", "sep-comma", "unicode-text", "utf-16-without-a-mark"])
def test_what_excel_saved_is_read_as_answers(small, tmp_path, kind):
    path = tmp_path / "a.csv"
    path.write_bytes(EXCEL[kind][0](HEADER + "acme,store,P2.2,yes\nacme,store,P1b.1,No\n"))
    words = ["import", "answers", path, "--edition", "small-2023", "--prefer", "files", "--format", "json"]
    out, err = rating_here(*words, root=small.root)
    assert "warning" not in err and json.loads(out)["imported"][0]["answers"] == 2


def test_a_workbook_given_as_answers_gets_a_message_that_names_the_right_command(small, tmp_path):
    openpyxl.Workbook().save(tmp_path / "own.xlsx")
    _, err = rating_here("import", "answers", tmp_path / "own.xlsx", "--edition", "small-2023", root=small.root, code=1)
    assert "own.xlsx:1: file: is an Excel workbook, or another zip (`rating import workbook` reads what" in err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADER + "acme,sto\u2011re,P2.2,yes\n", '2: service: "acme/sto\u2011re" has U+2011 NON-BREAKING HYPHEN where'),
        (HEADER + "acme,sto\u2013re,P2.2,yes\n", 'U+2013 EN DASH where only ASCII is allowed (write "acme/sto-re")'),
        (HEADER + "acme,store,Р2.2,yes\n", '2: element: "Р2.2" has U+0420 CYRILLIC CAPITAL LETTER ER where'),
        (
            "element,Stоre\nP2.2,yes\n",
            '1: "Stоre": has U+043E CYRILLIC SMALL LETTER O, which only looks right (write "S',
        ),
    ],
)
def test_letters_of_other_scripts_in_imported_answers_are_reported(small, tmp_path, text, said):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    _, err = rating_here("import", "answers", tmp_path / "a.csv", "--edition", "small-2023", root=small.root, code=1)
    assert said in err


def test_equal_text_in_every_file(small, tmp_path):
    """Answers, labels, names and comments in NFD are read as in NFC: the tables are the same."""
    small.change("methodology.yaml", *LABELS)
    small.change("methodology.yaml", 'kk: "Қолданылады"', 'kk: "Қолданылмайды й"')
    small.change("services.csv", "acme,store,Store", "acme,store,Дүкен й")
    small.change("answers.csv", "acme,post,all,P1a.1,yes,,s1,,", "acme,post,all,P1a.1,Қолданылмайды й,,s1,ё é й,")
    before = small.build()("public.answers"), small.build()("public.services")
    for path in (small.root / "raw").rglob("*.*"):
        path.write_text(unicodedata.normalize("NFD", path.read_text(encoding="utf-8")), encoding="utf-8")
    assert (small.build()("public.answers"), small.build()("public.services")) == before
    path = tmp_path / "a.csv"
    wide = unicodedata.normalize("NFD", "element,Дүкен й\nP1a.1,Қолданылмайды й\n")
    path.write_text(wide, encoding="utf-8")
    rating_here("import", "answers", path, "--edition", "small-2023", "--prefer", "files", root=small.root)


def test_the_answers_of_a_release_can_be_imported(small, release_first):
    release_first()
    table = small.root / "releases/small-2023/1.0.0/csv/answers.csv"
    before = small.build()("public.answers")
    small.file("answers.csv").write_text(EDITION["answers.csv"].splitlines()[0] + "\n")
    rating_here("import", "answers", table, "--edition", "small-2023", root=small.root)
    assert small.build()("public.answers") == before
    table.write_text(table.read_text().replace("small-2023", "small-2022"))
    _, err = rating_here("import", "answers", table, "--edition", "small-2023", root=small.root, code=1)
    assert 'csv:2: edition: "small-2022" is not the edition of this import, small-2023' in err and err.count("\n") == 1


def test_lock_files_and_workbooks_that_are_open(small):
    rating_here("workbook", "small-2023", "--language", "en", root=small.root)
    folder = small.root / "build/workbooks/small-2023"
    (path,) = folder.iterdir()
    lock = folder / f"~${path.name}"
    lock.write_bytes(b"\x06Person" + bytes(158))
    _, err = rating_here("import", "workbook", *sorted(folder.glob("*")), root=small.root)
    assert f'{lock}:1: file: warning: is a lock file: "{path.name}" is open in Excel' in err
    assert "Person" not in err
    _, err = rating_here("import", "workbook", path, root=small.root)
    assert f"{path}:1: file: warning: is open in Excel or LibreOffice: unsaved changes are not imported" in err
    _, err = rating_here("import", "workbook", lock, root=small.root, code=1)
    assert f"{lock}:1: file: is a lock file" in err
    lock.rename(folder / f".~lock.{path.name}#")
    _, err = rating_here("import", "workbook", path, root=small.root)
    assert "is open in Excel or LibreOffice" in err


def test_a_cell_of_sources_is_split_between_ids_alone(small):
    from pipeline.desk.read_workbook import _cited

    assert _cited(" s1 ,s2\n; s3  s4") == ["s1", "s2", "s3", "s4"]
    rating_here("workbook", "small-2023", "--step", "final", "--language", "en", root=small.root)
    (path,) = (small.root / "build/workbooks/small-2023").iterdir()
    cell = "https://onay.kz/terms, стр. 4; s1"

    def change(book):
        column = next(c for c in range(1, 30) if book["Privacy"].cell(1, c).value == "post|sources")
        book["Privacy"].cell(6, column).value = cell

    edited(path, change)
    _, err = rating_here("import", "workbook", path, root=small.root)
    assert '"https://onay.kz/terms, стр. 4" is not the code of a document (write its code from' in err
    found = pl.read_csv(small.edition / "answers.csv").filter(service="post", element="P1a.1")["sources"].to_list()
    assert found == ["https://onay.kz/terms, стр. 4;s1"]
