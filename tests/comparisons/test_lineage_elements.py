"""Lineage of elements: by code, through the methodology that a methodology is based on, and by proposed lines."""

import csv
import json
import random

from support.running import HERE, rating_here
from support.small import EDITION, METHODOLOGY
from support.two_editions import LINEAGE, edition, write

HEADS = {name: text.split("\n")[0] + "\n" for name, text in LINEAGE.items()}


def methodology(small, name, based_on="", change=lambda lines: lines, source=METHODOLOGY):
    """Make a second methodology of the project: lines of elements.csv are changed, and removed ones are left out."""
    head, *lines = source["elements.csv"].splitlines(True)
    settings = source["methodology.yaml"].replace("id: small\n", f"id: {name}\n")
    settings += f"based_on: {based_on}\n" if based_on else ""
    files = source | {"methodology.yaml": settings, "elements.csv": head + "".join(change(lines))}
    write(small.root / "raw/methodologies" / name, files)
    return files


def draft(small, year, name):
    """Make an edition by a methodology, without answers; small-2023 gets the same."""
    for one in (2023, year):
        edition(small, one, "small" if one == 2023 else name, answers=EDITION["answers.csv"].split("\n")[0] + "\n")
        path = small.root / f"raw/editions/small-{one}/edition.yaml"
        path.write_text(path.read_text().replace("status: final", "status: draft"))


def proposed(small, *words, what="proposals"):
    out, _ = rating_here("lineage", "small-2023", *words, "--format", "json", root=small.root)
    return json.loads(out).get(what, [])


def elements(small, year):
    out, _ = rating_here("lineage", "small-2023", f"small-{year}", "--format", "json", root=small.root)
    found = json.loads(out)
    rows = {(r["before"], r["now"]): r["kind"] for r in found["matched"] if r["what"] == "element"}
    return rows, found["elements"][0]["the_same"]


def lines_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_no_label_matches_an_element_whose_code_both_methodologies_have(small):
    """RDR's elements of 2020, of which 67 share their label with another, less some at random: what was dropped is
    never another, and what is left is itself; with `based_on` only what was dropped is proposed."""
    files = (HERE / "raw/methodologies/rdr-2020").iterdir()
    source = {p.name: p.read_text(encoding="utf-8") for p in files if p.name != "questions.csv"}
    source["methodology.yaml"] = source["methodology.yaml"].replace("id: rdr-2020", "id: small")
    write(small.methodology, source)
    codes = [line.split(",")[0] for line in source["elements.csv"].splitlines()[1:]]
    needed = {code for line in source["elements.csv"].splitlines()[1:] for code in line.split(",")[3].split(";")}
    for seed in range(4):
        # An indicator keeps its first element, and an element those that it depends on.
        gone = {c for c in random.Random(seed).sample(codes, 60) if not c.endswith(".1") and c not in needed}
        for based_on in ("", "small"):

            def left(lines, gone=gone):
                return [line for line in lines if line.split(",")[0] not in gone]

            methodology(small, "small-24", based_on, left, source)
            draft(small, 2024, "small-24")
            for year in (2023, 2024):
                folder = small.root / f"raw/editions/small-{year}"
                services = EDITION["services.csv"].replace(",mail,", ",eCommerce,").replace(",shop,", ",eCommerce,")
                companies = EDITION["companies.csv"].replace(",platform,", ",digital_platform,")
                write(folder, {"companies.csv": companies, "services.csv": services})
            lines = {tuple(p["line"].split(",")[1:5]) for p in proposed(small, "small-2024")}
            if based_on:
                assert lines == {(code, "small-24", "", "dropped") for code in gone}
            else:
                assert lines == {(code, "small-24", code, "same") for code in codes if code not in gone}


def test_only_differences_from_the_base_methodology_need_a_line(small):
    """small-24 has G1.2 with other words, and P1a.2 no more; small-25, which is based on it, calls P1b.1 P1b.2."""
    methodology(small, "small-24", "small", lambda lines: [
        line.replace("Training", "Other words") for line in lines if not line.startswith("P1a.2")
    ])  # fmt: skip
    draft(small, 2024, "small-24")
    assert elements(small, 2024) == ({}, 5)
    listed = {
        "elements.csv": HEADS["elements.csv"] + "small,G1.2,small-24,G1.2,reworded,\nsmall,P1a.2,small-24,,dropped,\n"
    }
    write(small.root / "raw/lineage", HEADS | listed)
    rows = {("G1.2", "G1.2"): "reworded", ("P1a.2", ""): "dropped"}
    assert elements(small, 2024) == (rows, 5)
    methodology(small, "small-25", "small-24", lambda lines: [
        line.replace("P1b.1,", "P1b.2,").replace("Training", "Other words")
        for line in lines if not line.startswith("P1a.2")
    ])  # fmt: skip
    draft(small, 2025, "small-25")
    listed["elements.csv"] += "small-24,P1b.1,small-25,P1b.2,same,\n"
    write(small.root / "raw/lineage", listed)
    assert elements(small, 2025) == (rows | {("P1b.1", "P1b.2"): "same"}, 5)
    # What is listed of the two themselves wins over what the steps between them say.
    listed["elements.csv"] += "small,P1b.1,small-25,P1b.2,reworded,\n"
    write(small.root / "raw/lineage", listed)
    assert elements(small, 2025) == (rows | {("P1b.1", "P1b.2"): "reworded"}, 4)


def test_elements_without_a_line_are_reported(small):
    methodology(small, "small-24", "", lambda lines: lines[:-1])
    draft(small, 2024, "small-24")
    told = [p for p in small.problems() if p.startswith("raw/lineage/elements.csv")]
    assert told == [
        "raw/lineage/elements.csv:1: from: warning: no line covers 7 of the 7 elements of small and 6 of "
        "the 6 elements of small-24 (`rating lineage small-2023 small-2024` proposes lines; --write adds them"
        "; with `based_on: small` in its methodology.yaml, only changed elements need a line)"
    ]
    methodology(small, "small-24", "nowhere", lambda lines: lines[:-1])
    assert any('based_on: warning: "nowhere" is not in raw/methodologies' in p for p in small.problems())


def test_proposed_lines_are_written_once_and_settle_what_was_open(small):
    """A company's name that is close, a service that moved, one that is gone, and elements; in files as they were: one
    with other line ends, one without a last line end and without the column of moved services."""
    methodology(small, "small-24", "small", lambda lines: lines[:-1])
    draft(small, 2024, "small-24")
    folder = small.root / "raw/editions"
    both = EDITION["companies.csv"] + "bolt,Bolt,,,platform,answered,\n"
    services = EDITION["services.csv"] + "bolt,group,Group,,,group,,,\nbolt,pay,Pay,,,service,shop,,\n"
    write(
        folder / "small-2023", {"companies.csv": both, "services.csv": services + "acme,chat,Chat,,,service,mail,,\n"}
    )
    moved = services.replace("acme,store,", "bolt,store,").replace("bolt,", "bolt-x,")
    write(folder / "small-2024", {"companies.csv": both.replace("bolt,", "bolt-x,"), "services.csv": moved})
    kept = {
        "companies.csv": HEADS["companies.csv"].replace("\n", "\r\n") + 'x-2020,a,x-2021,b,renamed,"a, b"\r\n',
        "services.csv": HEADS["services.csv"] + "x-2020,a,b,x-2021,c,renamed,why",
    }
    write(small.root / "raw/lineage", {})
    for name, text in kept.items():
        (small.root / "raw/lineage" / name).write_text(text, newline="")
    before = proposed(small, "small-2024")
    written = proposed(small, "small-2024", "--write", what="written")
    assert (
        [r["line"] for r in before]
        == [r["line"] for r in written]
        == [
            "small-2023,bolt,small-2024,bolt-x,renamed,",
            "small-2023,acme,store,small-2024,store,same,,bolt-x",
            "small-2023,acme,chat,small-2024,,gone,,",
            "small,P2.2,small-24,,dropped,",
        ]
    )
    companies = (small.root / "raw/lineage/companies.csv").read_bytes().decode()
    assert companies == kept["companies.csv"] + "small-2023,bolt,small-2024,bolt-x,renamed,\r\n"
    assert [r["to_company"] for r in lines_of(small.root / "raw/lineage/services.csv")] == ["", "bolt-x", ""]
    assert [p for p in small.problems() if p.startswith("raw/lineage")] == []
    assert proposed(small, "small-2024", "--write", what="written") == []
    assert (small.root / "raw/lineage/companies.csv").read_bytes().decode() == companies


def test_lineage_to_a_later_edition_changes_no_earlier_release(small):
    """The methodology, edition and lineage of 2024 and 2025 come after the release of 2023; the release of 2025 has
    what leads from one methodology to the other, and nothing of 2026."""
    rating_here("release", "small-2023", root=small.root)
    methodology(small, "small-24", "small")
    methodology(small, "small-25", "small-24")
    methodology(small, "small-26", "small-25")
    edition(small, 2024, "small-24")
    edition(small, 2025, "small-25")
    edition(small, 2026, "small-26")
    write(small.root / "raw/lineage", {
        "companies.csv": HEADS["companies.csv"]
        + "small-2023,acme,small-2024,acme,same,\nsmall-2025,acme,small-2026,acme,same,\n",
        "services.csv": HEADS["services.csv"] + "small-2023,acme,post,small-2024,post,same,\n",
        "elements.csv": HEADS["elements.csv"]
        + "small,G1.2,small-24,G1.2,reworded,\nsmall-25,G1.2,small-26,G1.2,reworded,\n",
    })  # fmt: skip
    _, err = rating_here("release", "small-2023", root=small.root)
    assert "nothing has changed" in err
    assert [p.name for p in (small.root / "releases/small-2023").iterdir()] == ["1.0.0"]
    rating_here("release", "small-2025", root=small.root)
    raw = small.root / "releases/small-2025/1.0.0/raw"
    assert sorted(p.name for p in (raw / "methodologies").iterdir()) == ["small", "small-24", "small-25"]
    assert [r["from"] for r in lines_of(raw / "lineage/elements.csv")] == ["G1.2"]
    assert [r["to_edition"] for r in lines_of(raw / "lineage/companies.csv")] == ["small-2024"]
    matches = (small.root / "releases/small-2025/1.0.0/csv/element_matches.csv").read_text().splitlines()
    assert sum(",same," in row for row in matches) == 6 and sum(",reworded," in row for row in matches) == 1
    rating_here("verify", "small-2025", "1.0.0", root=small.root)
