"""The date of a release, which is different from the date of its data."""

import datetime
import json
import shutil

from support.running import rating_here


def test_the_date_of_a_release_is_today_or_as_given_in_all_documents(small, release_first):
    """The content hash depends on the date."""
    release_first()
    first = small.root / "releases/small-2023/1.0.0"
    today = json.loads((first / "raw/release.json").read_text())["date_released"]
    now = datetime.datetime.now(datetime.UTC).date()
    assert today in (now.isoformat(), (now - datetime.timedelta(days=1)).isoformat())
    content_hash = json.loads((first / "provenance.json").read_text())["content_sha256"]
    shutil.rmtree(small.root / "releases")
    rating_here("release", "small-2023", "--date", "2024-05-06", root=small.root)
    assert json.loads((first / "provenance.json").read_text())["content_sha256"] != content_hash
    assert "date-released: '2024-05-06'\n" in (first / "CITATION.cff").read_text()
    assert json.loads((first / ".zenodo.json").read_text())["publication_date"] == "2024-05-06"
    assert json.loads((first / "croissant.json").read_text())["datePublished"] == "2024-05-06"
    assert "## 1.0.0 (2024-05-06)" in (first / "CHANGELOG.md").read_text()
    (entry,) = json.loads((small.root / "releases/index.json").read_text())
    # The one source was read on the last day of January.
    assert (entry["date_released"], entry["data_as_of"]) == ("2024-05-06", "2023-01-31")
    for name in ("README.md", "codebook.md"):
        assert "The latest date on which a source was read is 2023-01-31." in (first / name).read_text()


def test_data_as_of_has_its_span_or_says_that_it_is_not_known(small):
    with small.file("sources.csv").open("a") as file:
        file.write("acme,s2,Rules,,,,2022-11-00\nacme,s3,More rules,,,,\n")
    rating_here("release", "small-2023", root=small.root)
    facts = json.loads((small.root / "releases/small-2023/1.0.0/provenance.json").read_text())
    assert (facts["data_from"], facts["data_as_of"]) == ("2022-11", "2023-01-31")
    readme = (small.root / "releases/small-2023/1.0.0/README.md").read_text()
    assert "; the earliest is 2022-11." in readme
    path = small.file("sources.csv")
    shutil.rmtree(small.root / "releases")
    path.write_text(path.read_text().replace("2023-01-31", "").replace("2022-11-00", ""))
    rating_here("release", "small-2023", root=small.root)
    readme = (small.root / "releases/small-2023/1.0.0/README.md").read_text()
    assert "The date of the data is not known, because no source has a date of access." in readme


def test_an_impossible_date_is_wrong_usage_and_nothing_is_written(small, release_first):
    release_first()
    first = json.loads((small.root / "releases/small-2023/1.0.0/raw/release.json").read_text())["date_released"]
    small.change("elements.csv", "Easy to find", "Found easily")
    tomorrow = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=2)).date().isoformat()
    for day, said in (
        ("2024", "is not a date"), ("20240506", "is not a date"), ("2024-02-30", "is not a date"),
        (tomorrow, "is in the future"), ("2020-01-01", f"is before {first}, when the previous version was released"),
    ):  # fmt: skip
        _, err = rating_here("release", "small-2023", "--date", day, root=small.root, code=2)
        assert said in err
    assert [p.name for p in (small.root / "releases/small-2023").iterdir()] == ["1.0.0"]
