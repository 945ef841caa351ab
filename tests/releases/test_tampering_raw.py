"""Releases with files that nothing rests on, or that are not what their names say: `rating verify` names them."""

import json
import re

import pytest

from releases.test_tampering import copy, digest, made, other_code, seal, verdicts
from support.running import rating_here

__all__ = ["copy", "made"]


def listed_too(folder, files):
    """Files (path -> text) are put into raw/ and listed, as if the release had been made from them."""
    path = folder / "provenance.json"
    facts = json.loads(path.read_text())
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    facts["inputs"] = dict.fromkeys(sorted({*facts["inputs"], *files}), "")
    path.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
    seal(folder)


def test_raw_files_that_nothing_rests_on_are_found_however_well_they_are_listed(copy):
    """What no table is read from changes no figure, and would stand there as evidence."""
    record = (copy / "raw/release.json").read_text()
    files = {
        "raw/notes.txt": "Approved by the Ministry\n",
        "raw/.evidence": "x",
        "raw/history/1.json": "{}",
        "raw/editions/small-2024/accepted_warnings.csv": "kind,file,place,reason\nexcluded,,,Said so\n",
        "raw/lineage/companies.csv": "from_edition,from,to_edition,to,kind,note\nzz-2020,a,zz-2021,b,renamed,Bribed\n",
        "raw/release.json": record.replace(' "note"', ' "note": "Approved",\n "note"'),
    }
    listed_too(copy, files)
    found, err = verdicts(copy, code=1)
    told = re.findall(rf"small-2024/1\.1\.0/({'|'.join(map(re.escape, files))}):1: ", err)
    assert found["raw"]["verdict"] == "differs" and sorted(told) == sorted(files)
    # Of other code it can't be told, and is not called verified.
    other_code(copy)
    found, _ = verdicts(copy, code=1)
    assert found["raw"]["verdict"] == "not_checked" and all(name in found["raw"]["reason"] for name in files)


def test_a_methodology_that_nothing_is_compared_by_is_not_called_verified(copy):
    own = (copy / "raw/methodologies/small").iterdir()
    listed_too(copy, {f"raw/methodologies/zz/{p.name}": p.read_text().replace("id: small", "id: zz") for p in own})
    found, _ = verdicts(copy, code=1)
    assert found["raw"]["verdict"] == "not_checked" and "raw/methodologies/zz/elements.csv" in found["raw"]["reason"]


@pytest.mark.parametrize("text", ["[" * 100_000, "null", "[1]", '[{"edition": [], "version": {}, "sums_sha256": 1}]'])
@pytest.mark.parametrize("name", ["provenance.json", "raw/release.json", "../../index.json"])
def test_json_that_is_no_such_file_is_named(copy, name, text):
    (copy / name).write_text(text, errors="surrogateescape")
    sums = (copy / "SHA256SUMS").read_text()
    changed = re.sub(rf"(?m)^.*  {name}$", f"{digest((copy / name).read_bytes())}  {name}", sums)
    (copy / "SHA256SUMS").write_text(changed)
    found, err = verdicts(copy, code=1)
    assert found["register"]["verdict"] == "differs"
    assert (copy / name).resolve().name in err


def test_a_release_in_the_folder_of_another_edition_is_named(copy):
    other = copy.parents[1] / "small-2025"
    copy.parent.rename(other)
    out, err = rating_here("verify", "small-2025", "--format", "json", root=copy.parents[2], code=1)
    assert {row["verdict"] for row in json.loads(out)["verdicts"] if row["part"] == "raw"} == {"differs"}
    assert "is not an edition of the release" in err


@pytest.mark.parametrize("option", ["--note", "--reason"])
def test_words_that_are_not_unicode_are_refused(small, option):
    """Such bytes come from a terminal or a script of another encoding."""
    words = ("release", "small-2023") if option == "--note" else ("withdraw", "small-2023", "1.0.0")
    if option == "--reason":
        rating_here("release", "small-2023", root=small.root)
    _, err = rating_here(*words, option, "caf\udce9", root=small.root, code=2)
    assert f"{option} has the invisible character U+DCE9" in err
