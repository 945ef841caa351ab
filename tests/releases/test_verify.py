"""`rating verify` finds every file that was changed without its sums; shipped releases are unchanged."""

import csv
import itertools
import json
import shutil

import polars as pl
import pytest

from pipeline.core.project import Project
from pipeline.releasing.register import check_register
from pipeline.releasing.release import Past, past_releases
from pipeline.releasing.verify import verify
from pipeline.schemas import SCHEMAS
from support.released import seal
from support.running import HERE, THOROUGH, rating_here, shared

NAME = "kz-2023/0.1.0"


def shipped_releases():
    """The releases of the repository, older ones of an edition first; some were made by earlier versions of the
    code."""
    folders = [p for p in (HERE / "releases").iterdir() if p.is_dir()]
    return [past for p in sorted(folders) for past in reversed(past_releases(Project(HERE), p.name))]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """`releases/` with one release made by the current code, unlike shipped ones."""

    def make(root):
        for part in ("methodologies/rdr-2020", "editions/kz-2023"):
            shutil.copytree(HERE / "raw" / part, root / "raw" / part)
        rating_here("release", "kz-2023", root=root)

    return shared(tmp_path_factory, "released-kz-2023", make) / "releases"


@pytest.fixture
def copy(made, tmp_path):
    """A copy of a release in its own project, without the index."""
    return shutil.copytree(made / NAME, tmp_path / "releases" / NAME)


def errors(folder):
    parts = verify(Project(folder.parents[2]), Past(folder))
    return [str(p).removeprefix(f"{folder}/") for part in parts for p in part.problems]


@pytest.mark.long
def test_shipped_releases_verify():
    """The oldest of each edition; with RATING_THOROUGH all."""
    oldest = {past.edition: past.version for past in reversed(shipped_releases())}
    wanted = [(p.edition, p.version) for p in shipped_releases() if THOROUGH or oldest[p.edition] == p.version]
    assert len(wanted) >= 3
    for edition, version in wanted:
        parts = {part.name: part for part in verify(Project(HERE), Past(HERE / "releases" / edition / str(version)))}
        assert parts.pop("register") and parts["files"].verdict == "verified"
        # What other code made is compared all the same, and what can't be told is named.
        assert not [str(p) for part in parts.values() for p in part.problems], (edition, version)
        if parts["origin"].verdict == "verified":
            assert {part.verdict for part in parts.values()} == {"verified"}


def test_the_register_of_the_shipped_releases_says_what_they_say():
    for past in shipped_releases():
        assert check_register(Project(HERE), past) == []


SERIES = [(p, q) for p, q in itertools.pairwise(shipped_releases()) if p.edition == q.edition]


@pytest.mark.parametrize(("before", "after"), SERIES, ids=lambda past: f"{past.edition}-{past.version}")
def test_shipped_releases_of_earlier_code_are_compared_with_the_next_version(before, after):
    """The differences are those that the later version lists as its changes."""
    names = [f"{past.edition}/{past.version}" for past in (before, after)]
    out, _ = rating_here("diff", *names, "--format", "json", root=HERE)
    found = json.loads(out)
    with (after.folder / f"changes_since/{before.version}.csv").open(encoding="utf-8", newline="") as file:
        said = list(csv.DictReader(file))
    assert len(found["rows_and_cells"]) == len(said)
    there = [{p.stem for p in past.folder.glob("parquet/*.parquet")} for past in (before, after)]
    assert {r["table"] for r in found["schema"]} >= there[0] ^ there[1]


def test_an_older_release_has_its_report_or_a_message_says_why_not(tmp_path):
    """A release that lacks a table or a column of the current report gets a message with what to do; no incomplete
    report is left."""
    (tmp_path / "releases").symlink_to(HERE / "releases")
    refused = 0
    for past in shipped_releases():
        found = {p.stem: pl.read_parquet_schema(p) for p in past.folder.glob("parquet/*.parquet")}
        wanted = {t.split(".")[1]: s.columns for t, s in SCHEMAS.items() if t.startswith("public.")}
        if any(c not in found.get(t, ()) for t, names in wanted.items() for c in names):
            for command in (["report", past.edition], ["chart", "companies", past.edition]):
                _, err = rating_here(*command, past.version, root=tmp_path, code=2)
                said = f"{past.edition} {past.version} was released by an earlier version of this program and lacks"
                assert said in err and f"(run rating release {past.edition} first)" in err
            refused += 1
    assert refused >= 3
    assert not (tmp_path / "build/report").exists() and not (tmp_path / "build/charts").exists()


def test_one_flipped_byte_in_any_file_is_found(copy):
    """In every file, the middle byte; with RATING_THOROUGH also the first and the last."""
    files = [p for p in sorted(copy.rglob("*")) if p.is_file()]
    assert len(files) > 60
    for path in files:
        whole = path.read_bytes()
        for place in {0, len(whole) // 2, len(whole) - 1} if THOROUGH else {len(whole) // 2}:
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            found = errors(copy)
            assert found, (path, place)
            if path.name != "SHA256SUMS":
                what = "does not match its sum in SHA256SUMS (it was changed)"
                assert found == [f"{path.relative_to(copy)}:1: file: {what}"]
        path.write_bytes(whole)


def test_an_extra_file_a_missing_one_and_one_replaced_by_a_link(copy):
    (copy / "csv/more.csv").write_text("a\n")
    (copy / "README.md").unlink()
    (copy / "codebook.md").rename(copy.parent / "elsewhere.md")
    (copy / "codebook.md").symlink_to(copy.parent / "elsewhere.md")
    assert errors(copy) == [
        "csv/more.csv:1: file: is not in SHA256SUMS (remove it)",
        "README.md:1: file: is missing, though SHA256SUMS lists it",
        "codebook.md:1: file: is a link (replace it by the file itself)",
    ]
    (copy / "SHA256SUMS").unlink()
    assert errors(copy) == ["SHA256SUMS:1: file: is missing (download the release from where it was published)"]


def test_scores_that_the_releases_own_answers_do_not_give_are_found(copy):
    import polars as pl

    path = copy / "parquet/company_scores.parquet"
    frame = pl.read_parquet(path)
    frame.with_columns(score_low=pl.col("score_low") + 1).write_parquet(path)
    seal(copy)
    assert any("is not the sum of weight times points of its answers" in line for line in errors(copy))


def test_a_release_whose_raw_files_have_errors_is_reported_without_a_traceback(copy):
    path = copy / "raw/editions/kz-2023/edition.yaml"
    path.write_text(path.read_text().replace("year: 2023", "year: never"))
    seal(copy)
    raw = "raw/editions/kz-2023/edition.yaml:1: file: does not match provenance.json"
    first, second = errors(copy)
    assert first == raw and second.startswith("raw:1: file: can't be computed:")


def test_one_damaged_release_does_not_hide_the_others(small):
    rating_here("release", "small-2023", root=small.root)
    small.change("elements.csv", "Easy to find", "Found easily")
    rating_here("release", "small-2023", root=small.root)
    path = small.root / "releases/small-2023/1.0.0/parquet/answers.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    (small.root / "releases/small-2023/01.0.0").mkdir()
    out, err = rating_here("verify", root=small.root, code=1)
    assert "1.0.0/parquet/answers.parquet:1: file: does not match its sum in SHA256SUMS (it was changed)" in err
    assert "earlier versions that are missing or damaged (1.0.0): CHANGELOG.md, changes_since/1.0.0.csv" in out
    (path.parents[1] / "provenance.json").write_text("[]")
    out, _ = rating_here("list", root=small.root)
    assert "damaged" in out
