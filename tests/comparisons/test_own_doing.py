"""The effect of a company's own answers comes first wherever a change is shown; the change of the total comes
second."""

import json

import lxml.html
import pytest

from support.running import rating_here
from support.small import EDITION
from support.two_editions import edition, write

OWN, RAW = {"acme": -25, "bolt": 12.5}, {"acme": 15, "bolt": 12.5}
SIGNED = {"en": ("−25.00", "+15.00"), "ru": ("−25,00", "+15,00"), "kk": ("−25,00", "+15,00")}


@pytest.fixture
def two_doings(small):
    """Totals are means of G1 and P1a; P1a.2 scores in reverse. acme's post falls from 50 to 0, and four services come
    that have 100: G1 50 and P1a 50 then, 50 and 80 now. By its own answers it lost (50 - 0) / 2 = 25, all in all it
    gained 15. bolt's group rises from 0 to 25: 12.5, both ways."""
    years = {
        2023: {"acme,group": "yes no", "acme,post": "no no", "bolt,group": "no no", "bolt,mall": "yes no"},
        2024: {"acme,group": "yes no", "acme,post": "no yes", "bolt,group": "partial no", "bolt,mall": "yes no"}
        | {f"acme,new-{i}": "yes no" for i in range(4)},
    }
    for year, answers in years.items():
        files = {name: EDITION[f"{name}.csv"].split("\n")[0] + "\n" for name in ("services", "answers", "sources")}
        for place, given in answers.items():
            unit = "group" if place.endswith("group") else "service"
            files["services"] += f"{place},{place.replace(',', ' ')},,,{unit},{'mail' if unit == 'service' else ''},,\n"
            for i, answer in enumerate(given.split(), 1):
                code = "G1" if unit == "group" else "P1a"
                files["answers"] += f"{place},all,{code}.{i},{answer},,s1,,\n"
        for company in ("acme", "bolt"):
            files["sources"] += f"{company},s1,Terms,https://example.org/,,2022,2023\n"
        files["companies"] = EDITION["companies.csv"] + "bolt,Bolt,,,platform,answered,\n"
        edition(small, year, **files, selection="indicator,evidence,note\nG1,text,\nP1a,text,\n")
    head = "from_edition,company,from,to_edition,to,kind,note\n"
    lines = [f"small-2023,acme,,small-2024,new-{i},new,\n" for i in range(4)]
    write(small.root / "raw/lineage", {"services.csv": head + "".join(lines)})
    return small


def test_the_largest_gain_is_through_own_answers(two_doings):
    root = two_doings.root
    out, _ = rating_here("compare", "small-2023", "small-2024", "--format", "json", root=root)
    rows = {r["company"]: r for r in json.loads(out)["companies"] if r["scope"] == "total"}
    assert {c: r["answers"] for c, r in rows.items()} == OWN
    assert {c: r["change"] for c, r in rows.items()} == RAW
    out, _ = rating_here("compare", "small-2023", "small-2024", root=root)
    lines = [line.split() for line in out.splitlines()]
    assert next(line for line in lines if line[:1] == ["company"])[:3] == ["company", "answers", "change"]
    assert [line[:3] for line in lines if line[:1] in (["acme"], ["bolt"])][:2] == [
        ["bolt", "+12.50", "+12.50"], ["acme", "-25.00", "+15.00"],
    ]  # fmt: skip
    for year in (2023, 2024):
        rating_here("release", f"small-{year}", root=root)
    rating_here("report", "small-2024", root=root)
    report = root / "build/report/small-2024"
    for language, (own, raw) in SIGNED.items():
        leads = [lead for page in ("index", "changes") for lead in _texts(report / language / f"{page}.html", "p")]
        leads = [text for text in leads if own in text]
        assert len(leads) == 2
        for text in leads:
            assert text.index("Bolt") < text.index("12") < text.index("Acme") < text.index(own) < text.index(raw)
        told = 0
        for page in sorted((report / language).glob("*.html")):
            for text in _texts(page, "p", "li", "tr", "dd", "h1", "h2"):
                if raw in text and "new" not in text:
                    assert own in text[: text.index(raw)], (page.name, text)
                    told += 1
        # The front page, the page of changes twice, and the company's.
        assert told == 4


def test_no_gain_is_shown_for_companies_that_are_not_comparable(two_doings):
    """As above, but no line says that acme of 2024 is acme: only bolt is compared."""
    root = two_doings.root
    lines = "small-2023,acme,small-2024,,gone,\nsmall-2023,,small-2024,acme,new,\n"
    write(root / "raw/lineage", {"companies.csv": "from_edition,from,to_edition,to,kind,note\n" + lines})
    (root / "raw/lineage/services.csv").unlink()
    for year in (2023, 2024):
        rating_here("release", f"small-{year}", root=root)
    rating_here("report", "small-2024", root=root)
    for language in SIGNED:
        for page in ("index", "changes", "company-acme"):
            for text in _texts(root / f"build/report/small-2024/{language}/{page}.html", "p", "li", "tr"):
                assert "+15" not in text and "−25" not in text


def _texts(path, *tags):
    tree = lxml.html.document_fromstring(path.read_text(encoding="utf-8"))
    for tag in tags:
        for node in tree.iter(tag):
            yield " ".join(node.text_content().split())
