"""A workbook that is older than its edition gets one message for each cause, with the affected answers."""

import csv

import openpyxl
import pytest

from support.running import rating_here
from support.workbooks import cells, edited

WHOLE = "write the workbook again, and copy the answers over"


@pytest.fixture
def filled(small):
    """The small edition with two more services, and its workbook, in which every answer is "no"."""
    with small.file("services.csv").open("a") as file:
        file.write("acme,acme-pay,Pay,,,service,shop,,\nacme,acme-post,Post office,,,service,mail,,\n")
    (small.edition / "answers.csv").write_text((small.edition / "answers.csv").read_text().splitlines()[0] + "\n")
    rating_here("workbook", "small-2023", "--step", "final", "--language", "ru", root=small.root)
    (small.path,) = (small.root / "build/workbooks/small-2023").iterdir()

    def change(book):
        for cell in cells(book, "answer").values():
            cell.value = "no"

    edited(small.path, change)
    return small


def imported(small, *words, code=0):
    """Return the lines about the workbook, without its name; and the imported answers, by service."""
    _, err = rating_here("import", "workbook", small.path, *words, root=small.root, code=code)
    rows = list(csv.DictReader((small.edition / "answers.csv").read_text().splitlines()))
    about = [line.partition(f"{small.path}:1: file: ") for line in err.splitlines()]
    return [said for _, found, said in about if found], rows


def left_out(n):
    return "1 answer is left out" if n == 1 else f"{n} answers are left out"


def test_how_many_answers_the_workbook_has(filled):
    """P1a of 4 services with 2 elements, P1b of two shops; P2 of all units, P2.1 not of the shops; G1 of the group."""
    said, rows = imported(filled)
    assert said == [] and len(rows) == 8 + 2 + 3 + 5 + 2


def test_a_service_that_is_gone(filled):
    filled.change("services.csv", "acme,acme-pay,Pay,,,service,shop,,\n", "")
    said, rows = imported(filled, code=1)
    assert said == [
        f"was written when acme had the service acme-pay, which is no longer in services.csv: {left_out(4)} "
        f"(correct services.csv, or {WHOLE}; --partial imports the rest)"
    ]
    assert rows == []
    said, rows = imported(filled, "--partial")
    assert len(said) == 1 and len(rows) == 16 and "acme-post" in {r["service"] for r in rows}
    assert "did you mean" not in str(said)


def test_a_service_that_is_new(filled):
    with filled.file("services.csv").open("a") as file:
        file.write("acme,acme-pays,Pays,,,service,shop,,\n")
    said, rows = imported(filled)
    assert said == [f"warning: was written before acme had the service acme-pays, and has no cells for it ({WHOLE})"]
    assert len(rows) == 20


def test_a_service_with_a_different_id(filled):
    filled.change("services.csv", "acme,acme-pay,Pay", "acme,acme-wallet,Pay")
    said, _ = imported(filled, code=1)
    assert len(said) == 2
    assert "service acme-pay, which is now acme-wallet, judging by its name: 4 answers are" in said[0]
    assert said[1].startswith("warning: was written before acme had the service acme-wallet, and has no cells")


def test_a_service_of_a_different_class(filled):
    """A mail is not asked P1b, a shop not P2.1: of what the shop answered P1b.1 has no place; P2.1 is open, and our own
    words in its cell are nobody's comment."""
    filled.change("services.csv", "acme,acme-pay,Pay,,,service,shop", "acme,acme-pay,Pay,,,service,mail")
    said, rows = imported(filled, code=1)
    assert said == [
        f"was written when acme had acme-pay in class shop (now: mail): {left_out(1)} "
        f"(correct services.csv, or {WHOLE}; --partial imports the rest)"
    ]
    said, rows = imported(filled, "--partial")
    assert {r["element"] for r in rows if r["service"] == "acme-pay"} == {"P1a.1", "P1a.2", "P2.2"}


def test_a_different_selection_and_different_elements(filled):
    """P1b has 2 answers, G1.2 one; P2.3 is new."""
    (filled.edition / "selection.csv").write_text("indicator,evidence,note\nG1,printed,\nP1a,printed,\nP2,printed,\n")
    filled.change("elements.csv", "G1.2,G1,false,,,,Training,,\n", "")
    with filled.file("elements.csv").open("a") as file:
        file.write("P2.3,P2,false,,,,Audit repeated,,\n")
    said, _ = imported(filled, code=1)
    assert said == [
        f"was written when acme was asked for G1.2, P1b: {left_out(3)} "
        "(correct selection.csv, or the methodology; --partial imports the rest)",
        f"warning: was written before P2.3 was asked for ({WHOLE})",
    ]
    said, rows = imported(filled, "--partial")
    assert len(said) == 2 and len(rows) == 17


def test_a_category_that_is_gone_or_new(filled):
    (filled.edition / "selection.csv").write_text("indicator,evidence,note\nP1a,printed,\nP1b,printed,\nP2,printed,\n")
    said, _ = imported(filled, code=1)
    assert said == [
        f"was written when acme was asked for G1: {left_out(2)} "
        "(correct selection.csv, or the methodology; --partial imports the rest)"
    ]
    (filled.edition / "selection.csv").write_text("indicator,evidence,note\nG1,printed,\n")
    rating_here("workbook", "small-2023", "--step", "final", root=filled.root)
    (filled.edition / "selection.csv").unlink()
    said, rows = imported(filled)
    assert said == [f"warning: was written before P1a, P1b, P2 was asked for ({WHOLE})"] and rows == []


def test_a_workbook_without_a_record_of_its_edition_is_read(filled):
    def change(book):
        sheet = book["_rating"]
        for row in range(sheet.max_row, 0, -1):
            if str(sheet.cell(row, 1).value).startswith("made-"):
                sheet.delete_rows(row)

    edited(filled.path, change)
    assert len(imported(filled)[1]) == 20
    assert "made-service" not in [c.value for c in openpyxl.load_workbook(filled.path)["_rating"]["A"]]
