"""The editions in the repository: kz-2023 as far as its report has data, and the fictional example."""

import csv
import re
import subprocess
import sys
from collections import Counter

import pytest

from pipeline.computing.build import compute
from pipeline.core.project import Project
from pipeline.reading import editions
from support.running import HERE, rating_here

REPORT = HERE.parent / "shared" / "report-2023.kk.txt"
KAZAKH = {
    "Иә": "yes",
    "Ішінара": "partial",
    "Жоқ": "no",
    "Ақпаратты ашу туралы деректер жоқ": "no disclosure found",
    "Қолданылмайды": "N/A",
}


def rows(edition, name):
    with (HERE / f"raw/editions/{edition}/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_methodology_has_what_rdrs_meta_files_have(everything, table):
    """3 categories, 58 indicators, 12 families with letters, 335 elements, two of them reversed."""
    wanted = {"edition": "rdr-2020"}
    indicators = table(everything, "staged.indicators", **wanted)
    assert len(indicators) == 58 and len(table(everything, "staged.categories", **wanted)) == 3
    assert len({r["family"] for r in indicators if r["family"] != r["indicator"]}) == 12
    elements = table(everything, "staged.elements", **wanted)
    assert len(elements) == 335
    assert {r["element"] for r in elements if r["reversed"]} == {"F9.2", "F11.1"}
    assert {r["element"]: r["depends_on"] for r in elements}["F9.3"] == "F9.2"
    assert all(r["label_en"] for r in elements + indicators)
    assert all(
        r["label_ru"] and r["label_kk"]
        for r in indicators
        + table(everything, "staged.categories", **wanted)
        + table(everything, "staged.scale", **wanted)
    )


def test_labels_are_our_own_words(rdr):
    """No label has six words in a row from RDR's texts."""
    import io
    import zipfile

    texts = []
    for name in ("2020RDRIndexCSV.zip", "2022RDRIndexCSV.zip"):
        with zipfile.ZipFile(rdr / name) as archive:
            texts += [archive.read(n).decode("utf-8-sig") for n in archive.namelist() if "-meta-" in n]
    theirs = " ".join(re.sub(r"[^a-z]+", " ", text.casefold()) for text in texts)
    for name in ("elements", "indicators"):
        path = HERE / f"raw/methodologies/rdr-2020/{name}.csv"
        for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))):
            words = re.sub(r"[^a-z]+", " ", row["label_en"].casefold()).split()
            assert not [w for i in range(len(words) - 5) if (w := " ".join(words[i : i + 6])) in theirs], row[
                "label_en"
            ]


def test_the_scale_knows_the_reports_terms(small):
    from pipeline.core.project import Project
    from pipeline.reading.methodologies import read_methodology

    scale = read_methodology(Project(HERE), "rdr-2020").scale
    for term, answer in KAZAKH.items():
        assert scale.find(term) == scale.find(term.upper()) == scale.find(term.lower()) == answer
    assert [scale.find(t) for t in ("да", "ЧАСТИЧНО", "Нет", "n/a", "No  disclosure found", "maybe")] == [
        "yes",
        "partial",
        "no",
        "N/A",
        "no disclosure found",
        None,
    ]


def test_kz_2023_has_the_companies_and_services_of_the_report(shipped, table):
    services = table(shipped, "staged.services", edition="kz-2023")
    assert Counter(r["company"] for r in services if r["unit"] == "service") == {
        "kolesa": 2,
        "chocofamily": 5,
        "kaspi": 3,
        "onay": 1,
        "aitu": 4,
    }
    assert sum(r["unit"] == "group" for r in services) == 5
    assert all(r["class_evidence"] == "assumed" for r in services if r["unit"] == "service")
    assert {r["company"]: r["engagement"] for r in table(shipped, "staged.companies", edition="kz-2023")} == {
        "kaspi": "answered",
        "kolesa": "answered",
        "chocofamily": "answered",
        "aitu": "in_part",
        "onay": "none",
    }


@pytest.mark.skipif(not REPORT.exists(), reason="the report's text is not at hand")
def test_kz_2023_has_exactly_the_scores_of_the_report():
    """A score is below its label in the text of the report's charts."""
    text = REPORT.read_text(encoding="utf-8")
    start = text.index("F-индикаторлар. Kaspi.kz")
    chart = text[start : text.index("F-индикаторлар. Kolesa Group")]
    printed, service, label = set(), None, None
    for line in (line.strip() for line in re.sub(r"\*\*(.+?)\*\*", r"\n\1\n", chart).splitlines()):
        if line in ("Kaspi Pay", "Kaspi Shop", "Kaspi Travel"):
            service = line.lower().replace(" ", "-")
        elif re.fullmatch(r"F\d+[a-d]?", line):
            label = line
        elif re.fullmatch(r"[\d.]+", line):
            printed.add((service, label, line))
    ours = {(r["service"], r["scope"], r["score"]) for r in rows("kz-2023", "published_scores")}
    assert len(ours) == 18
    # The text has a figure below the bar's label that it belongs to: F5a 28.57, F8 12.5, F12 10.
    assert ours == printed


def test_kz_2023_selects_the_indicators_of_the_charts_and_conclusions():
    evidence = {r["indicator"]: r["evidence"] for r in rows("kz-2023", "selection")}
    charts = "G3 G4b G4c G4d G6a G6b F1a F1b F1c F1d F5a F5b F6 F7 F8 F11 F12"
    assert " ".join(i for i, e in evidence.items() if e == "printed") == charts
    notes = {r["indicator"]: r["note"] for r in rows("kz-2023", "selection") if r["evidence"] == "text"}
    assert notes.keys() == {"G1", "G2", "F2a", "P2a", "P3a", "P7", "P18"}
    assert all(note.startswith("Conclusion") for note in notes.values())
    assert all(i[0] == "P" for i, e in evidence.items() if e == "assumed")


def test_f1_of_each_kaspi_service_is_between_75_and_100(shipped, table):
    """F1a 100, F1b 100, F1d 100 are printed, F1c is not: (300 + 0) / 4 and (300 + 100) / 4."""
    found = {
        r["service"]: (r["score"], r["score_low"], r["score_high"], r["status"])
        for r in table(shipped, "public.service_scores", edition="kz-2023", company="kaspi", scope="F1")
    }
    assert found == dict.fromkeys(("kaspi-pay", "kaspi-shop", "kaspi-travel"), (None, 75, 100, "printed"))


def test_kaspis_printed_levels_replace_its_answers(shipped, table):
    levels = table(shipped, "public.level_scores", edition="kz-2023", company="kaspi", status="printed")
    assert Counter(r["score"] for r in levels) == {100: 9, 28.57: 3, 12.5: 3, 10: 3}
    # F5a has 7 elements: 28.57 is 2 of 7; F8 has 4: 12.5 is half of one; F12 has 5: 10 is half of one.
    assert {r["indicator"]: r["n_expected"] for r in levels} == {
        "F1a": 3,
        "F1b": 3,
        "F1d": 3,
        "F5a": 7,
        "F8": 4,
        "F12": 5,
    }


def test_no_printed_rank_lies_outside_its_computed_range(shipped, table):
    printed = table(shipped, "staged.published_ranks", edition="kz-2023")
    assert [(r["company"], r["service"], r["rank"]) for r in printed] == [
        ("chocofamily", "", 3),
        ("kaspi", "", 1),
        ("kolesa", "krisha-kz", 1),
    ]
    for row in printed:
        found = table(
            shipped,
            "public.service_scores" if row["service"] else "public.company_scores",
            edition="kz-2023",
            company=row["company"],
            scope="total",
        )
        mine = next(r for r in found if r.get("service", "") == row["service"])
        assert mine["rank_low"] <= row["rank"] <= mine["rank_high"]


def test_the_other_companies_have_no_known_answer(shipped, table):
    totals = table(shipped, "public.company_scores", edition="kz-2023", scope="total")
    assert {
        r["company"]: (r["score_low"], r["score_high"]) for r in totals if r["company"] != "kaspi"
    } == dict.fromkeys(("kolesa", "chocofamily", "onay", "aitu"), (0, 100))


def test_answers_dropped_in_are_scored(tmp_path):
    """As the README says: Kazakh answers; G3 of Onay's group: yes, partial, no, no disclosure found -> 150 / 4."""
    import shutil

    shutil.copytree(HERE / "raw/editions/kz-2023", tmp_path / "raw/editions/kz-2023")
    shutil.copytree(HERE / "raw/methodologies/rdr-2020", tmp_path / "raw/methodologies/rdr-2020")
    with (tmp_path / "raw/editions/kz-2023/answers.csv").open("a", encoding="utf-8") as file:
        for element, answer in zip(("G3.1", "G3.2", "G3.3", "G3.4"), list(KAZAKH)[:4], strict=True):
            file.write(f"onay,group,all,{element},{answer},,,,\n")
    project = Project(tmp_path)
    compute(project, editions.load(project))
    out, _ = rating_here("show", "kz-2023", "onay", root=tmp_path)
    # The group's G3 is 37.5 of 100; its service's is unknown: (37.5 + 0) / 2 to (37.5 + 100) / 2.
    assert re.search(r"^G3 .* 18\.75 to 68\.75 +partial +4 of 8$", out, re.MULTILINE)


def test_the_example_is_what_its_generator_writes(tmp_path):
    subprocess.run([sys.executable, HERE / "tests/make_example.py", tmp_path], check=True)
    for made in sorted(tmp_path.rglob("*.*")):
        assert made.read_bytes() == (HERE / made.relative_to(tmp_path)).read_bytes(), made.name
    assert len(list(tmp_path.rglob("*.*"))) == 18


def test_the_example_says_that_it_is_fictional(shipped, table):
    for edition in ("example-2023", "example-2024"):
        row = table(shipped, "staged.editions", edition=edition)[0]
        assert row["fictional"] is True and "(fictional)" in row["title_en"]
        assert all("(fictional)" in r["name_en"] for r in table(shipped, "staged.companies", edition=edition))
        assert all(
            "(fictional)" in r["name_en"]
            for r in table(shipped, "staged.services", edition=edition)
            if r["unit"] == "service"
        )
    assert table(shipped, "staged.editions", edition="kz-2023")[0]["fictional"] is False


def test_the_example_has_each_kind_of_change():
    before, after = (
        {(r["company"], r["service"], r["element"]): r["answer"] for r in rows(e, "answers")}
        for e in ("example-2023", "example-2024")
    )
    services = [{r["service"] for r in rows(e, "services")} for e in ("example-2023", "example-2024")]
    assert services[0] - services[1] == {"harbour-drive"} and services[1] - services[0] == {"lantern-shorts"}
    assert len(services[0] - {"group"}) == len(services[1] - {"group"}) == 8
    companies = [{r["company"] for r in rows(e, "companies")} for e in ("example-2023", "example-2024")]
    assert companies[0] ^ companies[1] == {"compass", "wayfinder"} and len(companies[0]) == len(companies[1]) == 4
    both = before.keys() & after.keys()
    assert sum(before[k] != after[k] for k in both) > 50
    assert {k for k in both if after[k] == "N/A" != before[k]} == {("meadow", "meadow-ads", "F12.5")}


def test_the_example_is_complete(shipped, table):
    for edition in ("example-2023", "example-2024"):
        assert {r["status"] for r in table(shipped, "public.company_scores", edition=edition)} == {"complete"}
        assert {r["status"] for r in table(shipped, "public.answers", edition=edition)} == {"scored", "not_applicable"}


def test_every_weight_times_points_is_the_score(everything, table):
    """For every company, service and scope of all editions, to 1e-9, computed outside SQL."""
    import polars as pl

    def read(name):
        return pl.read_parquet(everything / f"build/public/{name}.parquet")

    answers = read("answers").select("edition", "company", "service", "strand", "element", "points", "status")
    levels = (
        read("level_scores")
        .filter(pl.col("status") == "printed")
        .select("edition", "company", "service", "strand", "indicator", pl.col("score").alias("printed"))
    )
    keys = ["edition", "company", "service", "strand"]
    points = (
        read("answer_weights")
        .join(answers, on=[*keys, "element"], how="left")
        .join(levels, on=[*keys, "indicator"], how="left")
    )
    known = pl.coalesce("points", "printed")
    sums = points.group_by("edition", "company", "target", "scope").agg(
        low=(pl.col("weight") * known.fill_null(0)).sum(), high=(pl.col("weight") * known.fill_null(100)).sum()
    )
    scores = pl.concat(
        [
            read("company_scores").with_columns(target=pl.lit("company")),
            read("indicator_scores").rename({"indicator": "scope"}).with_columns(target=pl.lit("company")),
            read("family_scores").rename({"family": "scope"}).with_columns(target=pl.lit("company")),
            read("service_scores").rename({"service": "target"}),
        ],
        how="diagonal",
    ).filter(pl.col("score_low").is_not_null())
    both = scores.join(sums, on=["edition", "company", "target", "scope"], how="left")
    assert both.height > 15_000 and both["low"].null_count() == 0
    assert (both["low"] - both["score_low"]).abs().max() < 1e-9
    assert (both["high"] - both["score_high"]).abs().max() < 1e-9
