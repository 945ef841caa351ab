"""Comparisons of two editions: each component of a change by hand, RDR's editions by scores computed elsewhere,
properties."""

import csv

import pytest

from pipeline.computing import sql
from support.running import HERE, rating_here
from support.small import EDITION, METHODOLOGY, Small
from support.two_editions import AFTER, HEADER, PARTS, change, edition, write


def test_each_part_of_a_change_by_hand(two):
    """The total is the mean of G1 and P1, P1 that of P1a and P1b; P1a.2 scores in reverse.

    2023 by its own rule: G1 = (50 + 0) / 2 = 25; P1a = (post (0 + 100) / 2, store 100) = 75; P1b = store 50;
    P1 = 62.5; total (25 + 62.5) / 2 = 43.75. 2024: G1 = (100 + 0) / 2 = 50; P1a = (letters (40 + 0) / 2, chat 100) =
    60; P1b = letters 100; P1 = 80; total 65. The change is 21.25.

    rule: 2023 with partial at 40: G1 = 20, P1a = 75, P1b = 40, P1 = 57.5, total 38.75. 38.75 - 43.75 = -5.
    services, with post/letters alone: 2024 G1 50, P1a 20, P1b 100, total (50 + 60) / 2 = 55; 2023 G1 20, P1a 50,
    total 35. (65 - 55) - (38.75 - 35) = 6.25.
    methodology, without G1.2, G1.3 and the reworded P1a.2: 2024 G1 100, P1a 40, P1b 100, total 85; 2023 G1 40,
    P1a 0, total 20. (55 - 85) - (35 - 20) = -45.
    applicability, without P1b: 2024 (100 + 40) / 2 = 70; 2023 20. (85 - 70) - (20 - 20) = 15. answers: 70 - 20 = 50.
    """
    tables = two.build(*sql.models())
    total = change(tables("public.company_changes"), scope="total")
    assert [total[p] for p in PARTS] == [-5, 6.25, -45, 15, 50]
    assert (total["score_before"], total["score"], total["change"]) == (43.75, 65, 21.25)
    assert (total["unknown_low"], total["unknown_high"], total["comparable"]) == (0, 0, "partly")
    assert total["why"] == "2 of 6 known answers are compared with 2 of 6 in small-2023."
    # Each of the two answers that both scored is half of the total over what both scored.
    of_total = [r for r in tables("public.answer_changes") if (r["target"], r["scope"]) == ("company", "total")]
    assert {(r["service"], r["element"]): (r["kind"], r["weight"], r["contribution"]) for r in of_total} == {
        ("group", "G1.1"): ("improved", 0.5, 30),
        ("letters", "P1a.1"): ("improved", 0.5, 20),
        ("letters", "P1b.1"): ("newly_scored", None, None),
        ("letters", "P1a.2"): ("reworded", None, None),
        ("group", "G1.3"): ("newly_asked", None, None),
        ("group", "G1.2"): ("no_longer_asked", None, None),
    }
    of_indicators = [r for r in tables("public.indicator_changes") if (r["target"], r["scope"]) == ("company", "total")]
    assert {r["indicator"]: (r["score_before"], r["score"], r["contribution"]) for r in of_indicators} == {
        "G1": (40, 100, 30),
        "P1a": (0, 40, 20),
    }


def test_the_example_by_hand(shipped, table):
    """From the answers of the shipped editions, in which `yes` is 100 points, `partial` 50 and the others 0.

    Meadow, F12: Market has 0, 100, 100, 100, 0 in both, so 60; Ads 50, 50, 100, 100, 100, so 80, then N/A for the last,
    so 75. From 70 to 67.5. Without the last in both, 67.5 and 67.5: answers 0, applicability 0 - (70 - 67.5) = -2.5.

    Harbour, P1: Chat has 100, 100, 0 in P1a and 100, 0, 100, then 100, 0, 0 in P1b; Mail 0, 50, 50 and 0, 100, 0;
    Drive, gone since, 0, 0, 50 and 0, 0, 0. 2023: P1a (200/3 + 100/3 + 50/3) / 3 = 350/9, P1b (200/3 + 100/3) / 3 =
    300/9, P1 325/9; without Drive P1a 50, P1b 50, P1 50. 2024: P1a 50, P1b 100/3, P1 125/3. answers 125/3 - 50 = -25/3;
    services 0 - (325/9 - 50) = 125/9.

    Lantern, F12: Video has 100, 0, 50, 50, 100, so 60, then 0, 50, 50, 50, 100, so 50; Shorts, new, none. From 60 to
    25: answers -10, services (25 - 50) - 0 = -25."""
    rows = {(r["company"], r["scope"]): r for r in table(shipped, "public.company_changes", edition="example-2024")}
    expected = {
        ("meadow", "F12"): (-2.5, 0, -2.5, 0),
        ("harbour", "P1"): (50 / 9, 125 / 9, 0, -25 / 3),
        ("lantern", "F12"): (-35, -25, 0, -10),
    }
    for place, figures in expected.items():
        r = rows[place]
        assert [r[k] for k in ("change", "services", "applicability", "answers")] == pytest.approx(figures), place
        assert (r["rule"], r["methodology"], r["unknown_low"], r["unknown_high"]) == (0, 0, 0, 0)


def test_a_services_change_by_hand(two):
    """Letters, post in 2023, has G1 from the group. 2023: G1 25, P1 = P1a = 50, total 37.5; 2024: G1 50, P1a 20,
    P1b 100, P1 60, total 55. rule: G1 20, total 35, so -2.5. No service comes or goes. methodology: 2024 without the
    new and the reworded (100 + (40 + 100) / 2) / 2 = 85, 2023 20; (55 - 85) - (35 - 20) = -45. applicability 15 and
    answers 50 as for the company. -2.5 - 45 + 15 + 50 = 17.5 = 55 - 37.5."""
    tables = two.build()
    rows = [r for r in tables("public.service_changes") if r["scope"] == "total"]
    letters = change(rows, service="letters")
    assert [letters[p] for p in PARTS] == [-2.5, 0, -45, 15, 50]
    assert letters["change"] == 17.5
    chat = change(rows, service="chat")
    assert (chat["score_before"], chat["change"], chat["comparable"], chat["why"]) == (
        None, None, "no", "New since small-2023.",
    )  # fmt: skip
    ids = {
        (r["edition"], r["service"]): r["series_id"] for r in tables("public.series_scores") if r["scope"] == "total"
    }
    assert ids["small-2023", "post"] == ids["small-2024", "letters"] == "acme/post"
    restated = change(tables("public.series_scores"), edition="small-2023", service="", scope="total")
    assert (restated["score"], restated["score_restated"], restated["latest_restated"]) == (43.75, 20, 70)


def test_a_change_with_missing_answers_is_a_range(two):
    """As above, without the answer to P1b.1 of letters: P1b lies from 0 to 100, P1 from 30 to 80, the total from 40 to
    65; the change from 40 - 43.75 to 65 - 43.75. Known: 2024 G1 50, P1a 60, total 55; with letters alone 35.
    rule -5; services (55 - 35) - (38.75 - 35) = 16.25; methodology (35 - 70) - (35 - 20) = -50; applicability 0;
    answers 50; together 11.25. Unknown: from -3.75 - 11.25 to 21.25 - 11.25."""
    path = two.root / "raw/editions/small-2024/answers.csv"
    path.write_text(HEADER + AFTER.replace("acme,letters,all,P1b.1,yes,,s1,,\n", ""))
    total = change(two.build()("public.company_changes"), scope="total")
    assert [total[p] for p in PARTS] == [-5, 16.25, -50, 0, 50]
    assert (total["change"], total["change_low"], total["change_high"]) == (None, -3.75, 21.25)
    assert (total["unknown_low"], total["unknown_high"], total["comparable"]) == (-15, 10, "partly")
    assert total["why"].endswith("; other answers are missing.")


def test_no_change_is_0(small):
    edition(small, 2024)
    tables = small.build()
    rows = tables("public.company_changes") + tables("public.service_changes")
    compared = [r for r in rows if r["score"] is not None]
    assert len(compared) > 10
    for row in compared:
        assert [row[p] for p in (*PARTS, "change", "unknown_low", "unknown_high")] == [0] * 8, row
        assert (row["comparable"], row["why"]) == ("yes", None)
    assert tables("public.answer_changes") == []


def test_a_level_that_one_edition_only_printed_enters_whole(small):
    """2023: only the score 30 of P1a of store is printed. 2024: P1a.1 partial 50, P1a.2 yes, reversed 0; so 25."""
    kept = [line for line in EDITION["answers.csv"].splitlines(True) if ",store,all,P1a" not in line]
    edition(small, 2024)
    write(
        small.edition,
        {
            "answers.csv": "".join(kept),
            "published_scores.csv": "company,service,strand,scope,score\nacme,store,all,P1a,30\n",
        },
    )
    tables = small.build()
    store = change(tables("public.service_changes"), service="store", scope="P1a")
    assert (store["score_before"], store["score"], store["answers"], store["comparable"]) == (30, 25, -5, "yes")
    row = change(tables("public.answer_changes"), target="store", scope="P1a")
    assert (row["element"], row["kind"], row["weight"], row["contribution"]) == ("P1a", "declined", 1, -5)


@pytest.mark.parametrize(
    "words",
    [("small-2024", "small-2023"), ("small-2023", "small-2023"), ("small-2023", "nowhere-2024"),
     ("small-2023", "small-2024", "nobody")],
)  # fmt: skip
def test_wrong_words_are_refused(two, words):
    rating_here("compare", *words, root=two.root, code=2)


def test_compare_says_it_in_words(two):
    out, _ = rating_here("compare", "small-2023", "small-2024", "acme", root=two.root)
    (line,) = [line for line in out.splitlines() if line.startswith("total")]
    assert line.split()[:5] == ["total", "+50.00", "+21.25", "43.75", "65.00"]
    assert line.split()[-4:] == ["-5.00", "+6.25", "-45.00", "+15.00"]
    assert "+30.00" in next(line for line in out.splitlines() if line.startswith("G1.1"))
    out, _ = rating_here("compare", "small-2023", "small-2024", root=two.root)
    assert "gone" in next(line for line in out.splitlines() if "store" in line and line.startswith("service"))


def test_the_parts_add_up_and_so_do_the_contributions(everything, table):
    """For all available editions, computed outside the SQL."""
    for name in ("company_changes", "service_changes"):
        compared = [r for r in table(everything, f"public.{name}") if r["comparable"] != "no"]
        assert len(compared) > 700
        for r in compared:
            if r["change"] is not None:
                assert r["change"] == pytest.approx(r["score"] - r["score_before"], abs=1e-9)
                assert r["change"] == pytest.approx(sum(r[p] for p in PARTS), abs=1e-9)
    added = {}
    for r in table(everything, "public.answer_changes"):
        place = r["edition"], r["company"], r["target"], r["scope"]
        added[place] = added.get(place, 0) + (r["contribution"] or 0)
    for r in table(everything, "public.company_changes"):
        if r["comparable"] != "no":
            found = added.get((r["edition"], r["company"], "company", r["scope"]), 0)
            assert found == pytest.approx(r["answers"], abs=1e-9)


def test_rdr_2020_to_2022(everything, table):
    """The component `answers` was computed from the public data before this code was written, to three decimals."""
    rows = {r["company"]: r for r in table(everything, "public.company_changes", edition="rdr-2022", scope="total")}
    assert len(rows) == 14
    expected = {
        "google": -0.476,
        "yandex": 7.605,
        "alibaba": 1.336,
        "amazon": 5.560,
        "samsung": 0.663,
        "microsoft": -0.275,
    }
    for company, answers in expected.items():
        assert rows[company]["answers"] == pytest.approx(answers, abs=0.0005)
    assert rows["samsung"]["services"] == pytest.approx(2.201, abs=0.0005)
    assert rows["microsoft"]["services"] == pytest.approx(-0.312, abs=0.0005)
    assert rows["amazon"]["change"] == pytest.approx(5.27, abs=0.005)
    matches = table(everything, "public.service_matches", edition="rdr-2022")
    one_sided = {(r["kind"], r["service"] or r["service_before"]) for r in matches if r["company_before"] in (
        "", "amazon", "samsung", "mail-ru") and not (r["service"] and r["service_before"])}  # fmt: skip
    assert one_sided == {
        ("gone", "amazon-drive"), ("gone", "samsung-cloud"), ("gone", "mail-ru-agent"),
        ("gone", "mail-ru-cloud-solutions"), ("new", "siri"), ("new", "google-assistant"), ("new", "linkedin"),
        ("new", "mail-ru-cloud"), ("new", "odnoklassniki"),
    }  # fmt: skip
    series = table(everything, "public.series_scores", scope="total", service="")
    assert {r["company"] for r in series if r["series_id"] == "mail-ru"} == {"mail-ru", "vk"}
    assert {r["company"] for r in series if r["series_id"] == "facebook"} == {"facebook", "meta"}


def test_rdr_2019_to_2020_is_matched_but_not_compared(everything, table):
    rows = table(everything, "public.company_changes", edition="rdr-2020")
    assert {r["comparable"] for r in rows} == {"no"}
    assert {r["why"] for r in rows} == {
        "rdr-2019 used a different methodology, and none of its elements is known to be the same in rdr-2020."
    }
    assert all(r["change"] is None and r["score_before"] is None for r in rows if r["scope"] != "total")
    companies = table(everything, "public.company_matches", edition="rdr-2020")
    assert {r["company"] for r in companies if r["kind"] == "new"} == {"alibaba", "amazon"}
    assert sum(r["kind"] == "same" for r in companies) == 24
    services = table(everything, "public.service_matches", edition="rdr-2020")
    assert "unlisted" not in {r["kind"] for r in services}
    assert {(r["service_before"], r["service"]) for r in services if r["kind"] == "renamed"} == {
        ("messenger-ecosystem", "messenger"), ("vkontakte", "vk"),
    }  # fmt: skip


def test_of_a_partial_edition_the_printed_levels_compare_and_the_rest_is_unknown(tmp_path):
    """After kz-2023, with 18 printed indicator scores, comes a fictional edition in which every answer is `no`."""
    project = Small(tmp_path)
    for name in ("raw/editions/small-2023", "raw/methodologies/small"):
        for path in (tmp_path / name).iterdir():
            path.unlink()
        (tmp_path / name).rmdir()
    write_copy(HERE / "raw/methodologies/rdr-2020", tmp_path / "raw/methodologies/rdr-2020")
    write_copy(HERE / "raw/editions/kz-2023", tmp_path / "raw/editions/kz-2023")
    asked = [r for r in project.build()("staged.answers") if r["status"] == "unanswered"]
    later = tmp_path / "raw/editions/kz-2024"
    write_copy(HERE / "raw/editions/kz-2023", later)
    lines = [f"{r['company']},{r['service']},all,{r['element']},no disclosure found,,,," for r in asked]
    write(later, {
        "answers.csv": HEADER + "\n".join(lines) + "\n",
        "published_scores.csv": "company,service,strand,scope,score\n",
        "published_ranks.csv": "company,service,scope,rank\n",
        "edition.yaml": (later / "edition.yaml").read_text().replace("kz-2023", "kz-2024")
        .replace("year: 2023", "year: 2024").replace("fictional: false", "fictional: true"),
    })  # fmt: skip
    tables = project.build()
    with (HERE / "raw/editions/kz-2023/published_scores.csv").open(encoding="utf-8") as file:
        printed = {(r["company"], r["service"], r["scope"]): float(r["score"]) for r in csv.DictReader(file)}
    assert len(printed) == 18
    own = [r for r in tables("public.answer_changes") if r["target"] == r["service"] and r["scope"] == r["indicator"]]
    # A level that was printed as 0 is 0 again, and has not changed.
    assert {(r["company"], r["service"], r["element"]): -r["contribution"] for r in own} == pytest.approx(
        {place: score for place, score in printed.items() if score}
    )
    for r in tables("public.service_changes"):
        if (r["company"], r["service"], r["scope"]) in printed:
            assert r["answers"] == pytest.approx(-printed[r["company"], r["service"], r["scope"]])
            assert r["comparable"] == "yes"
        elif r["scope"] == "total":
            known = (
                r["why_code"] != "unknown_before" if r["comparable"] == "no" else r["unknown_low"] == r["unknown_high"]
            )
            assert not known
    whys = {r["why"] for r in tables("public.company_changes") if r["comparable"] == "no"}
    assert whys == {"Unknown, because kz-2023 has no answers to it.", "Not applicable."}


def write_copy(source, to):
    write(to, {p.name: p.read_text(encoding="utf-8") for p in source.iterdir()})


def test_a_series_names_the_level_of_each_code_and_why_a_score_is_not_restated(small):
    """G1 is an indicator before, and a family of G1a and G1b after; nothing of P1b is known in both. Three editions:
    the latest is compared with each, and the table of comparisons says so."""
    later = METHODOLOGY | {
        "methodology.yaml": METHODOLOGY["methodology.yaml"].replace("id: small", "id: small-24"),
        "indicators.csv": METHODOLOGY["indicators.csv"].replace(
            "G1,G1,G,company,,,Policy,,", "G1a,G1,G,company,,,Policy,,\nG1b,G1,G,company,,,Training,,"
        ),
        "elements.csv": METHODOLOGY["elements.csv"].replace("G1.1,G1,", "G1a.1,G1a,").replace("G1.2,G1,", "G1b.1,G1b,"),
    }
    write(small.root / "raw/methodologies/small-24", later)
    edition(small, 2024)
    moved = EDITION["answers.csv"].replace("G1.1", "G1a.1").replace("G1.2", "G1b.1")
    moved = moved.replace("acme,store,all,P1b.1,partial,,s1,,\n", "")
    edition(small, 2025, "small-24", answers=moved)
    lines = ["G1.1,small-24,G1a.1", "G1.2,small-24,G1b.1", "P1a.1,small-24,P1a.1", "P1b.1,small-24,P1b.1"]
    text = "from_methodology,from,to_methodology,to,kind,note\n" + "".join(f"small,{line},same,\n" for line in lines)
    write(small.root / "raw/lineage", {"elements.csv": text})
    build = small.build()
    rows = {(r["edition"], r["scope"]): r for r in build("public.series_scores") if r["service"] == ""}
    level = {edition: rows[f"small-{edition}", "G1"]["level"] for edition in (2023, 2024, 2025)}
    assert level == {2023: "indicator", 2024: "indicator", 2025: "family"}
    said = {scope: rows["small-2023", scope]["why"] for scope in ("G1", "P1a", "P1b", "total")}
    assert said == {
        "G1": "In small-2025, this code has a different level: family.", "P1a": None,
        "P1b": "No answer is known in both editions.", "total": None,
    }  # fmt: skip
    assert rows["small-2025", "P1b"]["why"] == "Answers are missing." and rows["small-2025", "G1a"]["why"] is None
    for row in rows.values():
        assert (row["score_restated"] is None) == (row["why"] is not None)
    pairs = {(r["edition"][-4:], r["edition_before"][-4:], r["neighbour"]) for r in build("public.comparisons")}
    assert pairs == {("2024", "2023", True), ("2025", "2024", True), ("2025", "2023", False)}
