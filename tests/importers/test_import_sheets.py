"""Research sheets: made-up ones in several languages and layouts (all companies and documents in them are fictional),
and the sheets that RDR published for 2017 and 2019, whose account is checked against the sheets themselves."""

import csv
import itertools
import json
import re
import shutil
from collections import Counter

import polars as pl
import pytest
import yaml

from support import sheets
from support.running import HERE, frame_of, rating_here, shared

KEY = ("company", "service", "strand", "element")


def rows(root, edition, name="answers", kind="editions"):
    with (root / "raw" / kind / edition / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def answers(root, edition="small-2023"):
    return {"/".join(row[name] for name in KEY if row[name] != "all"): row for row in rows(root, edition)}


def cells(root, edition="small-2023"):
    """The cells that no raw file has, as the import lists them: cell -> (kind, text, why)."""
    with (root / "build/imports" / f"{edition}.csv").open(encoding="utf-8", newline="") as file:
        return {row["cell"]: (row["kind"], row["text"], row["why"]) for row in csv.DictReader(file)}


def read(small, *files, code=0, edition="small-2023", more=()):
    return rating_here("import", "sheets", *files, "--edition", edition, *more, root=small.root, code=code)


@pytest.fixture
def asked(small):
    """The small project without answers, with a second company."""
    header = (small.edition / "answers.csv").read_text().splitlines()[0]
    (small.edition / "answers.csv").write_text(header + "\n")
    (small.edition / "sources.csv").write_text((small.edition / "sources.csv").read_text().splitlines()[0] + "\n")
    for name, line in (
        ("companies", "brio,Brio,Брио,,telecom,answered,\n"),
        ("services", "brio,group,Group,,,group,,,\nbrio,line,Line,Линия,Желі,service,mail,,\n"),
    ):
        with (small.edition / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(line)
    return small


BLOCKS = [
    ["Acme", "Step 2"],
    [],
    ["G1. Policy", "Group - Acme"],
    ["Consolidated answer for G1.1:", "yes"],
    ["Consolidated answer for G1.2", "no"],
    ["Comments fo G1.1 (explain score)", "On the first page."],
    ["Comments for G1.2 (explain score)", ""],
    ["Sources (reference, page)", "1, 2"],
    [],
    ["Points for G1.1", 100],
    ["Points for G1.2", 0],
    ["Level score:", 50],
    ["Indicator score:", 50],
    [],
    ["P1a", "Post - - ", "Store "],
    ["Consolidated answer for P1a.1", "yes", "N/A"],
    ["Consolidated answer for P1a.2", "partial", "N/A"],
    ["Comments for P1a.1", "", "It has no accounts"],
]
DOCUMENTS = [["Source reference number", "Document title", "URL", "Date of document"],
             [1, "Terms", "https://example.org/terms", "5/31/2022"],
             [2, "Code", "https://example.org/code", "2/1/2022"]]  # fmt: skip


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv", "zip"])
def test_a_block_is_read_from_each_kind_of_file(asked, tmp_path, kind):
    if kind == "xlsx":
        files = [sheets.xlsx(tmp_path / "a.xlsx", AcmeOutcome=BLOCKS, AcmeSources=DOCUMENTS)]
    elif kind == "ods":
        files = [sheets.ods(tmp_path / "a.ods", AcmeOutcome=BLOCKS, AcmeSources=DOCUMENTS)]
    else:
        files = [sheets.csv_file(tmp_path / "AcmeOutcome.csv", BLOCKS, ";"),
                 sheets.csv_file(tmp_path / "AcmeSources.csv", DOCUMENTS, "\t", "utf-16")]  # fmt: skip
    if kind == "zip":
        files = [sheets.zipped(tmp_path / "a.zip", "folder/", files)]
    read(asked, *files)
    found = answers(asked.root)
    assert {key: row["answer"] for key, row in found.items()} == {
        "acme/group/G1.1": "yes", "acme/group/G1.2": "no", "acme/post/P1a.1": "yes", "acme/post/P1a.2": "partial",
        "acme/store/P1a.1": "N/A", "acme/store/P1a.2": "N/A",
    }  # fmt: skip
    assert found["acme/group/G1.1"]["comment"] == "On the first page."
    assert found["acme/group/G1.1"]["sources"] == "1;2"
    assert found["acme/group/G1.1"]["printed_points"] == "100"
    assert found["acme/store/P1a.1"]["reason"] == "It has no accounts"
    documents = {row["source"]: row for row in rows(asked.root, "small-2023", "sources")}
    # 5/31 shows that the month comes first in this column.
    assert [documents[n]["document_date"] for n in "12"] == ["2022-05-31", "2022-02-01"]
    assert cells(asked.root) == {}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", ("Топ", "жиынтық жауап", "түсініктеме", "Дереккөздер", "ұпай", "Иә", "Ішінара")),
        ("ru", ("Группа", "Сводный ответ", "Комментарий", "Источники", "Баллы", "Да", "Частично")),
        # A language without known words: the cells tell what a row is.
        ("uz", ("Group", "javob", "izoh", "Sources", "ball", "yes", "partial")),
    ],
)
def test_labels_in_any_language_before_or_after_the_code(asked, tmp_path, language, words):
    group, answer, comment, source, points, yes, partial = words
    made = [
        ["Acme"],
        ["G1", f"{group} - Acme"],
        [f"G1.1 {answer}", yes],
        [f"{answer} G1.2", partial],
        [f"{comment} G1.1", "Found"],
        [source, "https://example.org/policy"],
        [f"G1.1 {points}", 100],
        [f"G1.2 {points}", 50],
    ]
    read(asked, sheets.xlsx(tmp_path / f"{language}.xlsx", Sheet1=made))
    found = answers(asked.root)
    assert [found[f"acme/group/G1.{n}"]["answer"] for n in (1, 2)] == ["yes", "partial"]
    assert found["acme/group/G1.1"]["comment"] == "Found"
    assert found["acme/group/G1.2"]["printed_points"] == "50"
    assert cells(asked.root) == {}


def test_several_companies_in_one_sheet_under_merged_headers(asked, tmp_path):
    made = [
        ["Research 2023"],
        ["", "Acme", "", "Брио"],
        ["P1a", "Post", "Store", "Line"],
        ["Answer for P1a.1", "yes", "no", "partial"],
        ["Answer for P1a.2", "no", "yes", "no"],
        [],
        ["P2", "Post", "Store", "Line"],
        ["Answer for P2.1", "yes", "", "no"],
        ["Answer for P2.2", "no", "no", "yes"],
    ]
    read(asked, sheets.xlsx(tmp_path / "all.xlsx", merged=["B2:C2"], Sheet1=made))
    found = {key: row["answer"] for key, row in answers(asked.root).items()}
    assert [found[key] for key in ("acme/post/P1a.1", "acme/store/P1a.1", "brio/line/P1a.1")] == [
        "yes",
        "no",
        "partial",
    ]
    assert found["brio/line/P2.2"] == "yes"
    assert len(found) == 11


def test_a_table_with_three_columns_a_service(asked, tmp_path):
    made = [
        ["", "Post", "", "", "Store", "", ""],
        ["Element", *["Answer", "Comment", "Sources"] * 2],
        ["P1a.1 Easy to find", "yes", "On the page", "Policy, page 4", "no", "", ""],
        ["P1a.2 Needs an account", "partial", "", "Policy, page 5", "yes", "Always", ""],
        ["P2.1 Audit", "no", "", "", "", "", ""],
    ]
    read(asked, sheets.csv_file(tmp_path / "Acme.csv", made))
    found = answers(asked.root)
    assert found["acme/store/P1a.2"]["comment"] == "Always"
    assert {row["sources"] for row in found.values() if row["service"] == "post"} == {"policy", ""}
    assert "page 4" in found["acme/post/P1a.1"]["comment"]
    assert [row["title"] for row in rows(asked.root, "small-2023", "sources")] == ["Policy"]


def test_codes_names_and_answers_of_a_team(asked, tmp_path):
    made = [["ACME Holding"], ["GOV-1", "Group"], ["Answer GOV-1.1", "ja"], ["Answer GOV-1.2", "nein"],
            ["P1a", "The post"], ["Answer P1a.1", "ja"], ["Answer P1a.2", "nein"]]  # fmt: skip
    mapping = tmp_path / "map.yaml"
    mapping.write_text(
        "codes: {GOV-: G}\ncompanies: {ACME Holding: acme}\nservices: {The post: post}\n"
        'answers: {ja: "yes", nein: "no"}\n'
    )
    read(asked, sheets.xlsx(tmp_path / "own.xlsx", Sheet1=made), more=("--map", mapping))
    found = {key: row["answer"] for key, row in answers(asked.root).items()}
    assert found == {
        "acme/group/G1.1": "yes",
        "acme/group/G1.2": "no",
        "acme/post/P1a.1": "yes",
        "acme/post/P1a.2": "no",
    }


def test_a_map_is_proposed_and_filled_in(asked, tmp_path):
    made = [["ACME Holding"], ["GOV-1", "Group"], ["Answer GOV-1.1", "ja"], ["Answer GOV-1.2", "no"],
            ["P1a", "The post", "Store"], ["Answer P1a.1", "yes", "yes"]]  # fmt: skip
    file, mapping = sheets.xlsx(tmp_path / "own.xlsx", Sheet1=made), tmp_path / "map.yaml"
    wanted = {"companies": "acme", "services": "post", "answers": "yes", "codes": "G"}
    known = {}
    for n in range(3):
        mapping.write_text(yaml.safe_dump(known, allow_unicode=True))
        proposal = tmp_path / f"proposal-{n}.yaml"
        more = ("--edition", "small-2023", "--map", mapping, "--out", proposal)
        rating_here("map", file, *more, root=asked.root, code=0 if n == 2 else 1)
        proposed = {k: list(v) for k, v in (yaml.safe_load(proposal.read_text(encoding="utf-8")) or {}).items()}
        for kind, names in proposed.items():
            known.setdefault(kind, {}).update(dict.fromkeys(names, wanted[kind]))
    assert proposed == {}
    assert {kind: list(names) for kind, names in known.items()} == {
        "codes": ["GOV-"], "companies": ["ACME Holding"], "services": ["The post"], "answers": ["ja"]
    }  # fmt: skip
    out, _ = rating_here("map", file, "--edition", "small-2023", "--map", mapping, "--format", "json", root=asked.root)
    shown = json.loads(out)
    assert [column["header"] for column in shown["columns"]] == ["Group", "The post", "Store"]
    assert [(r["cell"], r["element"], r["answer"]) for r in shown["sample"]] == [
        ("Sheet1!B3", "G1.1", "yes"), ("Sheet1!B4", "G1.2", "no"), ("Sheet1!B6", "P1a.1", "yes"),
        ("Sheet1!C6", "P1a.1", "yes"),
    ]  # fmt: skip
    assert answers(asked.root) == {}


def test_a_column_can_say_what_a_row_is(asked, tmp_path):
    made = [["Acme"], ["Элемент", "", "Post", "Store"],
            ["P1a.1", "Ответ", "Да", "Нет"], ["", "Комментарий", "a", "b"], ["", "Источник", "Policy", ""],
            ["P1a.2", "Ответ", "Нет", "Да"], ["", "Комментарий", "c", ""], ["", "Источник", "", "Terms"]]  # fmt: skip
    read(asked, sheets.xlsx(tmp_path / "a.xlsx", Acme=made))
    found = answers(asked.root)
    assert {key: (row["answer"], row["comment"], row["sources"]) for key, row in found.items()} == {
        "acme/post/P1a.1": ("yes", "a", "policy"), "acme/store/P1a.1": ("no", "b", ""),
        "acme/post/P1a.2": ("no", "c", ""), "acme/store/P1a.2": ("yes", "", "terms"),
    }  # fmt: skip
    assert cells(asked.root) == {}


def test_links_addresses_names_and_numbers_become_documents(asked, tmp_path):
    made = [["Acme"], ["P1a", "Post", "Store"], ["Answer for P1a.1", "yes", "no"], ["Answer for P1a.2", "no", "yes"],
            ["Sources", "the policy", "Source 2, p. 7; 1 (Terms)"]]  # fmt: skip
    file = sheets.xlsx(tmp_path / "a.xlsx", links={"B3": "https://example.org/post", "B5": "https://example.org/policy"},
                       Acme=made, Sources=DOCUMENTS)  # fmt: skip
    read(asked, file)
    found = answers(asked.root)
    documents = {row["source"]: row["url"] for row in rows(asked.root, "small-2023", "sources")}
    cited = {key: [documents[source] for source in row["sources"].split(";")] for key, row in found.items()}
    assert cited["acme/post/P1a.1"] == ["https://example.org/policy", "https://example.org/post"]
    assert cited["acme/post/P1a.2"] == ["https://example.org/policy"]
    assert cited["acme/store/P1a.1"] == ["https://example.org/code", "https://example.org/terms"]
    assert "p. 7" in found["acme/store/P1a.1"]["comment"]
    read(asked, file)
    assert answers(asked.root) == found


def test_numbers_that_a_spreadsheet_took_for_a_date_or_a_decimal(asked, tmp_path):
    """45115 is 8 July 2023: `7/8`, typed in the year of the research. 20839 is 19 January 1957, so that 57 is a number
    too. 7.8 is 7 and 8; 9.1 is a source of its own."""
    listed = [["Source number", "Title"], *([n, f"Document {n}"] for n in ("1", "7", "8", "9", "9.1", "19", "57"))]
    made = [["Acme"], ["P1a", "Post", "Store"], ["Answer for P1a.1", "yes", "no"], ["Sources", 45115, "20839"],
            ["P1b", "Post", "Store"], ["Answer for P1b.1", "yes", "no"],
            ["Sources", "7.8; 9.1", "(9) Document 9;"]]  # fmt: skip
    _, error = read(asked, sheets.xlsx(tmp_path / "a.xlsx", Acme=made, Sources=listed))
    found = {key: row["sources"] for key, row in answers(asked.root).items()}
    assert found == {
        "acme/post/P1a.1": "7;8", "acme/store/P1a.1": "1;19;57",
        "acme/post/P1b.1": "7;8;9-1", "acme/store/P1b.1": "9",
    }  # fmt: skip
    assert "Acme!C4: warning: has the date 1957-01-19, which a spreadsheet made of numbers; read as 1, 19, 57" in error


def test_a_header_with_a_unit_too_many_is_read_as_its_neighbours(asked, tmp_path):
    def block(code, *units):
        return [[code, *units], [f"Answer for {code}.1", "yes", "no"], []]

    made = [["Acme"], *block("P1a", "Post", "Store"), *block("P2", "Group", "Post", "Store"),
            *block("P1b", "Post", "Store")]  # fmt: skip
    _, error = read(asked, sheets.csv_file(tmp_path / "Acme.csv", made))
    assert "names 3 units, but 2 columns have cells" in error
    found = {key: row["answer"] for key, row in answers(asked.root).items()}
    assert (found["acme/post/P2.1"], found["acme/store/P2.1"]) == ("yes", "no")


def test_a_whole_edition_in_kazakh(tmp_path):
    """Sheets in the layout of RDR for all companies and elements of kz-2023, with invented answers."""
    shutil.copytree(HERE / "raw", tmp_path / "raw")
    shutil.rmtree(tmp_path / "raw/history", ignore_errors=True)
    indicators, elements = (rows(tmp_path, "rdr-2020", name, "methodologies") for name in ("indicators", "elements"))
    said = ["Иә", "ішінара", "Жоқ", "Ақпаратты ашу туралы деректер жоқ"]
    meant = dict(zip(said, ("yes", "partial", "no", "no disclosure found"), strict=True))
    book, wanted, turn = {}, {}, itertools.cycle(said)
    for company in rows(tmp_path, "kz-2023", "companies"):
        made = [[company["name_kk"], "2-кезең"]]
        for indicator in indicators:
            units = [
                unit for unit in rows(tmp_path, "kz-2023", "services")
                if unit["company"] == company["company"]
                and indicator["scoring_scope"] in ("full", "services" if unit["unit"] == "service" else "company")
            ]  # fmt: skip
            heads = ["Топ" if unit["unit"] == "group" else unit["name_kk"] for unit in units]
            made += [[], [f"{indicator['indicator']}. {indicator['label_kk']}", *heads]]
            for element in (e["element"] for e in elements if e["indicator"] == indicator["indicator"]):
                given = [next(turn) for _ in units]
                made.append([f"{element} бойынша жауап", *given])
                for unit, answer in zip(units, given, strict=True):
                    wanted[f"{company['company']}/{unit['service']}/{element}"] = meant[answer]
        book[company["name_en"][:31]] = made
    rating_here("import", "sheets", sheets.xlsx(tmp_path / "kk.xlsx", **book), "--edition", "kz-2023", root=tmp_path)
    assert len(wanted) > 5_000
    assert {key: row["answer"] for key, row in answers(tmp_path, "kz-2023").items()} == wanted
    assert cells(tmp_path, "kz-2023") == {}


FAULTS = [
    # What is changed in BLOCKS (row, column, text), the cell that is named, and what is said.
    ("number", (3, 1, 100), "B4", 'G1.1: "100" is a number, not an answer'),
    ("formula", (3, 1, "=1+1"), "B4", "has a formula without a value instead of an answer"),
    ("word", (3, 1, "maybe"), "B4", '"maybe" is not in the scale'),
    ("service", (14, 1, "Cloud"), "B15", '"Cloud" is not a service of acme'),
    ("moved row", (16, 0, "Consolidated answer for G1.2"), "A17", "is a row of G1 in the block of P1a"),
    ("element", (16, 0, "Consolidated answer for P1a.9"), "A17", "P1a.9 is not an element of small"),
    ("company", (2, 1, "Group - Brio"), "B3", '"Brio" is not the company of this sheet'),
    ("title", (0, 0, "Brio"), "A1", "is about brio, but the sheet's name is that of acme"),
]


@pytest.mark.parametrize(("change", "cell", "said"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_a_fault_is_named_with_its_cell_and_the_rest_is_imported(asked, tmp_path, change, cell, said):
    made = [list(row) for row in BLOCKS]
    row, column, text = change
    made[row][column] = text
    file = sheets.xlsx(tmp_path / "a.xlsx", Acme=made, Brio=[["Brio"], ["P1a", "Line"], ["Answer for P1a.1", "no"]])
    _, error = read(asked, file, code=1)
    line = next(line for line in error.splitlines() if said in line)
    assert line.startswith(f"{file}:{row + 1}: Acme!{cell}: ")
    assert re.search(r"\([^()]+\)$", line)
    assert answers(asked.root)["brio/line/P1a.1"]["answer"] == "no"
    if isinstance(text, (int, str)) and column and row == 3:
        assert cells(asked.root)[cell][0] == "not placed"
        # What was found is kept without the answer.
        assert answers(asked.root)["acme/group/G1.1"]["comment"] == "On the first page."


def test_a_file_of_another_kind_is_named_and_others_are_imported(asked, tmp_path):
    wrong = sheets.xlsx(tmp_path / "wrong.xlsx", Budget=[["Item", "Cost"], ["Rent", 100]])
    _, error = read(asked, wrong, sheets.xlsx(tmp_path / "right.xlsx", Acme=BLOCKS), tmp_path / "none.xlsx", code=1)
    assert f"{tmp_path / 'none.xlsx'}:1: file: is missing" in error
    assert len(answers(asked.root)) == 6
    assert {cell: text for cell, (kind, text, _) in cells(asked.root).items() if kind == "not placed"} == {
        "A1": "Item", "B1": "Cost", "A2": "Rent", "B2": "100"
    }  # fmt: skip


def test_a_block_can_stand_anywhere(asked, tmp_path):
    """Two blocks beside each other, one of them moved down and to the right."""
    made = [["", "", "", ""], ["", "G1", "Group", "", "", ""], ["", "Answer for G1.1", "yes", "", "", ""],
            ["", "Answer for G1.2", "no"], [], ["", "", "", "", "P1a", "Post", "Store"],
            ["", "", "", "", "Answer for P1a.1", "yes", "no"],
            ["", "", "", "", "Answer for P1a.2", "no", "yes"]]  # fmt: skip
    read(asked, sheets.csv_file(tmp_path / "Acme.csv", made))
    assert {key: row["answer"] for key, row in answers(asked.root).items()} == {
        "acme/group/G1.1": "yes", "acme/group/G1.2": "no", "acme/post/P1a.1": "yes", "acme/post/P1a.2": "no",
        "acme/store/P1a.1": "no", "acme/store/P1a.2": "yes",
    }  # fmt: skip


def test_rows_with_the_same_label_are_read_by_their_order(asked, tmp_path):
    made = [["Acme"], ["P1a", "Post"], ["Answer for P1a.1", "yes"], ["Answer for P1a.1", "no"],
            ["Comments for P1a.1", "first"], ["Comments for P1a.2", "second"]]  # fmt: skip
    _, error = read(asked, sheets.csv_file(tmp_path / "Acme.csv", made))
    assert "read as P1a.2" in error
    found = answers(asked.root)
    assert (found["acme/post/P1a.2"]["answer"], found["acme/post/P1a.2"]["comment"]) == ("no", "second")


def test_two_columns_of_one_unit(asked, tmp_path):
    made = [["Acme"], ["P1a", "Post", "Post"], ["Answer for P1a.1", "yes", "yes"], ["Answer for P1a.2", "no", "no"]]
    _, error = read(asked, sheets.csv_file(tmp_path / "Acme.csv", made))
    assert "A" not in cells(asked.root) and set(cells(asked.root)) == {"C2", "C3", "C4"}
    made[3][2] = "yes"
    _, error = read(asked, sheets.csv_file(tmp_path / "Acme.csv", made), code=1)
    assert "and other answers" in error


def test_existing_answers_are_conflicts(asked, tmp_path):
    read(asked, sheets.xlsx(tmp_path / "a.xlsx", Acme=BLOCKS))
    made = [list(row) for row in BLOCKS]
    made[3][1] = "no"
    _, error = read(asked, sheets.xlsx(tmp_path / "b.xlsx", Acme=made), code=1)
    assert "1 conflict" in error
    assert answers(asked.root)["acme/group/G1.1"]["answer"] == "yes"
    read(asked, tmp_path / "b.xlsx", more=("--prefer", "files"))
    assert answers(asked.root)["acme/group/G1.1"]["answer"] == "no"


def test_a_new_edition_gets_the_methodology_that_its_sheets_imply(tmp_path):
    """G2 counts the services only, P1.2 scores in reverse, P1.3 does not count: the printed scores show it."""

    def sheet(name, service, group_score):
        return [
            [name],
            ["G2", f"Group - {name}", service, "Chat"],
            ["Answer for G2.1", "yes", "no", "yes"],
            ["Answer for G2.2", "yes", "no", "yes"],
            ["Points for G2.1", 100, 0, 100],
            ["Points for G2.2", 100, 0, 100],
            ["Level score", group_score, 0, 100],
            ["Indicator score", 50],
            ["P1", service, "Chat"],
            ["Answer for P1.1", "yes", "no"],
            ["Answer for P1.2", "no", "yes"],
            ["Answer for P1.3", "no", "yes"],
            ["Points for P1.1", 100, 0],
            ["Points for P1.2", 100, 0],
            ["Points for P1.3", 0, 100],
            ["Level score", 100, 0],
            ["Indicator score", 50],
        ]

    file = sheets.xlsx(tmp_path / "a.xlsx", Acme=sheet("Acme", "Post", 100), Брио=sheet("Брио", "Почта", 100))
    (tmp_path / "raw/editions").mkdir(parents=True)
    rating_here("import", "sheets", file, "--edition", "made-2024", root=tmp_path)
    assert {row["company"]: row["name_en"] for row in rows(tmp_path, "made-2024", "companies")} == {
        "acme": "Acme", "brio": "Брио"
    }  # fmt: skip
    folder = tmp_path / "raw/methodologies/made-2024"
    with (folder / "indicators.csv").open(newline="") as opened:
        assert {r["indicator"]: r["scoring_scope"] for r in csv.DictReader(opened)} == {
            "G2": "services",
            "P1": "services",
        }
    with (folder / "elements.csv").open(newline="") as opened:
        assert {r["element"]: r["reversed"] for r in csv.DictReader(opened)} == {
            "G2.1": "false", "G2.2": "false", "P1.1": "false", "P1.2": "true"
        }  # fmt: skip
    left = Counter(why.partition(",")[0] for kind, _, why in cells(tmp_path, "made-2024").values())
    assert left == {"G2 counts the services only": 2, "P1.3 does not count": 2}


# RDR's own sheets


@pytest.fixture(scope="module")
def published(tmp_path_factory, rdr):
    """A project with RDR 2017 and 2019 from research sheets, built."""

    def make(root):
        (root / "raw/editions").mkdir(parents=True)
        for file, edition in (("RDRindex2017data.zip", "rdr-2017"), ("RDRindex2019data.xlsx", "rdr-2019")):
            rating_here("import", "sheets", rdr / file, "--edition", edition, root=root)
        rating_here("build", root=root)

    return shared(tmp_path_factory, "published_sheets", make)


@pytest.mark.long
def test_rdr_2019_from_sheets_is_rdr_2019_from_tables(published, rdr, tmp_path):
    (tmp_path / "raw/editions").mkdir(parents=True)
    rating_here("import", "rdr", rdr / "RDRindex2019data_csv.zip", root=tmp_path)
    for name in ("answers", "companies"):
        assert (published / f"raw/editions/rdr-2019/{name}.csv").read_text(encoding="utf-8") == (
            tmp_path / f"raw/editions/rdr-2019/{name}.csv"
        ).read_text(encoding="utf-8"), name
    assert len(rows(published, "rdr-2019")) == 16_073
    scores = [
        {tuple(row[k] for k in ("company", "service", "strand", "scope")): float(row["score"])
         for row in rows(root, "rdr-2019", "published_scores")}
        for root in (published, tmp_path)
    ]  # fmt: skip
    assert len(scores[0]) == 3_989 and scores[0] == pytest.approx(scores[1], abs=1e-9)
    for name in ("indicators", "elements"):
        assert (published / f"raw/methodologies/rdr-2019/{name}.csv").read_bytes() == (
            tmp_path / f"raw/methodologies/rdr-2019/{name}.csv"
        ).read_bytes()


@pytest.mark.long
@pytest.mark.parametrize(("edition", "answered", "left"), [("rdr-2017", 13_838, 374), ("rdr-2019", 16_441, 368)])
def test_every_answer_of_the_sheets_is_accounted_for(published, edition, answered, left):
    with (published / "build/imports" / f"{edition}.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    uncounted = [row for row in listed if row["kind"] == "answer that does not count"]
    assert all(row["why"] for row in uncounted)
    # The 2017 sheet of Apple has one answer of G1 twice.
    twice = sum(row["kind"] == "duplicate column" and row["text"] == "partial" for row in listed)
    assert len(rows(published, edition)) + len(uncounted) + twice == answered
    assert len(uncounted) + twice == left
    assert {row["sheet"] or row["file"].rpartition("/")[2] for row in listed if row["kind"] == "not placed"} <= {
        "Introduction", "RDR2017 - Introduction.csv", "RDR2017 - TelefónicaResults.csv"
    }  # fmt: skip


@pytest.mark.long
def test_rdr_2017_gives_its_printed_scores(published):
    """Printed scores differ only where the sheets contradict themselves: Vodafone's F8 is printed 12.50, and its own
    averages give 25.00; the services of Bharti Airtel take G5 from the group, and not, as all others, from the
    operating company."""
    found = frame_of(published, "public.reconciliation").filter(pl.col("edition") == "rdr-2017")
    assert found["computed"].null_count() == 0
    wrong = {(r["company"], r["service"], r["scope"]) for r in found.filter(~pl.col("agrees")).to_dicts()}
    lines = [f"{n}-mobile" for n in ("prepaid", "postpaid")] + ["fixed-line-broadband"]
    assert wrong == {("vodafone", "", scope) for scope in ("F8", "F", "total")} | {
        ("bharti-airtel", service, scope) for service in lines for scope in ("G", "total")
    }
    of_companies = found.filter(pl.col("service") == "")
    n = Counter("total" if s == "total" else "category" if len(s) == 1 else "indicator" for s in of_companies["scope"])
    # Of 770 indicators, 54 are printed N/A.
    assert n == {"indicator": 716, "category": 66, "total": 22}


def test_the_account_of_an_import_of_rdr_is_printed(rdr, tmp_path):
    (tmp_path / "raw/editions").mkdir(parents=True)
    out, error = rating_here(
        "import", "sheets", rdr / "RDRindex2017data.zip", "--edition", "rdr-2017", "--format", "json", root=tmp_path
    )
    listed = (tmp_path / "build/imports/rdr-2017.csv").read_text(encoding="utf-8")
    assert "names 4 units, but 3 columns have cells" in listed
    assert len(re.findall(r"rows \d+ to \d+ are labelled .*F10\.2.* read as F10\.3, F10\.4, F10\.5", listed)) == 20
    assert "more warnings are in the list of cells" in error
    assert '"cells: not placed"' in out
    assert str(HERE) not in out
