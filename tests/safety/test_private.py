"""Private data stay in `raw/`, however their file is written: no word of them is in a release, its report or the
history of Dagster, even if a private cell has an error."""

import csv
import io
import shutil

import polars as pl
import pyarrow.parquet as pq
import pytest

from pipeline.core.project import Project
from pipeline.reading.editions import load
from pipeline.reading.validation import FILES
from pipeline.releasing.inputs import public_inputs
from pipeline.schemas import SCHEMAS, columns
from support.complete import FULL, table_of
from support.released import seal
from support.running import every, rating_here, run_in_dagster

SECRET = "Aigerim-SECRET"
EDITIONS = [name for name in FULL if name.startswith("editions/")]
HIDDEN = "# SECRET of the interview\n"


def private_columns(name):
    """Those of a file that no release may have. Sources of a step are ids that its edition has to know."""
    if not name.endswith(".csv") or name.endswith("accepted_warnings.csv"):
        return []
    return [c.name for c in columns(SCHEMAS[table_of(name)]) if not c.public and c.name not in ("edition", "sources")]


PRIVATE = {name: found for name in EDITIONS if (found := private_columns(name))}


def rows_of(name):
    """Return the cells of a file with a word in each private one, the header first."""
    header, *rows = csv.reader(io.StringIO(FULL[name], newline=""))
    header, width = [*header, *(c for c in PRIVATE[name] if c not in header)], len(header)
    more = len(header) - width
    rows = [row + [""] * more for row in rows]
    for column in PRIVATE[name]:
        for row in rows:
            row[header.index(column)] = f"{SECRET} {column}"
    return [header, *rows]


def text_of(rows, ends="\n"):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=ends).writerows(rows)
    return out.getvalue()


def heads(change):
    return lambda rows: text_of([list(map(change, rows[0])), *rows[1:]])


def raw_heads(change):
    """A header whose quotes stand as they are."""
    return lambda rows: ",".join(map(change, rows[0])) + "\n" + text_of(rows[1:])


BLANKS = {
    "blank": " ", "tab": "\t", "no-break space": "\u00a0", "zero-width space": "\u200b", "zero-width joiner": "\u200d",
    "word joiner": "\u2060", "byte-order mark": "\ufeff", "ideographic space": "\u3000", "line separator": "\u2028",
    "thin space": "\u2009", "line break": "\n",
}  # fmt: skip
READ = {
    "plain": text_of,
    **{f"{name} after": heads(lambda cell, blank=blank: cell + blank) for name, blank in BLANKS.items()},
    **{f"{name} before": heads(lambda cell, blank=blank: blank + cell) for name, blank in BLANKS.items()},
    "blank after the comma": raw_heads(lambda cell: cell if cell == "company" else f" {cell}"),
    "quoted": raw_heads('"{}"'.format),
    "quoted with blanks": raw_heads('" {}\u00a0"'.format),
    "a line of blanks before": lambda rows: " \t\n" + text_of(rows),
    "lines of commas before": lambda rows: ("," * (len(rows[0]) - 1) + "\n") * 3 + text_of(rows),
    "blank lines between": lambda rows: "\n\n".join(text_of([row])[:-1] for row in rows) + "\n\n",
    "a byte-order mark first": lambda rows: "\ufeff" + text_of(rows),
    "two byte-order marks first": lambda rows: "\ufeff\ufeff" + text_of(rows),
    "a byte-order mark and a blank line": lambda rows: "\ufeff\n" + text_of(rows),
    "ends of Windows": lambda rows: text_of(rows, "\r\n"),
    "ends of an old Macintosh": lambda rows: text_of(rows, "\r"),
    "the columns the other way round": lambda rows: text_of(row[::-1] for row in rows),
}  # fmt: skip
"""Spellings of a file that are read, each of which gives the same file in a release."""

REFUSED = {
    "upper case": heads(str.title),
    "a zero-width space within": heads(lambda cell: cell[:2] + "\u200b" + cell[2:]),
    "a blank within": heads(lambda cell: cell.replace("_", " ") + (" x" if "_" not in cell else "")),
    "a Cyrillic letter": heads(lambda cell: cell.replace("e", "\u0435")),
    "a semicolon": lambda rows: text_of(rows).replace(",", ";"),
    "no header": lambda rows: text_of(rows[1:]),
    "a control character": lambda rows: text_of(rows).replace("SECRET", "SECRET\x1b"),
    "a cell too many": lambda rows: text_of([rows[0], *([*row, SECRET] for row in rows[1:])]),
    "a quote that does not end": lambda rows: text_of(rows) + '"' + SECRET,
}  # fmt: skip
"""Spellings that are an error."""


def project(root, spelled):
    """Make all files, those with private columns written as `spelled`, with comments in the YAML files and files that
    nothing reads."""
    for name, text in FULL.items():
        path = root / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name in PRIVATE:
            text = spelled(rows_of(name))
        elif name.endswith(".yaml"):
            # Not all is answered; and the files of the steps are published, less what is private in them.
            text = text.replace("status: final", "status: partial")
            text += "publish_steps: true\n" if name.endswith("edition.yaml") else ""
            text = HIDDEN + text.replace("\n", f"  {HIDDEN}", 1) + f"\n{HIDDEN}"
        elif name.endswith("accepted_warnings.csv"):
            text = text.replace("Looked into", SECRET)
        path.write_bytes(text.encode())
        (path.parent / "notes.txt").write_text(SECRET)
        (path.parent / ".notes.csv").write_text(SECRET)
    for folder in (root / "raw/editions").glob("*/answers"):
        (folder / "notes.txt").unlink()
    return Project(root)


def inputs(root, spelled):
    made = project(root, spelled)
    return {e.name: public_inputs(made, e) for e in load(made)}


def secrets_in(folder):
    """Return the files in a folder that contain a secret; Parquet is decoded."""
    found = []
    for path in (p for p in folder.rglob("*") if p.is_file()):
        texts = [path.read_bytes()]
        if path.suffix == ".parquet":
            texts += [pl.read_parquet(path).write_csv().encode(), str(pq.read_schema(path).metadata).encode()]
        found += [str(path.relative_to(folder))] if any(b"SECRET" in text for text in texts) else []
    return sorted(found)


def test_every_private_column_of_every_file_contains_a_secret_here(tmp_path):
    """Otherwise the other tests would search for secrets that are not there."""
    private = {
        (t, c.name)
        for t in (*(t for t, file in FILES.items() if file.endswith(".csv")), "staged.step_answers")
        for c in columns(SCHEMAS[t])
        if not c.public and c.name not in ("edition", "sources")
    }
    assert {(table_of(name), c) for name, found in PRIVATE.items() for c in found} == private
    project(tmp_path, text_of)
    assert set(secrets_in(tmp_path / "raw")) >= {*PRIVATE, *(n for n in FULL if n.endswith(".yaml"))}


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return inputs(tmp_path_factory.mktemp("plain"), text_of)


@pytest.mark.parametrize("spelling", READ)
def test_however_a_file_is_spelled_the_same_leaves_raw(tmp_path, plain, spelling):
    found = inputs(tmp_path, READ[spelling])
    assert found == plain
    assert [name for files in found.values() for name, data in files.items() if b"SECRET" in data] == []


def test_what_leaves_raw_is_read_as_what_was_there_and_leaves_it_the_same_again(tmp_path, plain):
    """Except for private data, the tables are those of the original files."""
    came = load(project(tmp_path / "came", text_of))
    for files in plain.values():
        for name, data in files.items():
            path = tmp_path / "left" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    left = load(Project(tmp_path / "left"))
    assert {e.name: public_inputs(Project(tmp_path / "left"), e) for e in left} == plain
    for before, after in zip(came, left, strict=True):
        assert before.sound and after.sound
        for table, frame in before.tables.items():
            public = [c.name for c in columns(SCHEMAS[table]) if c.public]
            assert after.tables[table].select(public).equals(frame.select(public)), table


@pytest.mark.long
@pytest.mark.parametrize(
    "spelling", every(3, ["blank after the comma", "zero-width space after", "a byte-order mark and a blank line"])
)
def test_no_secret_is_in_a_release_its_report_or_the_history(tmp_path, spelling):
    project(tmp_path, READ[spelling])
    out, err = rating_here("build", "--verbose", root=tmp_path)
    assert "SECRET" not in out + err and run_in_dagster(tmp_path)
    for edition in ("small-2023", "small-2024"):
        out, err = rating_here("release", edition, root=tmp_path)
        assert "SECRET" not in out + err
    rating_here("report", "small-2024", root=tmp_path)
    rating_here("verify", root=tmp_path)
    assert len(list((tmp_path / "releases").rglob("*.parquet"))) > 50
    for folder in ("releases", "build/report", "build/dagster"):
        assert any((tmp_path / folder).iterdir())
        assert secrets_in(tmp_path / folder) == []


def test_private_data_in_an_earlier_release_are_not_published_again(tmp_path):
    """The raw files of an earlier edition's release are copied into those of the later ones."""
    project(tmp_path, text_of)
    rating_here("release", "small-2023", root=tmp_path)
    leak = "editions/small-2023/answers/final.csv"
    released = tmp_path / "releases/small-2023/0.1.0"
    (released / "raw" / leak).write_text(heads(lambda cell: f"{cell} ")(rows_of(leak)))
    shutil.rmtree(tmp_path / "raw/editions/small-2023")
    seal(released)
    (tmp_path / "releases/index.json").unlink()
    rating_here("release", "small-2024", root=tmp_path)
    assert secrets_in(tmp_path / "releases/small-2024") == []


@pytest.mark.parametrize("spelling", every(5, REFUSED))
def test_an_error_in_a_private_cell_does_not_publish_it(tmp_path, spelling):
    """No release is made; the errors that Dagster stores give the location of a cell, not its value."""
    import dagster as dg

    from pipeline.definitions.assets import definitions
    from pipeline.definitions.instance import home

    made = project(tmp_path, REFUSED[spelling])
    rating_here("release", "small-2023", root=tmp_path, code=1)
    assert not (tmp_path / "releases").exists()
    defs = definitions(made)
    with dg.DagsterInstance.from_config(str(home(made))) as instance:
        built, released = (
            dg.materialize(
                defs.assets, instance=instance, selection=[name], partition_key=edition, raise_on_error=False
            )
            for name, edition in (("staged/editions", None), ("released/release", "small-2023"))
        )
    (sound,) = [e for e in built.get_asset_check_evaluations() if e.check_name == "raw_files_of_small_2023"]
    assert not sound.passed and "run rating check to see" in sound.metadata["errors"].text
    assert not built.success and not released.success
    assert secrets_in(tmp_path / "build/dagster") == []
