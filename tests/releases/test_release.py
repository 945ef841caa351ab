"""The life of an edition in a data team, and the promises of a release to its users."""

import csv
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.computing import sql
from support.running import rating, rating_here
from support.small import EDITION

CORRECTIONS = "company,service,strand,element,column,old,new,reason,date,reported_by\n"
FIX = "acme,store,all,P1b.1,answer,partial,yes,The notice was found on another page,2023-06-01,A. Reviewer\n"


def release(small, *words, code=0):
    return rating_here("release", "small-2023", *words, root=small.root, code=code)


def folder(small, version):
    return small.root / "releases/small-2023" / version


def rows(path):
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.long
def test_the_life_of_an_edition(small):
    """Release, correction, proposed version, refused lower one, release, diff, changelog, withdrawal, list, verify.

    The correction makes P1b of store yes: P1b 50 to 100, P1 56.25 to 81.25, total 56.25 to 64.5833 (see
    test_worked_examples.py).
    """
    release(small, "--note", "As it was agreed.")
    first = folder(small, "1.0.0")
    before = {p: p.read_bytes() for p in first.rglob("*") if p.is_file()}

    # Nothing differs: no release.
    _, err = release(small)
    assert "nothing has changed since small-2023 1.0.0: no release made" in err

    # An answer changed in the source, without a reason.
    small.change("answers.csv", "store,all,P1b.1,partial", "store,all,P1b.1,yes")
    _, err = release(small, code=1)
    assert err.splitlines() == [
        f'{small.edition}/corrections.csv:1: answer: acme/store/all/P1b.1 was "partial" in release 1.0.0, and is '
        '"yes" without a reason (restore the raw file, and add a correction here)'
    ]

    # With a reason, and the source as it was.
    small.change("answers.csv", "store,all,P1b.1,yes", "store,all,P1b.1,partial")
    (small.edition / "corrections.csv").write_text(CORRECTIONS + FIX)
    _, err = release(small, "1.0.1", code=2)
    assert "1.0.1 is too low: the changes since 1.0.0 require 1.1.0 or higher" in err
    release(small, "--note", "A notice was overlooked.")
    second = folder(small, "1.1.0")
    _, err = release(small, "1.1.0", code=2)
    assert "1.1.0 already exists, and releases are never overwritten" in err

    # The old one is untouched, the new one says what moved.
    assert {p: p.read_bytes() for p in first.rglob("*") if p.is_file()} == before
    text = (second / "CHANGELOG.md").read_text()
    assert text.index("## 1.1.0") < text.index("A notice was overlooked.") < text.index("## 1.0.0")
    assert "As it was agreed." in text
    assert '- corrected: acme/store/P1b.1, answer "partial" to "yes": The notice was found on another page' in text
    assert "- acme, total: 56.25 to 64.58 (+8.33)" in text
    assert "\n- table answers: 2 cells changed\n" in text and "\n- table corrections: 1 row added\n" in text
    moved = {(r["table"], r["row"], r["column"]): r for r in rows(second / "changes_since/1.0.0.csv")}
    assert moved["answers", "acme/store/all/P1b.1", "answer"]["new"] == "yes"
    assert float(moved["company_scores", "acme/total", "score"]["difference"]) == pytest.approx(8.333333333333)
    assert [r["reason"] for r in rows(second / "csv/corrections.csv")] == ["The notice was found on another page"]
    assert "A. Reviewer" not in "".join(p.read_text(errors="replace") for p in second.rglob("*") if p.is_file())

    out, _ = rating_here("diff", "small-2023/1.0.0", "small-2023/1.1.0", "--format", "json", root=small.root)
    differs = {(c["table"], c["row"], c["column"]): (c["old"], c["new"]) for c in json.loads(out)["rows_and_cells"]}
    assert differs["answers", "acme/store/all/P1b.1", "answer"] == ("partial", "yes")
    assert differs["family_scores", "acme/P1", "score"] == ("56.25", "81.25")

    rating_here("withdraw", "small-2023", "1.1.0", "--reason", "The page was another company's.", root=small.root)
    _, err = rating_here("release", "small-2023", root=small.root)
    assert "nothing has changed since small-2023 1.1.0, which is withdrawn: no release made" in err
    out, _ = rating_here("list", "--format", "json", root=small.root)
    listed = {r["version"]: (r["status"], r["reason"]) for r in json.loads(out)["releases"]}
    assert listed == {"1.1.0": ("withdrawn", "The page was another company's."), "1.0.0": ("current", "")}
    index = json.loads((small.root / "releases/index.json").read_text())
    assert [r["version"] for r in index] == ["1.1.0", "1.0.0"]
    assert "withdrawn: The page was another company's." in (small.root / "releases/README.md").read_text()

    out, _ = rating_here("verify", root=small.root)
    assert out.count(" verified") == 12  # six parts of two releases


def test_a_correction_fails_once_the_source_has_changed(small):
    (small.edition / "corrections.csv").write_text(CORRECTIONS + FIX)
    small.change("answers.csv", "store,all,P1b.1,partial", "store,all,P1b.1,no")
    assert small.problems() == [
        'raw/editions/small-2023/corrections.csv:2: old: line 12 of answers.csv has "no", not "partial" (the file '
        "has changed: remove this correction, or update old)"
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("acme,store,all,P1b.9,answer,partial,yes,why,2023-06-01,",
         "element: answers.csv has no row for acme, store, all, P1b.9 (correct the key)"),
        ("acme,store,all,P1b.1,mood,partial,yes,why,2023-06-01,",
         'column: "mood" can\'t be corrected in answers.csv (write one of: answer, reason, sources, comment, '
         "printed_points, role)"),
        ("acme,store,all,P1b.1,answer,partial,perhaps,why,2023-06-01,", None),
        ("acme,store,all,P1b.1,answer,partial,yes,,2023-06-01,", "reason: is empty (fill it in)"),
        ("acme,store,all,P1b.1,answer,partial,yes,why,in June,",
         'date: "in June" is not a date (write 2023, 2023-05, 2023-05-21 or '
         "21.05.2023)"),
    ],
)  # fmt: skip
def test_a_correction_that_does_not_fit_is_reported(small, line, expected):
    (small.edition / "corrections.csv").write_text(CORRECTIONS + line + "\n")
    found = small.problems()
    if expected is None:
        assert 'answers.csv:12: answer: "perhaps" is not in the scale' in found[0]
    else:
        assert found == [f"raw/editions/small-2023/corrections.csv:2: {expected}"]


WORDS = [
    ("edition.yaml", "title: {en: Small rating 2023 (fictional)}", "title: {en: Little rating (fictional)}"),
    ("elements.csv", "Easy to find", "Found easily"),
    ("answers.csv", "acme,post,all,P1a.1,yes,,s1,,", "acme,post,all,P1a.1,yes,,s1,Seen,"),
]


@pytest.mark.parametrize(
    ("changes", "version"),
    [
        (WORDS, "1.0.1"),
        ([("sources.csv", "2023-01-31\n", "2023-01-31\nacme,s2,Rules,,,,\n")], "1.1.0"),
        ([("methodology.yaml", "total_of: families", "total_of: indicators")], "2.0.0"),
        ([("elements.csv", "P2.2,P2,false,P2.1", "P2.2,P2,false,")], "2.0.0"),
        (
            [
                ("indicators.csv", "P1b,P1,P,services,,mail", "P1b,P1,P,services,,"),
                ("answers.csv", "acme,store,all,P1b.1", "acme,post,all,P1b.1,no,,,,\nacme,store,all,P1b.1"),
            ],
            "2.0.0",
        ),
    ],
)
def test_versions_mean_something(small, release_first, changes, version):
    """Changed texts need a patch version, additions a minor version, a changed methodology a major version."""
    release_first()
    for change in changes:
        small.change(*change)
    release(small, "--note", "why")
    assert folder(small, version).is_dir()


def test_a_new_answer_needs_no_reason(small):
    """A missing answer is not revised when it is given: 0.1.0 of a partial edition becomes 0.2.0, then 1.0.0."""
    small.change("edition.yaml", "status: final", "status: partial")
    small.change("answers.csv", "acme,group,all,G1.2,no,,s1,,\n", "")
    release(small)
    small.change("answers.csv", "acme,group,all,P2.1", "acme,group,all,G1.2,no,,s1,,\nacme,group,all,P2.1")
    release(small)
    small.change("edition.yaml", "status: partial", "status: final")
    release(small)
    assert sorted(p.name for p in folder(small, "").iterdir()) == ["0.1.0", "0.2.0", "1.0.0"]


def test_a_removed_service_needs_a_note(small, release_first):
    release_first()
    small.change("services.csv", "acme,store,Store,,,service,shop,,\n", "")
    kept = [line for line in EDITION["answers.csv"].splitlines(True) if ",store," not in line]
    (small.edition / "answers.csv").write_text("".join(kept))
    _, err = release(small, code=1)
    assert "acme/store/all/P2.2 was removed and 1 more (state why with --note)" in err
    release(small, "--note", "The store was closed.")
    assert "- removed services: acme/store" in (folder(small, "1.1.0") / "CHANGELOG.md").read_text()


def test_errors_and_wrong_words(small):
    small.change("answers.csv", "store,all,P1b.1,partial", "store,all,P1b.1,perhaps")
    _, err = release(small, code=1)
    assert err.startswith(f"{small.root}/raw/editions/small-2023/answers.csv:12: answer:")
    assert not (small.root / "releases").exists()
    small.change("answers.csv", "store,all,P1b.1,perhaps", "store,all,P1b.1,partial")
    for version in ("1", "1.0", "v1.0.0", "1.0.0-rc1", "01.0.0", "../1.0.0"):
        _, err = release(small, version, code=2)
        assert "is not a version (write three numbers, such as 1.2.0)" in err
    release(small, "0.9.0", code=2)
    rating_here("release", "small-2024", root=small.root, code=2)
    rating_here("withdraw", "small-2023", "1.0.0", "--reason", "x", root=small.root, code=2)
    rating_here("diff", "small-2023/1.0.0", "nowhere", root=small.root, code=2)
    rating_here("verify", "small-2023", root=small.root, code=2)


def test_a_release_appears_whole_or_not_at_all(small, monkeypatch):
    from pipeline.core.project import Project
    from pipeline.releasing import publish

    def fail(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="No space"):
        publish.release(Project(small.root), "small-2023")
    assert not (small.root / "releases").exists()


def test_the_same_release_whatever_the_folder_clock_locale_and_threads(small, tmp_path):
    release(small, "--date", "2024-05-06")
    other = tmp_path / "другая папка"
    shutil.copytree(small.root / "raw", other / "raw")
    env = {"LC_ALL": "C", "TZ": "Asia/Almaty", "RATING_THREADS": "1"}
    rating("release", "small-2023", "--date", "2024-05-06", root=other, env=env)
    mine = {p.relative_to(small.root): p.read_bytes() for p in (small.root / "releases").rglob("*") if p.is_file()}
    theirs = {p.relative_to(other): p.read_bytes() for p in (other / "releases").rglob("*") if p.is_file()}
    assert mine == theirs


def git(folder, *words):
    own = [
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.org",
        "-c",
        "core.autocrlf=true",
        "-c",
        "core.safecrlf=false",
    ]
    subprocess.run(["git", *own, *map(str, words)], cwd=folder, check=True, capture_output=True)


def test_a_release_verifies_in_a_clone_that_turns_the_ends_of_lines(small, tmp_path):
    """git does so on Windows; the file that `rating init` writes prevents it."""
    root = tmp_path / "project"
    rating_here("init", root, "--edition", "small-2022", root=".")
    shutil.rmtree(root / "raw")
    shutil.copytree(small.root / "raw", root / "raw")
    rating_here("release", "small-2023", root=root)
    git(root, "init", "-q")
    for attributes in (True, False):
        if not attributes:
            (root / ".gitattributes").unlink()
        git(root, "add", "-A")
        git(root, "commit", "-q", "-m", "All")
        clone = tmp_path / f"clone-{attributes}"
        git(tmp_path, "clone", "-q", root, clone)
        _, err = rating_here("verify", root=clone, code=0 if attributes else 1)
        assert ("SHA256SUMS" in err) is not attributes
        for name in ("raw/editions/small-2023/answers.csv", "releases/small-2023/1.0.0/README.md"):
            assert ((clone / name).read_bytes() == (root / name).read_bytes()) is attributes


def test_in_dagster_it_is_an_asset_of_its_own(small):
    import dagster as dg

    from pipeline.core.project import Project
    from pipeline.definitions.assets import definitions

    defs = definitions(Project(small.root))
    assert "released/release" not in [
        k.to_user_string() for k in defs.resolve_job_def("build").asset_layer.executable_asset_keys
    ]
    asset = defs.resolve_assets_def(dg.AssetKey(["released", "release"]))
    assert asset.partitions_def.get_partition_keys() == ["small-2023"]
    with dg.DagsterInstance.ephemeral() as instance:
        config = dg.RunConfig(
            ops={"released__release": {"config": {"version": "1.2.3", "note": "From Dagster", "date": "2024-05-06"}}}
        )
        done = dg.materialize(
            [asset], partition_key="small-2023", run_config=config, instance=instance, selection=[asset],
        )  # fmt: skip
    assert done.success
    assert "## 1.2.3 (2024-05-06)\n\nFrom Dagster\n" in (folder(small, "1.2.3") / "CHANGELOG.md").read_text()


PRINTED = 'printed_points: acme/store/all/P1b.1 was "50"'
PUBLISHED = {
    "own reasons": [
        ("sources.csv", "https://example.org/terms", "https://example.org/else", "url: acme/s1 was"),
        ("companies.csv", "platform", "telecom", "type: acme was"),
        ("services.csv", "service,shop,,", "service,mail,,", "class: acme/store was"),
        ("published_scores.csv", "acme,,all,G1,50", "acme,,all,G1,60", "score: acme/all/G1 was"),
        ("answers.csv", "store,all,P1b.1,,,,,50", "store,all,P1b.1,,,,,75", PRINTED),
    ],
    "a note": [
        ("published_scores.csv", "acme,,all,G1,50\n", "", "reconciliation: acme//all/G1 was removed"),
        ("published_ranks.csv", "acme,,total,1", "acme,,total,2", 'published_ranks: rank was "1"'),
        ("edition.yaml", "licence: CC-BY-4.0", "licence: CC0-1.0", 'editions: licence was "CC-BY-4.0", is "CC0-1.0"'),
        ("edition.yaml", "fictional: true", "fictional: false", "editions: fictional was"),
        ("edition.yaml", "status: final", "status: partial", 'editions: status was "final", is "partial"'),
    ],
    "a printed score less": [
        ("answers.csv", "store,all,P1b.1,,,,,50", "store,all,P1b.1,,,,,", PRINTED),
    ],
}
"""What is asked for -> changes that need it, each with what is said of it."""
NOTE = """\
note: since 1.0.0 editions: status was "final", is "partial"; editions: fictional was "true", is "false"; editions: \
licence was "CC-BY-4.0", is "CC0-1.0"; published_ranks: rank was "1", is "2"; reconciliation: acme//all/G1 was removed \
(state why with --note)
"""


@pytest.mark.parametrize("asked", PUBLISHED)
def test_no_kind_of_published_fact_changes_silently(small, release_first, asked):
    small.change("published_scores.csv", "score\n", "score\nacme,,all,G1,50\n")
    small.change("published_ranks.csv", "rank\n", "rank\nacme,,total,1\n")
    small.change("answers.csv", "store,all,P1b.1,partial,,s1,,", "store,all,P1b.1,,,,,50")
    release_first()
    for file, old, new, _ in PUBLISHED[asked]:
        small.change(file, old, new)
    if asked == "a printed score less":
        small.change("edition.yaml", "status: final", "status: partial")
    _, err = release(small, code=1)
    assert [said for *_, said in PUBLISHED[asked] if said not in err] == [], err
    assert (NOTE in err) == (asked == "a note"), err


def test_a_wrong_correction_can_be_undone_and_an_old_one_covers_no_new_change(small, release_first):
    release_first()
    path = small.edition / "corrections.csv"
    path.write_text(CORRECTIONS + FIX)
    release(small)
    path.write_text(CORRECTIONS + FIX + "acme,store,all,P1b.1,answer,yes,partial,It was right before,2023-07-01,\n")
    release(small)
    assert "It was right before" in (folder(small, "1.2.0") / "CHANGELOG.md").read_text()
    # The second line removed: the first is an old one, and no reason for the new change.
    path.write_text(CORRECTIONS + FIX)
    _, err = release(small, code=1)
    assert 'was "partial" in release 1.2.0, and is "yes" without a reason' in err


def test_a_correction_that_changes_nothing_is_an_error(small):
    (small.edition / "corrections.csv").write_text(CORRECTIONS + FIX.replace("partial,yes", "partial,partial"))
    assert small.problems() == [
        "raw/editions/small-2023/corrections.csv:2: new: is the same as old (write the corrected value, or remove the "
        "line)"
    ]


def test_a_past_release_that_is_missing_or_changed_stops_the_next_one(small, release_first):
    release_first()
    small.change("elements.csv", "Easy to find", "Found easily")
    text = (folder(small, "1.0.0") / "csv/answers.csv").read_text()
    (folder(small, "1.0.0") / "csv/answers.csv").write_text(text.replace(",partial,", ",yes,", 1))
    _, err = release(small, code=1)
    assert "csv/answers.csv:1: file: does not match its sum in SHA256SUMS (it was changed)" in err
    shutil.rmtree(folder(small, "1.0.0"))
    _, err = release(small, code=1)
    assert "releases/small-2023/1.0.0:1: file: is missing, though index.json lists it" in err


def test_words_of_a_note_can_not_forge_a_section(small):
    release(small, "--note", "a\n## 9.9.9 (x)\nfoo", "--date", "2024-05-06")
    text = (folder(small, "1.0.0") / "CHANGELOG.md").read_text()
    assert [line for line in text.splitlines() if line.startswith("## ")] == ["## 1.0.0 (2024-05-06)"]
    rating_here("withdraw", "small-2023", "1.0.0", "--reason", "a | b", root=small.root)
    (row,) = [line for line in (small.root / "releases/README.md").read_text().splitlines() if "small-2023" in line]
    assert row.replace("\\|", "").count("|") == 8


def test_a_damaged_table_of_a_folder_is_named(small, tmp_path):
    (tmp_path / "ghost.parquet").touch()
    _, err = rating_here("diff", tmp_path, tmp_path, root=small.root, code=2)
    assert f"{tmp_path}: a Parquet file can't be read" in err


def test_a_folder_does_not_differ_from_itself(small):
    small.build(*sql.models())
    for group in sql.KEPT:
        path = small.root / "build" / group
        out, err = rating_here("diff", path, path, "--format", "json", root=small.root)
        assert json.loads(out) == {"schema": [], "rows_and_cells": []}, err
