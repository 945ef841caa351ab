"""A release compares its edition with the releases of earlier editions, and can be made again from its own files."""

import json
import shutil

import polars as pl
import pytest

from support.running import rating_here
from support.small import EDITION

CORRECTIONS = "company,service,strand,element,column,old,new,reason,date,reported_by\n"


@pytest.fixture
def two(small):
    """Two editions that differ in one answer: P1a.1 of store, partial, then yes."""
    later = small.root / "raw/editions/small-2024"
    later.mkdir()
    for name, text in EDITION.items():
        (later / name).write_text(
            text.replace("2023", "2024").replace("store,all,P1a.1,partial", "store,all,P1a.1,yes")
        )
    return small


def release(small, edition, *words, code=0):
    return rating_here("release", edition, *words, root=small.root, code=code)


def table(small, name, edition, version):
    return pl.read_parquet(small.root / f"releases/{edition}/{version}/parquet/{name}.parquet")


def total(small, version):
    return table(small, "company_changes", "small-2024", version).filter(scope="total").row(0, named=True)


@pytest.mark.long
def test_an_old_comparison_verifies_after_the_earlier_edition_got_a_new_version(two):
    """P1a.1 of store weighs 1/2 of store's P1a, that 1/2 of P1a, that 1/2 of P1, and P1 1/3 of the total: 50 points
    more are 50/24. Corrected to yes, nothing is left of it."""
    release(two, "small-2023")
    release(two, "small-2024")
    assert total(two, "1.0.0")["answers"] == pytest.approx(50 / 24)
    folder = two.root / "releases/small-2024/1.0.0"
    facts = json.loads((folder / "provenance.json").read_text())
    (compared,) = facts["compared_with"]
    index = json.loads((two.root / "releases/index.json").read_text())
    assert compared == {
        "edition": "small-2023",
        "version": "1.0.0",
        "sums_sha256": next(r["sums_sha256"] for r in index if r["edition"] == "small-2023"),
    }
    assert "Compared with: small-2023 1.0.0" in (folder / "README.md").read_text()
    assert table(two, "comparisons", "small-2024", "1.0.0")["edition_before"].to_list() == ["small-2023"]
    series = table(two, "series_scores", "small-2024", "1.0.0").filter(scope="total", service="")
    assert dict(series.select("edition", "version").rows()) == {"small-2023": "1.0.0", "small-2024": None}

    line = "acme,store,all,P1a.1,answer,partial,yes,Overlooked,2024-01-01,\n"
    (two.edition / "corrections.csv").write_text(CORRECTIONS + line)
    release(two, "small-2023")
    out, _ = rating_here("verify", "small-2024", "--format", "json", root=two.root)
    assert {(r["version"], r["verdict"]) for r in json.loads(out)["verdicts"]} == {("1.0.0", "verified")}

    release(two, "small-2024")
    assert (total(two, "1.1.0")["answers"], total(two, "1.1.0")["comparable"]) == (0, "yes")
    assert table(two, "answer_changes", "small-2024", "1.1.0").height == 0
    rating_here("verify", "small-2024", root=two.root)
    # It is whole: verified where no other release is.
    alone = two.root / "alone"
    shutil.copytree(two.root / "releases/small-2024/1.0.0", alone / "releases/small-2024/1.0.0")
    rating_here("verify", "--allow-unchecked", root=alone)


def test_without_an_earlier_release_a_message_says_that_nothing_is_compared(two):
    release(two, "small-2024")
    assert table(two, "company_changes", "small-2024", "1.0.0").height == 0
    assert (
        "No earlier edition of the series has a release."
        in (two.root / "releases/small-2024/1.0.0/README.md").read_text()
    )


def test_a_withdrawn_release_is_not_compared_with(two):
    release(two, "small-2023")
    rating_here("withdraw", "small-2023", "1.0.0", "--reason", "Wrong", root=two.root)
    release(two, "small-2024")
    assert table(two, "comparisons", "small-2024", "1.0.0").height == 0


def test_a_damaged_or_differently_scored_earlier_release_is_refused(two):
    release(two, "small-2023")
    two.change("methodology.yaml", "total_of: families", "total_of: categories")
    _, err = release(two, "small-2024", code=1)
    assert err == (
        f"{two.root}/releases/small-2023/1.0.0:1: file: its scores differ when recomputed with "
        "the current methodology and code (release that edition again first)\n"
    )
    two.change("methodology.yaml", "total_of: categories", "total_of: families")
    path = two.root / "releases/small-2023/1.0.0/raw/editions/small-2023/answers.csv"
    path.write_text(path.read_text().replace("partial", "yes"))
    _, err = release(two, "small-2024", code=1)
    assert "raw/editions/small-2023/answers.csv:1: file: does not match its sum in SHA256SUMS (it was changed)" in err
    assert not (two.root / "releases/small-2024").exists()
