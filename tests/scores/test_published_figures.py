"""The scores computed from RDR's answers are those that RDR printed. Counts: the README beside RDR's data."""

import csv
import shutil

import pytest

from pipeline.computing.build import compute
from pipeline.core.project import Project
from pipeline.reading import editions
from support.running import rating

AGREE = {
    # edition: figures -> (agree, printed)
    "rdr-2020": {
        "level": (4202, 4202),
        "indicator": (1396, 1396),
        "family": (311, 311),
        "category": (78, 78),
        "total": (26, 26),
    },
    "rdr-2022": {
        "level": (2287, 2287),
        "indicator": (760, 760),
        "family": (166, 167),
        "category": (42, 42),
        "total": (14, 14),
    },
    "rdr-2019": {"level": (2821, 2821), "indicator": (779, 780), "total": (23, 24)},
}


def kind(row, indicators):
    if row["scope"] == "total":
        return "total"
    if len(row["scope"]) == 1:
        return "category"
    if row["scope"] not in indicators:
        return "family"
    return "level" if row["service"] else "indicator"


@pytest.mark.parametrize("edition", AGREE)
def test_as_many_figures_agree_as_an_independent_recomputation_found(everything, table, edition):
    indicators = {row["indicator"] for row in table(everything, "staged.indicators", edition=edition)}
    rows = table(everything, "public.reconciliation", edition=edition)
    for figures, (agree, printed) in AGREE[edition].items():
        those = [r for r in rows if kind(r, indicators) == figures and (figures == "level" or not r["service"])]
        assert (sum(bool(r["agrees"]) for r in those), len(those)) == (agree, printed), figures
        assert all(r["computed"] is not None for r in those)


def disagreeing(rows):
    return {
        (r["company"], r["service"], r["scope"]): (round(r["computed"], 3), r["published"])
        for r in rows
        if r["agrees"] is False
    }


def test_the_few_figures_of_companies_that_do_not_agree(everything, table):
    found = {
        edition: {
            key: both
            for key, both in disagreeing(table(everything, "public.reconciliation", edition=edition)).items()
            if not key[1]
        }
        for edition in AGREE
    }
    assert found == {
        "rdr-2020": {},
        # Meta's G6 was printed from rounded parts.
        "rdr-2022": {("meta", "", "G6"): (21.338, 21.35)},
        # Bharti Airtel's G6 was a flat mean over its levels.
        "rdr-2019": {
            ("bharti-airtel", "", "G6"): (22.5, pytest.approx(21.667, abs=1e-3)),
            ("bharti-airtel", "", "G"): (23.889, 23.75),
            ("bharti-airtel", "", "total"): (16.408, pytest.approx(16.382, abs=1e-3)),
        },
    }


def test_only_services_with_contradictory_printed_scores_disagree(everything, table):
    """RDR's own printed families of these services are not the means of its own printed indicators (rows of a
    spreadsheet had slipped), or its total is not the mean of its own printed categories' families."""
    wrong = {
        (edition, *key[:2])
        for edition in AGREE
        for key in disagreeing(table(everything, "public.reconciliation", edition=edition))
        if key[1]
    }
    assert wrong == {
        ("rdr-2022", "google", "android-mobile-ecosystem"),
        ("rdr-2020", "google", "android-mobile-ecosystem"),
        ("rdr-2020", "telenor", "fixed-line-broadband"),
        ("rdr-2020", "at-t", "postpaid-mobile"),
        ("rdr-2020", "america-movil", "postpaid-mobile"),
        ("rdr-2019", "bharti-airtel", "fixed-line-broadband"),
        ("rdr-2019", "bharti-airtel", "postpaid-mobile"),
        ("rdr-2019", "bharti-airtel", "prepaid-mobile"),
    }


def half_up(score):
    return int(score + 0.5)


def services_off(root, rdr, table):
    """Services of 2022 whose total, rounded half up, is not the integer that RDR's site shows."""
    names = {(r["company"], r["name_en"].casefold()): r["service"] for r in table(root, "staged.services")}
    totals = {
        (r["company"], r["service"]): r["score"]
        for r in table(root, "public.service_scores", edition="rdr-2022", scope="total")
    }
    with (rdr / "2022-service-rankings.csv").open(encoding="utf-8-sig", newline="") as file:
        shown = list(csv.DictReader(file))
    assert len(shown) == len(totals) == 43
    off = set()
    for row in shown:
        company = row["Company"].lower()
        service = names[company, row["Scope"].casefold()]
        if half_up(totals[company, service]) != int(row["Total"]):
            off.add(service)
    return off


def test_totals_of_services_are_those_that_the_site_shows(everything, rdr, table):
    """42 of 43: a service's own level where there is one, else the operating company's, else the group's."""
    assert services_off(everything, rdr, table) == {"android-mobile-ecosystem"}


def test_the_mean_of_group_and_service_gives_fewer_of_them(everything, rdr, table, tmp_path):
    """41 of 43 with `service_score: mean`, the rule that the README beside the data states."""
    shutil.copytree(everything / "raw/methodologies/rdr-2020", tmp_path / "raw/methodologies/rdr-2020")
    shutil.copytree(everything / "raw/editions/rdr-2022", tmp_path / "raw/editions/rdr-2022")
    settings = tmp_path / "raw/methodologies/rdr-2020/methodology.yaml"
    text = settings.read_text(encoding="utf-8")
    assert text.count("service_score: nearest") == 1
    settings.write_text(text.replace("service_score: nearest", "service_score: mean"), encoding="utf-8")
    project = Project(tmp_path)
    compute(project, editions.load(project), ["public.service_scores"])
    assert services_off(tmp_path, rdr, table) == {"android-mobile-ecosystem", "taobao-com"}


def test_ranks_are_those_of_printed_integers(everything, rdr, table):
    """As RDR's site shows them: Kakao (43.94) and Apple (43.90) are both 6th, with 44."""
    rows = table(everything, "public.company_scores", edition="rdr-2022", scope="total")
    with (rdr / "2022-rankings.csv").open(encoding="utf-8-sig", newline="") as file:
        shown = {row["Company"].lower(): int(row["Rank"]) for row in csv.DictReader(file)}
    assert {r["company"]: r["rank"] for r in rows} == shown
    assert shown["kakao"] == shown["apple"] == 6


def test_show_names_the_figures_that_do_not_agree(everything):
    out, _ = rating("show", "rdr-2022", root=everything)
    assert "21.338" in out and "21.35" in out
