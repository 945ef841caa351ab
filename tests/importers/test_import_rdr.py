"""RDR's zips become editions, whole. What is expected is read from the zips by Python's csv module, here and now, or is
a count that the README beside RDR's data names; nothing is taken from what our own code printed."""

import re
from collections import Counter

import pytest

from pipeline.reading.files import CONTROLS
from pipeline.reading.raw_text import one_line_end
from support.rdr_zips import (
    EDITIONS,
    NO_VALUE,
    TABLES,
    elements,
    every_row,
    given,
    ids,
    is_number,
    keyed,
    plain,
    raw,
    table_of,
)
from support.running import rating_here

COUNTS = {
    # edition: companies, groups, operating companies, services, answers that are one of yes, partial, no, no disclosure
    "rdr-2019": (24, 24, 11, 73, 13779),
    "rdr-2020": (26, 26, 11, 77, 22079),
    "rdr-2022": (14, 14, 0, 43, 11912),
}
OPERATING = {
    "america-movil",
    "axiata",
    "bharti-airtel",
    "deutsche-telekom",
    "etisalat",
    "mtn",
    "ooredoo",
    "orange",
    "telefonica",
    "telenor",
    "vodafone",
}


def odd(found, expected):
    """Return the first keys at which two dicts differ. pytest needs minutes for a diff of thousands."""
    return [
        (key, found.get(key), expected.get(key))
        for key in found.keys() | expected.keys()
        if found.get(key) != expected.get(key)
    ][:5]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_answer_is_there_with_its_code_and_its_printed_points(everything, edition):
    expected = {
        key: ("N/A" if row["answer"] in NO_VALUE else row["answer"], row["score"] if is_number(row["score"]) else "")
        for key, row in keyed(everything, edition, "element")
    }
    found = {key: (row["answer"], row["printed_points"]) for key, row in given(everything, edition).items()}
    assert not odd(found, expected)
    assert len(raw(everything, edition, "answers")) == len(expected) == len(elements(edition))


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_comment_is_kept_word_for_word(everything, edition):
    """Beside an answer as its comment, beside N/A as its reason (or as a comment, where it speaks of an answer). Its
    lines end in one way here, whatever the system that the file was saved on, and its control characters (what is left
    of quotation marks that were decoded wrongly) are gone."""
    found, lost = given(everything, edition), []
    for key, row in keyed(everything, edition, "element"):
        said = re.sub(CONTROLS, "", one_line_end(row["comment"]))
        comment, reason = found[key]["comment"], found[key]["reason"]
        if said in NO_VALUE:
            lost += [key] if comment else []
        else:
            lost += [] if said in ((comment, reason) if row["answer"] in NO_VALUE else (comment,)) else [key]
    assert not lost[:3]


@pytest.mark.parametrize("edition", EDITIONS)
def test_companies_and_services_are_as_many_as_rdr_rated(everything, edition):
    units = Counter(row["unit"] for row in raw(everything, edition, "services"))
    answers = Counter(row["answer"] for row in raw(everything, edition, "answers"))
    assert answers.keys() == {"yes", "partial", "no", "no disclosure found", "N/A"}
    assert (
        len(raw(everything, edition, "companies")),
        units["group"],
        units["operating_company"],
        units["service"],
        answers.total() - answers["N/A"],
    ) == COUNTS[edition]
    operating = {row["company"] for row in raw(everything, edition, "services") if row["unit"] == "operating_company"}
    assert operating == (set() if edition == "rdr-2022" else OPERATING)


def test_ids_are_made_of_english_names(everything):
    for edition in EDITIONS:
        for row in raw(everything, edition, "services"):
            assert all(re.fullmatch("[a-z0-9][a-z0-9-]{0,59}", row[name]) for name in ("company", "service"))
    old, new = ids(everything, "rdr-2019"), ids(everything, "rdr-2020")
    assert old["AT&T"] == new["ATT"] == "at-t"
    assert old["América Móvil"] == new["AmericaMovil"] == "america-movil"
    assert old["Mail.Ru"] == new["MailRu"] == "mail-ru"
    assert old["Apple", "iOS mobile ecosystem"] == new["Apple", "iOS (mobile ecosystem)"] == "ios-mobile-ecosystem"
    assert old["Mail.Ru", "VKontakte"] == ids(everything, "rdr-2022")["VK", "Vkontakte"] == "vkontakte"
    assert old["AT&T", "Prepaid Mobile"] == new["ATT", "Prepaid mobile"] == "prepaid-mobile"


@pytest.mark.parametrize("edition", EDITIONS)
def test_source_codes_and_classes_are_those_of_rdr(everything, edition):
    expected = {(row["company"], row["unit"]): row for row in elements(edition)}
    known = ids(everything, edition)
    assert {key for key in known if isinstance(key, tuple)} == set(expected)
    types = {row["company"]: row["type"] for row in raw(everything, edition, "companies")}
    services = {(row["company"], row["service"]): row for row in raw(everything, edition, "services")}
    for key, row in expected.items():
        service = services[known[key[0]], known[key]]
        assert types[service["company"]] == row["type"]
        kind = re.sub("[^a-z0-9]+", "-", row["class"].lower()) if edition == "rdr-2019" else row["class"]
        assert service["class"] == (kind if service["unit"] == "service" else "")


@pytest.mark.parametrize("edition", EDITIONS)
def test_prepaid_and_postpaid_mobile_are_one_composite(everything, edition):
    known, composites = ids(everything, edition), {}
    for row in raw(everything, edition, "services"):
        if row["composite"]:
            composites.setdefault(row["company"], []).append((row["service"], row["composite"]))
    assert composites.keys() == {known[row["company"]] for row in elements(edition) if row["composite"]}
    assert len(composites) == (0 if edition == "rdr-2022" else 12)
    for services in composites.values():
        assert [service for service, _ in services] == ["postpaid-mobile", "prepaid-mobile"]
        assert len({composite for _, composite in services}) == 1


@pytest.mark.parametrize("edition", EDITIONS)
def test_reversed_elements_are_those_whose_yes_has_no_points(everything, edition):
    methodology = "rdr-2019" if edition == "rdr-2019" else "rdr-2020"
    seen = {row["code"] for row in elements(edition) if row["answer"] == "yes" and row["score"] == "0"}
    marked = {
        row["element"] for row in raw(everything, methodology, "elements", "methodologies") if row["reversed"] == "true"
    }
    assert marked == ({"F11.1"} if edition == "rdr-2019" else {"F9.2", "F11.1"})
    # F9 is asked of telecoms alone, and 2022 has none.
    assert seen == (marked - {"F9.2"} if edition == "rdr-2022" else marked)


def test_the_methodology_of_2019_is_what_its_files_imply(everything):
    asked, units, strands, applies = {}, {}, {}, {}
    for row in elements("rdr-2019"):
        indicator = row["code"].split(".")[0]
        asked[row["code"]] = indicator
        ofcompany = row["class"] in ("Group", "Operating Company")
        units.setdefault(indicator, set()).add("company" if ofcompany else "services")
        strands.setdefault(indicator, set()).add(row["strand"])
        applies.setdefault((row["code"], row["type"]), []).append(row["answer"] != "N/A")
    found = {row["element"]: row for row in raw(everything, "rdr-2019", "elements", "methodologies")}
    assert {element: row["indicator"] for element, row in found.items()} == asked
    for (element, kind), any_of in applies.items():
        assert (kind in found[element]["excluded_company_types"].split(";")) is not any(any_of), (element, kind)
    for row in raw(everything, "rdr-2019", "indicators", "methodologies"):
        scope = "full" if len(units[row["indicator"]]) == 2 else min(units[row["indicator"]])
        assert (row["scoring_scope"], row["category"]) == (scope, row["indicator"][0])
    assert len(units) == 35
    both = {indicator for indicator, names in strands.items() if names == {"freedom-of-expression", "privacy"}}
    assert both == {"G1", "G2", "G3", "G4", "G5", "G6"}
    assert all(names == {"all"} for indicator, names in strands.items() if indicator not in both)
    labels = [row["label_en"] for row in raw(everything, "rdr-2019", "categories", "methodologies")]
    assert sorted(labels) == ["Freedom of Expression", "Governance", "Privacy"]


def printed_for_companies(edition):
    """(company, scope, score), each from the file that says it best."""
    if edition in TABLES:
        codes = {row["CompanyLabel"]: row["Company"] for row in table_of(edition, "03")}
        for row in table_of(edition, "04") + table_of(edition, "03"):
            yield row["Company"], plain(row["Indicator"]) if "Indicator" in row else "total", row["Score"]
        for row in table_of(edition, "01"):
            for scope, name in zip("GFP", ("Governance", "FreedomofExpression", "Privacy"), strict=True):
                yield codes[row["Company"]], scope, row[name]
        return
    for row in every_row(edition):
        if row.get("Scoring_Level") == "Indicator":
            yield row["Company"], row["Indicator"], row["Score"]
        elif row.get("Class") == "Overall":
            for scope, name in zip(("total", "G", "F", "P"), ("Total", "G", "FoE", "P"), strict=True):
                yield row["Company"], scope, row[name]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_printed_score_is_imported(everything, edition):
    known, expected = (
        ids(everything, edition),
        {key: row["score"] for key, row in keyed(everything, edition, "level", "sublevel")},
    )
    for row in printed_for_companies(edition):
        if row[0] in known:  # not so for the means of all companies
            expected[known[row[0]], "", "all", row[1]] = row[2]
    expected = {key: float(score) for key, score in expected.items() if is_number(score)}
    found = {
        (row["company"], row["service"], row["strand"], row["scope"]): float(row["score"])
        for row in raw(everything, edition, "published_scores")
    }
    assert len(found) == len(raw(everything, edition, "published_scores"))
    assert not odd({key: score for key, score in found.items() if not key[1] or key in expected}, expected)
    # The summary prints totals, categories and (not in 2019) families of services; no other file does.
    services = {row["service"] for row in raw(everything, edition, "services") if row["unit"] == "service"}
    rest = found.keys() - expected.keys()
    assert {key[1] for key in rest} == services
    assert sum(key[3] == "total" for key in rest) == COUNTS[edition][3]
    assert raw(everything, edition, "published_ranks") == []


def test_services_totals_are_found_although_names_drift(everything):
    """The summary of 2019 writes `Messenger`, `Kakao Talk` and ` - Pre Paid`, that of 2022 `VKontakte`."""
    found = {
        (edition, row["company"], row["service"]): round(float(row["score"]), 2)
        for edition in EDITIONS
        for row in raw(everything, edition, "published_scores")
        if row["scope"] == "total"
    }
    assert found["rdr-2019", "facebook", "messenger-ecosystem"] == 55.89
    assert found["rdr-2019", "kakao", "kakaotalk"] == 49.86
    assert found["rdr-2019", "at-t", "prepaid-mobile"] == 47.56
    assert found["rdr-2019", "at-t", "postpaid-mobile"] == 45.95
    assert found["rdr-2019", "at-t", "fixed-line-broadband"] == 46.49
    assert [found["rdr-2022", "vk", "vkontakte"]] == [
        float(row["Total"]) for row in table_of("rdr-2022", "02") if row["Service"].lower() == "vkontakte"
    ]


def test_the_lineage_of_the_series_comes_along_and_what_is_there_stays(rdr, tmp_path):
    """Lines of the project's own stay, those of the series are added once, and those of other series are not."""
    folder = tmp_path / "raw/lineage"
    folder.mkdir(parents=True)
    own = "from_edition,from,to_edition,to,kind,note\nours-2023,a,ours-2024,b,renamed,\n"
    (folder / "companies.csv").write_text(own)
    for _ in range(2):
        rating_here("import", "rdr", rdr / "2022RDRIndexCSV.zip", root=tmp_path)
    text = (folder / "companies.csv").read_text()
    assert text.startswith(own) and text.count("rdr-2020,facebook,rdr-2022,meta,renamed,") == 1
    assert "example" not in text
    assert "rdr-2020,mail-ru,vk,rdr-2022,vkontakte,renamed," in (folder / "services.csv").read_text()


def test_an_import_writes_no_empty_file(everything):
    """An edition that was imported by an earlier version is the same: no file of a later one is added empty."""
    assert not list(everything.glob("raw/editions/rdr-*/engagement.csv"))
