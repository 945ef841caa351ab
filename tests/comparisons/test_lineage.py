"""Lineage of companies, services and elements through editions, lines that do not fit, and what is unlisted."""

import json
import re

import pytest

from support.running import rating_here
from support.small import EDITION
from support.two_editions import LINEAGE, change, edition, write


def test_lineage_is_followed_through_editions_and_gaps(small):
    """acme of 2023 is apex in 2024, not rated in 2025, and zenith in 2026."""
    names = {2024: "apex", 2025: "other", 2026: "zenith"}
    for year, name in names.items():
        files = {k: EDITION[f"{k}.csv"].replace("acme", name) for k in ("companies", "services", "answers", "sources")}
        edition(small, year, **files)
    lines = "small-2023,acme,small-2024,apex,renamed,\nsmall-2024,apex,small-2025,,gone,\n"
    lines += "small-2024,,small-2025,other,new,\nsmall-2025,other,small-2026,,gone,\n"
    lines += "small-2024,apex,small-2026,zenith,renamed,\n"
    write(small.root / "raw/lineage", {"companies.csv": LINEAGE["companies.csv"] + lines})
    tables = small.build()
    ids = {(r["edition"], r["company"]): r["series_id"] for r in tables("public.series_scores") if r["service"] == ""}
    assert {k[0]: v for k, v in ids.items()} == {
        "small-2023": "acme", "small-2024": "acme", "small-2025": "other", "small-2026": "acme",
    }  # fmt: skip
    restated = {
        r["edition"]: r["score_restated"]
        for r in tables("public.series_scores")
        if (r["service"], r["scope"]) == ("", "total")
    }
    assert restated == {"small-2023": 56.25, "small-2024": 56.25, "small-2025": None, "small-2026": 56.25}
    out, _ = rating_here("compare", "small-2023", "small-2026", "--format", "json", root=small.root)
    totals = {r["company"]: r["comparable"] for r in json.loads(out)["companies"]}
    assert totals == {"zenith": "yes"}


@pytest.mark.parametrize(
    ("file", "line", "expected"),
    [
        ("companies", "small-2023,acme,small-2024,acme,vanished,",
         'kind: "vanished" is not allowed (write one of: same, renamed, merged, split, new, gone)'),
        ("companies", "small-2023,acne,small-2024,acme,renamed,",
         'from: warning: "acne" is not in raw/editions/small-2023/companies.csv (the line is ignored'),
        ("companies", "small-2023,acme,small-2024,apex,renamed,",
         'to: warning: "apex" is not in raw/editions/small-2024/companies.csv (the line is ignored'),
        ("companies", "small-2023,acme,small-2024,,renamed,", 'to: is empty where kind is "renamed" (fill it in)'),
        ("companies", "small-2023,,small-2024,acme,gone,", 'from: is empty where kind is "gone" (fill it in)'),
        ("companies", "small-2023,acme,small-2024,acme,new,",
         'from: is filled in, but kind is "new" (leave it empty)'),
        ("companies", "small-2024,acme,small-2023,acme,same,",
         'to_edition: "small-2023" is not a later edition of the series of "small-2024" (correct it)'),
        ("companies", "small-2023,acme,other-2024,acme,same,",
         'to_edition: "other-2024" is not a later edition of the series of "small-2023" (correct it)'),
        ("companies", "small-2023,\u0430cme,small-2024,acme,same,",
         'from: "\u0430cme" has U+0430 CYRILLIC SMALL LETTER A where only ASCII is allowed'),
        ("services", "small-2023,acme,shop,small-2024,store,renamed,",
         'from: warning: "acme/shop" is not in raw/editions/small-2023/services.csv (the line is ignored'),
        ("elements", "small,G1,small,G1.1,same,", 'from: "G1" is not a code (write it like F1a.2)'),
        ("companies", "small-2023,acme,small-2024", "row: has 3 cells, but the header has 6"),
    ],
)  # fmt: skip
def test_a_line_that_does_not_fit_is_reported(small, file, line, expected):
    edition(small, 2024)
    write(small.root / "raw/lineage", {f"{file}.csv": LINEAGE[f"{file}.csv"].split("\n")[0] + f"\n{line}\n"})
    found = [p.removeprefix(f"raw/lineage/{file}.csv:2: ") for p in small.problems() if "lineage" in p]
    found = [p.replace(f"{small.root}/", "") for p in found]
    assert any(p.startswith(expected) for p in found), found


def test_a_duplicate_line_is_reported(small):
    edition(small, 2024)
    line = "small-2023,acme,small-2024,acme,same,\n"
    write(small.root / "raw/lineage", {"companies.csv": LINEAGE["companies.csv"] + line + line})
    found = [p for p in small.problems() if "lineage" in p]
    assert any("companies.csv:3: from_edition, from, to_edition, to: small-2023, acme," in p for p in found)
    assert any('companies.csv:3: from: "acme" is already matched one to one in line 2' in p for p in found)


def test_what_is_in_one_edition_only_and_not_listed_is_named(small):
    edition(small, 2024, services=EDITION["services.csv"].replace("acme,store,", "acme,shop-2,"),
            answers=EDITION["answers.csv"].replace(",store,", ",shop-2,"))  # fmt: skip
    assert [p for p in small.problems() if "lineage" in p] == [
        'raw/lineage/services.csv:1: from: warning: "acme/store" of small-2023 is not in small-2024, and no line '
        "explains it (add a line, such as small-2023,acme,store,small-2024,,gone,)",
        'raw/lineage/services.csv:1: to: warning: "acme/shop-2" of small-2024 is not in small-2023, and no line '
        "explains it (add a line, such as small-2023,acme,,small-2024,shop-2,new,)",
    ]
    tables = small.build()
    shop = change(tables("public.service_changes"), service="shop-2", scope="total")
    assert (shop["comparable"], shop["why"]) == ("no", "It is not in small-2023, and its lineage is not listed.")
    out, _ = rating_here("lineage", "small-2023", "small-2024", "--format", "json", root=small.root)
    found = json.loads(out)
    assert [(r["what"], r["before"], r["now"], r["kind"]) for r in found["in_one_edition_only"]] == [
        ("service", "store", "", "unlisted"), ("service", "", "shop-2", "unlisted"),
    ]  # fmt: skip
    # The names are the same, so one line is proposed, in the file's own format.
    assert [r["line"] for r in found["proposals"]] == ["small-2023,acme,store,small-2024,shop-2,renamed,"]


def other(small, name, year, *companies):
    """Make an edition of the small rating with these companies, each with the services and answers of acme."""
    files = {}
    for file in ("companies", "services", "answers", "sources"):
        header, *lines = EDITION[f"{file}.csv"].splitlines(True)
        files[file] = header + "".join(line.replace("acme", c) for c in companies for line in lines)
    if year == 2023:
        write(small.edition, {f"{file}.csv": text for file, text in files.items()})
    else:
        edition(small, year, **files)


def linked(small, *lines, file="companies"):
    write(small.root / "raw/lineage", {f"{file}.csv": LINEAGE[f"{file}.csv"].split("\n")[0] + "\n" + "".join(lines)})


@pytest.mark.parametrize(
    ("before", "later", "lines", "kinds", "comparable"),
    [
        # A company that goes on under its id beside a part of it, or with another in it, is the same.
        ("acme", "acme bolt", ["small-2023,acme,small-2024,bolt,split,\n"],
         {("acme", "acme", "same"), ("acme", "bolt", "split")}, {"acme": "yes", "bolt": "no"}),
        ("acme", "bolt coda", ["small-2023,acme,small-2024,bolt,split,\n", "small-2023,acme,small-2024,coda,split,\n"],
         {("acme", "bolt", "split"), ("acme", "coda", "split")}, {"bolt": "no", "coda": "no"}),
        ("acme bolt", "acme", ["small-2023,bolt,small-2024,acme,merged,\n"],
         {("acme", "acme", "same"), ("bolt", "acme", "merged")}, {"acme": "yes"}),
        ("acme bolt", "coda", ["small-2023,acme,small-2024,coda,merged,\n",
                               "small-2023,bolt,small-2024,coda,merged,\n"],
         {("acme", "coda", "merged"), ("bolt", "coda", "merged")}, {"coda": "no"}),
        # Names that change places, and one that is listed as another although its id stays.
        ("acme bolt", "acme bolt", ["small-2023,acme,small-2024,bolt,renamed,\n",
                                    "small-2023,bolt,small-2024,acme,renamed,\n"],
         {("acme", "bolt", "renamed"), ("bolt", "acme", "renamed")}, {"acme": "yes", "bolt": "yes"}),
        ("acme", "acme", ["small-2023,acme,small-2024,,gone,\n", "small-2023,,small-2024,acme,new,\n"],
         {("acme", "", "gone"), ("", "acme", "new")}, {"acme": "no"}),
    ],
)  # fmt: skip
def test_what_companies_became(small, before, later, lines, kinds, comparable):
    other(small, "small", 2023, *before.split())
    other(small, "small", 2024, *later.split())
    linked(small, *lines)
    tables = small.build()
    assert {(r["company_before"], r["company"], r["kind"]) for r in tables("public.company_matches")} == kinds
    totals = {r["company"]: r["comparable"] for r in tables("public.company_changes") if r["scope"] == "total"}
    assert totals == comparable
    services = tables("public.service_matches")
    assert len({(r["company"], r["service"]) for r in services if r["service"]}) == 3 * len(later.split())


def test_a_returning_id_and_an_id_taken_over_by_a_different_company(small):
    """acme is gone in 2024; bolt takes its name in 2025. The acme of 2023 is not the acme of 2025."""
    other(small, "small", 2023, "acme", "bolt")
    other(small, "small", 2024, "bolt")
    other(small, "small", 2025, "acme")
    linked(small, "small-2023,acme,small-2024,,gone,\n", "small-2024,bolt,small-2025,acme,renamed,\n")
    rows = {
        (r["edition"], r["company"]): (r["series_id"], r["score_restated"])
        for r in small.build()("public.series_scores") if (r["service"], r["scope"]) == ("", "total")
    }  # fmt: skip
    assert rows == {
        ("small-2023", "acme"): ("acme", None), ("small-2023", "bolt"): ("bolt", 56.25),
        ("small-2024", "bolt"): ("bolt", 56.25), ("small-2025", "acme"): ("bolt", 56.25),
    }  # fmt: skip


def test_elements_can_be_renumbered(two):
    """In the later methodology the old P1a.2 is P1a.1, which is not scored in reverse, so that its `no` has no points;
    the old P1a.1 is gone. Each has its own row."""
    lines = [line for line in LINEAGE["elements.csv"].splitlines(True) if "P1a" not in line]
    lines += ["small,P1a.1,small-24,,dropped,\n", "small,P1a.2,small-24,P1a.1,same,\n", "small,,small-24,P1a.2,new,\n"]
    write(two.root / "raw/lineage", {"elements.csv": "".join(lines)})
    rows = [r for r in two.build()("public.answer_changes") if (r["target"], r["scope"]) == ("letters", "P1a")]
    assert {(r["element_before"], r["element"], r["kind"]) for r in rows} == {
        ("P1a.2", "P1a.1", "improved"), ("P1a.1", "P1a.1", "no_longer_asked"), ("", "P1a.2", "newly_asked"),
    }  # fmt: skip


def test_as_many_answers_are_not_the_same_answers(small):
    """The group's P2.1 and P2.2 count for store in 2023, where its own do not apply; in 2024 its own P2.2 alone."""
    edition(small, 2024, answers=EDITION["answers.csv"].replace("P2.2,N/A,No audit is made,,,", "P2.2,yes,,s1,,"))
    rows = [r for r in small.build()("public.service_changes") if (r["service"], r["scope"]) == ("store", "P2")]
    (row,) = rows
    assert (row["answers"], row["applicability"], row["comparable"]) == (0, 75, "partly")


def test_an_answer_missing_from_the_later_scale_counts_in_the_component_rule(two):
    """`partial` of G1.1 and P1b.1 in 2023 is not in a later scale that calls it `some`: they are no answers there."""
    path = two.root / "raw/methodologies/small-24/methodology.yaml"
    path.write_text(path.read_text().replace("answer: partial", "answer: some"))
    answers = two.root / "raw/editions/small-2024/answers.csv"
    answers.write_text(answers.read_text().replace(",partial,", ",some,"))
    total = change(two.build()("public.company_changes"), scope="total")
    # 2023 by the later scale: G1 has G1.2 alone, 0; P1 = P1a = 75; total 37.5, less 43.75.
    assert (total["rule"], total["unknown_low"], total["unknown_high"]) == (-6.25, 0, 0)
    assert total["comparable"] == "partly"


def test_an_error_in_the_lineage_of_one_series_does_not_stop_another(small):
    edition(small, 2024)
    linked(small, "other-2020,a,other-2019,b,renamed,\n", "small-2023,acme,small-2024,acme,same,\n")
    assert [p for p in small.problems() if "lineage" in p] == []
    rating_here("check", "small-2024", root=small.root)


def test_unknown_files_in_the_lineage_folder_are_reported_and_not_published(small):
    edition(small, 2024)
    linked(small, "small-2023,acme, small-2024,acme,same,\n", " \n")
    (small.root / "raw/lineage/company.csv").write_text("private\n")
    assert any("lineage/company.csv:1: file: warning: is not read" in p for p in small.problems())
    rating_here("release", "small-2023", root=small.root)
    rating_here("release", "small-2024", root=small.root)
    raw = small.root / "releases/small-2024/1.0.0/raw/lineage"
    assert [p.name for p in raw.iterdir()] == ["companies.csv"]
    assert "small-2023,acme,small-2024,acme,same," in (raw / "companies.csv").read_text()


def test_services_are_no_groups_and_what_is_unknown_is_passed_over(small):
    edition(small, 2024)
    linked(small, "small-2023,acme,post,small-2024,group,renamed,\n", file="services")
    assert any('services.csv:2: from: "group" is not a service (remove the line)' in p for p in small.problems())
    linked(small, "small-2023,acne,post,small-2024,store,renamed,\n", file="services")
    assert any('from: warning: "acne/post" is not in' in p for p in small.problems())
    linked(small, "small,G9.1,small,G9.1,same,\n", file="elements")
    assert any('from: warning: "G9.1" is not an element of small' in p for p in small.problems())
    linked(small, "small-2023,acme,small-2024,acme,same,\n", "small-2023,bolt,small-2024,acme,renamed,\n")
    assert any('companies.csv:3: to: "acme" is already matched one to one in line 2' in p for p in small.problems())


def test_a_different_methodology_without_lineage_is_refused(two):
    (two.root / "raw/lineage/elements.csv").unlink()
    _, err = rating_here("compare", "small-2023", "small-2024", root=two.root, code=1)
    assert err.splitlines()[-1] == (
        f"{two.root}/raw/lineage/elements.csv:1: from_methodology: no element of small-24 is matched with "
        "one of small (add a line for each element that is the same, such as small,G1.1,small-24,G1.1,same,)"
    )
    tables = two.build()
    assert {r["comparable"] for r in tables("public.company_changes")} == {"no"}
    # All elements are named, and those with the same or a close label proposed; G1.2 and G1.3 have the same label.
    out, _ = rating_here("lineage", "small-2023", "small-2024", "--format", "json", root=two.root)
    found = json.loads(out)
    elements = [r for r in found["in_one_edition_only"] if r["what"] == "element"]
    assert len(elements) == 14 and {r["kind"] for r in elements} == {"unlisted"}
    lines = [r["line"] for r in found["proposals"] if r["file"].endswith("elements.csv")]
    assert "small,P1a.1,small-24,P1a.1,same," in lines and "small,G1.2,small-24,G1.3,same," in lines


def test_a_service_renamed_after_a_split_is_compared(small):
    """post of 2023, of which chat was split off in 2024, is letters in 2025; its answers are the same ones: the group's
    G1 (100 + 0) / 2 = 50, P1a (100 + 100) / 2, since P1a.2 scores in reverse, P2 100; total 250 / 3."""
    files = {name: EDITION[f"{name}.csv"] for name in ("services", "answers")}
    both = files["services"] + "acme,chat,Chat,,,service,mail,,\n"
    edition(small, 2024, services=both)
    edition(small, 2025, services=both.replace("acme,post", "acme,letters"),
            answers=files["answers"].replace("acme,post", "acme,letters"))  # fmt: skip
    for year in (2024, 2025):
        path = small.root / f"raw/editions/small-{year}/edition.yaml"
        path.write_text(path.read_text().replace("status: final", "status: draft"))
    lines = ["small-2023,acme,post,small-2024,chat,split,\n", "small-2024,acme,post,small-2025,letters,renamed,\n"]
    linked(small, *lines, file="services")
    rows = {(r["edition"], r["service"]): r for r in small.build()("public.series_scores") if r["scope"] == "total"}
    assert rows["small-2023", "post"]["score_restated"] == rows["small-2023", "post"]["score"] == pytest.approx(250 / 3)
    out, _ = rating_here("compare", "small-2023", "small-2025", "--format", "json", root=small.root)
    services = {r["service"]: r for r in json.loads(out)["services"]}
    assert (services["letters"]["change"], services["letters"]["comparable"]) == (0, "yes")
    assert (services["chat"]["comparable"], services["chat"]["why"]) == ("no", "Split since small-2023.")


def test_a_service_that_moved_is_compared_and_neither_company_is_over_it(small):
    """Totals are means of G1 and P1a; P1a.2 scores in reverse. pay moves from acme to bolt.

    2023: acme G1 50, post 0, pay 100, P1a 50, total 50; bolt G1 0, mall 50, total 25; pay with acme's G1 75.
    2024: acme G1 100, post 50, total 75; bolt G1 25, mall 100, pay 50, P1a 75, total 50; pay with bolt's G1 37.5.
    acme without pay: 25 then, 75 now: answers 50, services (75 - 75) - (50 - 25) = -25, together 25.
    bolt without pay: 25 then, 62.5 now: answers 37.5, services 50 - 62.5 = -12.5, together 25.
    pay without groups: 100 then, 50 now: answers -50, services (37.5 - 50) - (75 - 100) = 12.5, together -37.5.
    """
    years = {
        2023: {"acme,group": "yes no", "acme,post": "no yes", "acme,pay": "yes no", "bolt,group": "no no",
               "bolt,mall": "yes yes"},
        2024: {"acme,group": "yes yes", "acme,post": "yes yes", "bolt,pay": "yes yes", "bolt,group": "partial no",
               "bolt,mall": "yes no"},
    }  # fmt: skip
    heads = {name: EDITION[f"{name}.csv"].split("\n")[0] + "\n" for name in ("services", "answers", "sources")}
    for year, answers in years.items():
        files = dict(heads)
        for place, given in answers.items():
            unit = "group" if place.endswith("group") else "service"
            files["services"] += f"{place},{place.replace(',', ' ')},,,{unit},{'mail' if unit == 'service' else ''},,\n"
            for i, answer in enumerate(given.split(), 1):
                code = "G1" if unit == "group" else "P1a"
                files["answers"] += f"{place},all,{code}.{i},{answer},,s1,,\n"
        files["sources"] += (
            "acme,s1,Terms,https://example.org/,,2022,2023\nbolt,s1,Terms,https://example.org/,,2022,2023\n"
        )
        files["companies"] = EDITION["companies.csv"] + "bolt,Bolt,,,platform,answered,\n"
        edition(small, year, **files, selection="indicator,evidence,note\nG1,text,\nP1a,text,\n")
    moved = "small-2023,acme,pay,small-2024,pay,same,,bolt\n"
    write(
        small.root / "raw/lineage", {"services.csv": LINEAGE["services.csv"].split("\n")[0] + ",to_company\n" + moved}
    )
    assert [p for p in small.problems() if "lineage" in p] == []
    tables = small.build()
    names = ["score_before", "score", "change", "rule", "services", "methodology", "applicability", "answers"]
    found = {r["company"]: [r[n] for n in names] for r in tables("public.company_changes") if r["scope"] == "total"}
    assert found == {"acme": [50, 75, 25, 0, -25, 0, 0, 50], "bolt": [25, 50, 25, 0, -12.5, 0, 0, 37.5]}
    pay = change(tables("public.service_changes"), service="pay", scope="total")
    assert [pay[n] for n in names] == [75, 37.5, -37.5, 0, 12.5, 0, 0, -50]
    assert (pay["company"], pay["comparable"]) == ("bolt", "partly")
    added = {}
    for r in tables("public.answer_changes"):
        if r["scope"] == "total":
            place = r["company"], r["target"]
            added[place] = added.get(place, 0) + (r["contribution"] or 0)
    assert added["acme", "company"] == 50 and added["bolt", "company"] == 37.5 and added["bolt", "pay"] == -50
    series = {r["edition"]: r for r in tables("public.series_scores") if (r["service"], r["scope"]) == ("pay", "total")}
    assert {r["series_id"] for r in series.values()} == {"acme/pay"}
    assert (series["small-2023"]["score_restated"], series["small-2023"]["latest_restated"]) == (100, 50)
    out, _ = rating_here("lineage", "small-2023", "small-2024", "--format", "json", root=small.root)
    row = next(r for r in json.loads(out)["matched"] if r["now"] == "pay")
    assert (row["company"], row["before"]) == ("bolt", "acme/pay")
    for year in years:
        rating_here("release", f"small-{year}", root=small.root)
    rating_here("report", "small-2024", root=small.root)
    report = small.root / "build/report/small-2024"
    moved = {"en": "moved to a different company", "ru": "перешёл к другой компании", "kk": "басқа компанияға өткен"}
    for language, text in moved.items():
        assert "(Acme → Bolt)" in re.sub("<[^>]*>", "", (report / language / "changes.html").read_text())
        # It is a service that both companies are not compared over.
        assert all(text in (report / language / f"company-{c}.html").read_text() for c in ("acme", "bolt"))
