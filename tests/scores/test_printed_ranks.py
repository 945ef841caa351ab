"""Ranks that a source printed are imported, and compared with those computed from the answers, as scores are."""

import csv
import shutil

import pytest

from support.running import built, frame_of, rating_here


@pytest.fixture(scope="module")
def ranked(tmp_path_factory, rdr):
    """RDR 2022 with the ranks of RDR's site, built."""
    root = tmp_path_factory.mktemp("ranked")
    files = [rdr / name for name in ("2022RDRIndexCSV.zip", "2022-rankings.csv", "2022-service-rankings.csv")]
    rating_here("import", "rdr", *files, root=root)
    built(root)
    return root


def test_ranks_of_the_site_are_imported(ranked, rdr):
    """14 companies and 43 services, each with four ranks; those of services are within their class."""
    with (ranked / "raw/editions/rdr-2022/published_ranks.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    shown = {}
    for name, total in (("2022-rankings.csv", "Rank"), ("2022-service-rankings.csv", "TotalRank")):
        with (rdr / name).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                ranks = [row[c] for c in ("FreedomRank", "GovernanceRank", "PrivacyRank", total)]
                shown.setdefault((row["Company"].lower(), "Scope" in row), []).append(ranks)
    found = {}
    for r in rows:
        found.setdefault((r["company"], r["service"]), []).append(r["rank"])
        assert r["among"] == ("class" if r["service"] else "")
    assert len(rows) == (14 + 43) * 4 and len(found) == 57
    by_company = {}
    for (company, service), ranks in found.items():
        by_company.setdefault((company, bool(service)), []).append(ranks)
    assert {k: sorted(v) for k, v in by_company.items()} == {k: sorted(v) for k, v in shown.items()}


def test_ranks_of_the_site_are_those_of_the_answers_but_four(ranked):
    """224 of 228. Twitter and Google are both 5th in governance there, and nobody is 4th. The rank of Android, whose
    printed score of freedom of expression the answers do not give, moves those of the two beside it."""
    rows = frame_of(ranked, "public.rank_reconciliation").to_dicts()
    assert len(rows) == 228 and all(r["agrees"] is not None for r in rows)
    off = {(r["company"], r["service"], r["scope"]): (r["published"], r["computed"]) for r in rows if not r["agrees"]}
    assert off == {
        ("twitter", "", "G"): (5, 4),
        ("google", "", "G"): (5, 4),
        ("apple", "ios-mobile-ecosystem", "F"): (1, 2),
        ("samsung", "samsung-implementation-of-android", "F"): (2, 3),
    }
    out, _ = rating_here("show", "rdr-2022", root=ranked)
    assert "printed ranks that differ from the computed ones" in out
    listed = [" ".join(line.split()) for line in out.splitlines()]
    assert "rdr-2022 companies rank 56 56 54" in listed and "rdr-2022 services rank 172 172 170" in listed
    assert "twitter G 5 4 no all" in listed


def test_by_unrounded_scores_fewer_agree(ranked, tmp_path):
    """Without the setting, scores with equal printed integers get different ranks: 44.9 is before 44.8."""
    shutil.copytree(ranked / "raw", tmp_path / "raw")
    path = tmp_path / "raw/editions/rdr-2022/edition.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count("rank_decimals: 0\n") == 1
    path.write_text(text.replace("rank_decimals: 0\n", ""), encoding="utf-8")
    built(tmp_path)
    rows = frame_of(tmp_path, "public.rank_reconciliation").to_dicts()
    assert 10 < sum(not r["agrees"] for r in rows) < 100


def test_an_edition_can_override_the_decimals_of_its_methodology(small):
    """If the edition and the methodology both set decimals, the edition's are used."""
    units = []
    for edition in ("", "rank_decimals: 2\n"):
        small.change("edition.yaml", "fictional: true\n", f"fictional: true\n{edition}")
        if not edition:
            small.change("methodology.yaml", "printed_decimals: 2\n", "printed_decimals: 2\nrank_decimals: 0\n")
        built(small.root)
        units += frame_of(small.root, "scored.precision")["rank_unit"].to_list()
    assert units == [10**12, 10**10]


def test_a_rank_that_missing_answers_leave_open_is_not_judged(shipped):
    """kz-2023 has hardly any known answer: its three printed ranks can be right."""
    rows = frame_of(shipped, "public.rank_reconciliation").to_dicts()
    assert {(r["company"], r["service"]): (r["published"], r["computed"], r["agrees"]) for r in rows} == {
        ("kaspi", ""): (1, None, None),
        ("chocofamily", ""): (3, None, None),
        ("kolesa", "krisha-kz"): (1, None, None),
    }
    assert all(r["rank_low"] <= r["published"] <= r["rank_high"] for r in rows)


def test_ranks_need_the_zip_of_their_year(tmp_path, rdr):
    _, err = rating_here("import", "rdr", rdr / "2022-rankings.csv", root=tmp_path, code=1)
    assert "2022-rankings.csv:1: file: has ranks of 2022, but no zip file of that year was given (give both)" in err
    other = tmp_path / "ranks.csv"
    other.write_text("Company,Rank\n")
    _, err = rating_here("import", "rdr", other, root=tmp_path, code=1)
    assert "is neither a zip nor named like 2022-rankings.csv" in err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("acme,,total,1,class", "among: is given for a company, and companies have no class (leave it empty)"),
        ("acme,post,total,1,town", 'among: "town" is not allowed (write one of: class)'),
    ],
)
def test_among_whom_is_checked(small, line, said):
    small.change("published_ranks.csv", "company,service,scope,rank\n", f"company,service,scope,rank,among\n{line}\n")
    assert any(said in problem for problem in small.problems())


def test_the_setting_is_checked(small):
    small.change("methodology.yaml", "printed_decimals: 2\n", "printed_decimals: 2\nrank_decimals: 7\n")
    assert any("rank_decimals" in p and "is not a number of decimals (write 0 to 6)" in p for p in small.problems())
