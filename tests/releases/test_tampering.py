"""Releases that somebody manipulated, with every sum corrected: `rating verify` names the part that is not proven, and
never calls it verified."""

import hashlib
import itertools
import json
import re
import shutil

import polars as pl
import pyarrow.parquet as pq
import pytest

from pipeline.core.project import Project
from pipeline.releasing import data
from pipeline.releasing.register import write_index
from support.running import every, rating_here, shared
from support.small import Small
from support.two_editions import with_every_change

NAME = "small-2024/1.1.0"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Releases of two editions, the later one with two versions; together they have everything that a release can
    have."""

    def make(root):
        small = with_every_change(Small(root / "project"))
        for edition, day in (("small-2023", "2024-01-10"), ("small-2024", "2024-02-20")):
            rating_here("release", edition, "--date", day, root=small.root)
        path = small.root / "raw/editions/small-2024/corrections.csv"
        path.write_text(
            "company,service,strand,element,column,old,new,reason,date,reported_by\n"
            "acme,letters,all,P1a.1,answer,partial,yes,Overlooked,2024-03-01,\n"
        )
        rating_here("release", "small-2024", "--date", "2024-03-30", "--note", "One answer", root=small.root)

    return shared(tmp_path_factory, "tampered", make) / "project/releases"


@pytest.fixture
def copy(made, tmp_path):
    """The folder of the newest release in a copy of the releases."""
    return shutil.copytree(made, tmp_path / "releases") / NAME


def digest(content):
    return hashlib.sha256(content).hexdigest()


def content_hash(folder):
    """Return the content hash as docs/publishing.md defines it, without the product's code."""
    files = sorted(
        (p for part in ("csv", "raw") for p in (folder / part).rglob("*") if p.is_file()),
        key=lambda p: p.relative_to(folder).as_posix().encode(),
    )
    return digest("".join(f"{digest(p.read_bytes())}  {p.relative_to(folder).as_posix()}\n" for p in files).encode())


TABLES = (".csv", ".parquet")


def seal(folder):
    """Correct everything that repeats a sum, in the release and next to it."""
    listed = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    facts = json.loads((folder / "provenance.json").read_text())
    facts["inputs"] = {name: digest((folder / name).read_bytes()) for name in facts["inputs"]}
    (folder / "provenance.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
    replaced = {listed[n]: digest(p.read_bytes()) for n, p in files.items() if n in listed and n.endswith(TABLES)}
    replaced[facts["content_sha256"]] = content_hash(folder)
    for name in ("provenance.json", "datapackage.json", "croissant.json", "README.md", "CITATION.cff", ".zenodo.json"):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(re.sub("[0-9a-f]{64}", lambda m: replaced.get(m[0], m[0]), text), encoding="utf-8")
    sums = {name: digest(path.read_bytes()) for name, path in files.items() if name != "SHA256SUMS"}
    (folder / "SHA256SUMS").write_text("".join(f"{d}  {name}\n" for name, d in sorted(sums.items())))
    write_index(Project(folder.parents[2]))


def replace(path, pairs):
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, (path, old)
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def text_of(name, *pairs):
    """A manipulation: texts in a file are replaced wherever they occur; then all sums are corrected."""
    return lambda folder: (replace(folder / name, pairs), seal(folder))


def both(*changes):
    return lambda folder: [change(folder) for change in changes]


def registered(name, *pairs):
    """A manipulation of a file next to the releases, which has no sums."""
    return lambda folder: replace(folder.parents[1] / name, pairs)


def swapped(folder):
    one, other = (folder / part / "company_scores.csv" for part in ("csv", "csv-excel"))
    texts = one.read_bytes(), other.read_bytes()
    one.write_bytes(texts[1])
    other.write_bytes(texts[0])
    seal(folder)


def a_score_in(part):
    def change(folder):
        path = folder / part / "company_scores.csv"
        whole = path.read_bytes()
        changed = re.sub(rb"(?m)^(small-2024,acme,total,)[0-9.]+", rb"\g<1>99", whole)
        assert changed != whole
        path.write_bytes(changed)
        seal(folder)

    return change


def truncated(folder):
    path = folder / "parquet/answers.parquet"
    path.write_bytes(path.read_bytes()[:-100])
    seal(folder)


def windows_line_ends(folder):
    path = folder / "csv/company_scores.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    seal(folder)


def emptied(folder):
    path = folder / "changes_since/1.0.0.csv"
    assert path.read_text().count("\n") > 3
    path.write_text(path.read_text().splitlines(keepends=True)[0])
    seal(folder)


def one_file_more(folder):
    (folder / "company_scores_CORRECTED.csv").write_text("company,score\nacme,100\n")
    seal(folder)


def out_of_the_sums(folder):
    path = folder / "SHA256SUMS"
    path.write_text("".join(line for line in path.read_text().splitlines(keepends=True) if "README.md" not in line))
    (folder / "README.md").write_text("Nothing\n")


def linked(folder):
    elsewhere = folder.parents[2] / "elsewhere.md"
    (folder / "codebook.md").rename(elsewhere)
    (folder / "codebook.md").symlink_to(elsewhere)


def table(name, change):
    """Write a Parquet file and both of its CSV files again from changed rows."""

    def changed(folder):
        path = folder / "parquet" / f"{name}.parquet"
        frame = change(pl.read_parquet(path))
        path.write_bytes(data.parquet(name, frame))
        (folder / f"csv/{name}.csv").write_bytes(data.csv(frame))
        (folder / f"csv-excel/{name}.csv").write_bytes(data.csv_for_spreadsheets(frame))
        seal(folder)

    return changed


def withdrawn_in_the_index(folder):
    path = folder.parents[1] / "index.json"
    rows = json.loads(path.read_text())
    newest, older = (
        next(r for r in rows if (r["edition"], r["version"]) == ("small-2024", v)) for v in ("1.1.0", "1.0.0")
    )
    newest |= {"status": "withdrawn", "reason": "Fraud"}
    older["status"] = "current"
    path.write_text(json.dumps(rows, indent=1) + "\n")


def out_of_the_index(folder):
    path = folder.parents[1] / "index.json"
    rows = json.loads(path.read_text())
    kept = [r for r in rows if (r["edition"], r["version"]) != ("small-2024", "1.1.0")]
    assert len(kept) == len(rows) - 1
    path.write_text(json.dumps(kept, indent=1) + "\n")


FICTIONAL = "> **Fictional.** Companies, documents and answers are invented."
MANIPULATIONS = {
    "1 csv and csv-excel swapped": ("tables", swapped),
    "2 a score in csv": ("tables", a_score_in("csv")),
    "3 a score in csv-excel": ("tables", a_score_in("csv-excel")),
    "4 a note and a library in provenance": (
        "documents",
        text_of("provenance.json", ('"note": "One answer"', '"note": "Approved"'), ('"pyyaml": "', '"pyyaml": "9')),
    ),
    "5 a meaning in the codebook": ("documents", text_of("codebook.md", ("count as 0 points", "count as 100 points"))),
    "6 the author": (
        "documents",
        both(text_of("CITATION.cff", ("authors:\n- name: ", "authors:\n- name: Mallory and ")),
             text_of(".zenodo.json", ('"name": "', '"name": "Mallory and '))),
    ),
    "7 no longer fictional": ("documents", text_of("README.md", (FICTIONAL, "Real companies, audited."))),
    "8 a line of the changelog": ("documents", text_of("CHANGELOG.md", ("- corrected: ", "- "))),
    "9 what changed is emptied": ("documents", emptied),
    "10 Parquet truncated": ("tables", truncated),
    "11 line ends of a CSV file": ("tables", windows_line_ends),
    "12 a file more": ("documents", one_file_more),
    "13 the index: withdrawn": ("register", withdrawn_in_the_index),
    "14 the index: title, data, date": (
        "register",
        registered("index.json", ("(fictional)", "(real)"), ('"fictional"', '"final"'), ("2024-03-30", "2029-03-30")),
    ),
    "15 data package and croissant": (
        "documents",
        both(text_of("datapackage.json", ("count as 0 points", "count as 100 points")),
             text_of("croissant.json", ('"datePublished": "2024-03-30"', '"datePublished": "1999-01-01"'))),
    ),
    "16 out of SHA256SUMS": ("files", out_of_the_sums),
    "17 an address in raw": ("tables", text_of("raw/editions/small-2024/sources.csv", ("example.org", "example.net"))),
    "18 a link": ("files", linked),
    "19 out of the index": ("register", out_of_the_index),
    "20 the page: withdrawn": ("register", registered("README.md", ("| current |", "| withdrawn |"))),
    "21 compared with another": (
        "documents",
        text_of("provenance.json", ('"edition": "small-2023",\n   "version": "1.0.0"',
                                    '"edition": "small-2023",\n   "version": "0.9.0"')),
    ),
    "22 rows in reverse": ("tables", table("company_scores", lambda frame: frame.reverse())),
    "23 a gain of 99": ("tables", table("roadmap", lambda frame: frame.with_columns(gain_high=pl.lit(99.0)))),
}  # fmt: skip
"""Name -> (the part whose verdict it is, what is done)."""


def verdicts(folder, *words, code):
    """Return the parts of the newest release: name -> row."""
    out, err = rating_here("verify", *NAME.split("/"), "--format", "json", *words, root=folder.parents[2], code=code)
    return {row["part"]: row for row in json.loads(out)["verdicts"]}, err


@pytest.mark.parametrize("name", MANIPULATIONS)
def test_every_manipulation_changes_the_release(copy, name):
    """Texts that a manipulation replaces are still those of a release; not all are verified in `make test`."""
    before = {p: p.read_bytes() for p in copy.parents[1].rglob("*") if p.is_file()}
    MANIPULATIONS[name][1](copy)
    assert before != {p: p.read_bytes() for p in copy.parents[1].rglob("*") if p.is_file()} or name == "18 a link"


@pytest.mark.parametrize("name", every(3, MANIPULATIONS))
def test_every_manipulation_is_found_in_its_part(copy, name):
    part, change = MANIPULATIONS[name]
    change(copy)
    found, err = verdicts(copy, code=1)
    assert found[part]["verdict"] == "differs" and found[part]["differences"] > 0, found
    told = [line for line in err.splitlines() if line.startswith(str(copy.parents[1]))]
    assert len(told) == sum(row["differences"] for row in found.values())


def other_code(folder):
    """Change one field: a sum of the code that no code has."""
    path = folder / "provenance.json"
    facts = json.loads(path.read_text())
    facts["code"]["sha256"] = "0" * 64
    path.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
    seal(folder)


@pytest.mark.parametrize("name", every(8, MANIPULATIONS))
def test_a_different_code_hash_hides_no_manipulation(copy, name):
    """Each changed part is named with its differences, or with the files that cannot be compared."""
    part, change = MANIPULATIONS[name]
    other_code(copy)
    change(copy)
    found, _ = verdicts(copy, code=1)
    assert found[part]["verdict"] != "verified", found


def test_a_release_that_other_code_makes_again_byte_for_byte_is_verified(copy):
    other_code(copy)
    found, err = verdicts(copy, code=0)
    assert {row["verdict"] for row in found.values()} == {"verified"}
    reason = r"made again with the same bytes \(code \S+ \(0{8}\) in the release, \S+ \([0-9a-f]{8}\) installed\)"
    assert re.fullmatch(reason, found["origin"]["reason"])
    assert "6 parts: 6 verified, 0 differs, 0 not checked" in err


def test_a_byte_that_different_code_writes_differently_leaves_the_origin_unchecked(copy):
    """The same cells in a differently compressed Parquet file prove the table, but not the code."""
    path = copy / "parquet/answers.parquet"
    pq.write_table(pq.read_table(path), path, compression="gzip", store_schema=True)
    other_code(copy)
    found, _ = verdicts(copy, code=1)
    assert (found["tables"]["verdict"], found["origin"]["verdict"]) == ("verified", "not_checked")
    reason = r"code \S+ \(00000000\) in the release, \S+ \([0-9a-f]{8}\) installed"
    assert re.fullmatch(reason, found["origin"]["reason"])
    verdicts(copy, "--allow-unchecked", code=0)


def test_what_older_code_did_not_have_is_not_called_a_difference(copy):
    """A newer table and column, and documents with different words: the release is compared on what it has."""
    for path in (copy / "parquet/questions.parquet", copy / "csv/questions.csv", copy / "csv-excel/questions.csv"):
        path.unlink()
    facts = json.loads((copy / "provenance.json").read_text())
    del facts["tables"]["questions"]
    (copy / "provenance.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
    frame = pl.read_parquet(copy / "parquet/company_scores.parquet")
    for name, write in (("csv", data.csv), ("csv-excel", data.csv_for_spreadsheets)):
        (copy / name / "company_scores.csv").write_bytes(write(frame.drop(frame.columns[-1])))
    frame.drop(frame.columns[-1]).write_parquet(copy / "parquet/company_scores.parquet")
    other_code(copy)
    found, _ = verdicts(copy, "--allow-unchecked", code=0)
    assert found["tables"]["verdict"] == "verified"
    assert found["documents"]["verdict"] == found["origin"]["verdict"] == "not_checked"
    for name in ("README.md", "datapackage.json", "provenance.json", "descriptions of columns in 1 Parquet files"):
        assert name in found["documents"]["reason"]


def test_what_is_sound_is_verified_and_the_table_says_so(copy):
    seal(copy)
    out, _ = rating_here("verify", root=copy.parents[2])
    assert out.splitlines()[0].strip() == "verdicts" and out.count(" verified") == 18


def test_versions_that_are_not_here_are_named(copy):
    """Its changelog and list of changes cannot be made again without the previous version; the rest is proven."""
    shutil.rmtree(copy.parent / "1.0.0")
    found, _ = verdicts(copy, code=1)
    assert found["documents"]["verdict"] == "not_checked"
    assert found["documents"]["reason"] == (
        "made with earlier versions that are missing or damaged (1.0.0): CHANGELOG.md, changes_since/1.0.0.csv"
    )
    out, _ = rating_here("verify", "small-2024", "--format", "json", root=copy.parents[2], code=1)
    assert [r for r in json.loads(out)["verdicts"] if r["version"] == "1.0.0"] == [
        {"edition": "small-2024", "version": "1.0.0", "part": "files", "verdict": "not_checked",
         "reason": "is missing, though index.json lists it", "differences": 0}
    ]  # fmt: skip
    text_of("README.md", (FICTIONAL, "Real companies, audited."))(copy)
    assert verdicts(copy, code=1)[0]["documents"]["verdict"] == "differs"


def test_without_a_register_it_is_not_called_verified(copy):
    (copy.parents[1] / "index.json").unlink()
    (copy.parents[1] / "README.md").unlink()
    found, _ = verdicts(copy, code=1)
    assert found["register"]["verdict"] == "not_checked"
    verdicts(copy, "--allow-unchecked", code=0)


def test_different_libraries_are_named_and_the_cells_are_compared(copy):
    """As if made with a different pyarrow: the cells of the tables are compared, not their bytes."""
    text_of("provenance.json", ('"pyarrow": "', '"pyarrow": "9'))(copy)
    frame = pl.read_parquet(copy / "parquet/answers.parquet")
    frame.write_parquet(copy / "parquet/answers.parquet", compression="gzip")
    seal(copy)
    found, _ = verdicts(copy, code=1)
    assert re.fullmatch(r"pyarrow 9\S+ in the release, \S+ installed", found["origin"]["reason"])
    # This writer leaves out what the columns mean.
    assert (found["tables"]["verdict"], found["tables"]["differences"]) == ("differs", 1)
    table("answers", lambda frame: frame)(copy)
    assert verdicts(copy, code=0)[0]["origin"]["verdict"] == "verified"


def test_a_hash_from_elsewhere_finds_what_the_folder_cannot_show(made, tmp_path):
    """An answer is changed, and everything is released again with the same version and date: the files are
    consistent."""
    known = content_hash(made / NAME)
    project = tmp_path / "again"
    shutil.copytree(made.parent, project)
    (project / "releases/index.json").unlink()
    edition = project / "raw/editions/small-2024"
    replace(edition / "answers.csv", [("acme,letters,all,P1b.1,yes", "acme,letters,all,P1b.1,no")])
    shutil.rmtree(project / "releases/small-2024")
    (edition / "corrections.csv").rename(project / "later.csv")
    rating_here("release", "small-2024", "--date", "2024-02-20", root=project)
    (project / "later.csv").rename(edition / "corrections.csv")
    rating_here("release", "small-2024", "--date", "2024-03-30", "--note", "One answer", root=project)
    folder = project / "releases" / NAME
    found, _ = verdicts(folder, code=0)
    assert "against" not in found
    found, err = verdicts(folder, "--against", known, code=1)
    assert {part for part, row in found.items() if row["verdict"] != "verified"} == {"against"}
    assert f"its content hash is {content_hash(folder)}, not {known}" in err
    verdicts(made / NAME, "--against", f"SHA256:{known.upper()}", code=0)


def test_an_invalid_hash_is_wrong_usage(copy):
    root = copy.parents[2]
    for words in ((*NAME.split("/"), "--against", "abc"), ("small-2024", "--against", "0" * 64)):
        _, err = rating_here("verify", *words, root=root, code=2)
        assert "--against needs EDITION and VERSION, and the 64 hexadecimal digits of a content hash" in err


def test_the_content_hash_is_computed_as_documented_and_in_all_documents(made):
    folder = made / NAME
    expected = content_hash(folder)
    sums = [line for line in (folder / "SHA256SUMS").read_text().splitlines(keepends=True)
            if re.match("[0-9a-f]{64}  (csv|raw)/", line)]  # fmt: skip
    assert digest("".join(sums).encode()) == expected
    index = {(r["edition"], r["version"]): r for r in json.loads((made / "index.json").read_text())}
    assert index["small-2024", "1.1.0"]["content_sha256"] == expected
    for path in (made / "README.md", *(folder / n for n in ("README.md", "CITATION.cff", ".zenodo.json"))):
        assert expected in path.read_text(encoding="utf-8"), path
    assert json.loads((folder / "provenance.json").read_text())["content_sha256"] == expected
    # It covers the version before, by its hash.
    record = json.loads((folder / "raw/release.json").read_text())
    assert record["previous_content_sha256"] == content_hash(made / "small-2024/1.0.0")
    for words in (("list",), ("list", "--format", "json")):
        assert expected in rating_here(*words, root=made.parent)[0]


def listed_too(folder, files):
    """Add files (path -> text) to raw/ and list them, as if the release had been made from them."""
    path = folder / "provenance.json"
    facts = json.loads(path.read_text())
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    facts["inputs"] = dict.fromkeys(sorted({*facts["inputs"], *files}), "")
    path.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
    seal(folder)


def test_unused_raw_files_are_found_even_if_listed(copy):
    """A file that no table is read from changes no score, and would look like evidence."""
    record = (copy / "raw/release.json").read_text()
    files = {
        "raw/notes.txt": "Approved by the Ministry\n",
        "raw/.evidence": "x",
        "raw/history/1.json": "{}",
        "raw/editions/small-2024/accepted_warnings.csv": "kind,file,location,reason\nexcluded,,,Said so\n",
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


def test_an_unused_methodology_is_not_called_verified(copy):
    own = (copy / "raw/methodologies/small").iterdir()
    listed_too(copy, {f"raw/methodologies/zz/{p.name}": p.read_text().replace("id: small", "id: zz") for p in own})
    found, _ = verdicts(copy, code=1)
    assert found["raw"]["verdict"] == "not_checked" and "raw/methodologies/zz/elements.csv" in found["raw"]["reason"]


NO_JSON = ["[" * 100_000, "null", "[1]", '[{"edition": [], "version": {}, "sums_sha256": 1}]']


@pytest.mark.parametrize(
    ("name", "text"), every(5, itertools.product(["provenance.json", "raw/release.json", "../../index.json"], NO_JSON))
)
def test_a_json_file_that_is_invalid_is_reported(copy, name, text):
    (copy / name).write_text(text, errors="surrogateescape")
    sums = (copy / "SHA256SUMS").read_text()
    changed = re.sub(rf"(?m)^.*  {name}$", f"{digest((copy / name).read_bytes())}  {name}", sums)
    (copy / "SHA256SUMS").write_text(changed)
    found, err = verdicts(copy, code=1)
    assert found["register"]["verdict"] == "differs"
    assert (copy / name).resolve().name in err


def test_a_release_in_the_folder_of_a_different_edition_is_reported(copy):
    other = copy.parents[1] / "small-2025"
    copy.parent.rename(other)
    out, err = rating_here("verify", "small-2025", "--format", "json", root=copy.parents[2], code=1)
    assert {row["verdict"] for row in json.loads(out)["verdicts"] if row["part"] == "raw"} == {"differs"}
    assert "is not an edition of the release" in err


@pytest.mark.parametrize("option", ["--note", "--reason"])
def test_text_that_is_not_unicode_is_refused(small, option):
    """Such bytes come from a terminal or a script with a different encoding."""
    words = ("release", "small-2023") if option == "--note" else ("withdraw", "small-2023", "1.0.0")
    if option == "--reason":
        rating_here("release", "small-2023", root=small.root)
    _, err = rating_here(*words, option, "caf\udce9", root=small.root, code=2)
    assert f"{option} has the invisible character U+DCE9" in err
