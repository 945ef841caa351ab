"""The public part of an edition's raw files: what a release carries in `raw/`, and is made again from."""

import csv
import io
from pathlib import Path

from pipeline.lineage import LINEAGE_FILES, RELEASES, series_of, year_of
from pipeline.outside import leads_outside
from pipeline.problems import DataError, Problem, quoted
from pipeline.schemas import LINEAGE, SCHEMAS, columns
from pipeline.steps import FINAL
from pipeline.store import naming
from pipeline.validation import FILES


def public_inputs(project, edition):
    """Path below the project -> bytes, of the edition (an `Edition`) and its methodology. Private columns are left out;
    files that no table is read from are too."""
    result = {}
    for folder in (edition.folder, edition.methodology.folder):
        for path in sorted(folder.iterdir()):
            table = next((t for t, name in FILES.items() if name == path.name), None)
            if table is not None and path.is_file():
                result[path.relative_to(project.root).as_posix()] = _public(path, SCHEMAS[table])
    for step in (*edition.steps, FINAL):
        path = edition.folder / "answers" / f"{step}.csv"
        if path.exists():
            table = "staged.given_answers" if step == FINAL else "staged.step_answers"
            result[path.relative_to(project.root).as_posix()] = _public(path, SCHEMAS[table])
    return result


def inputs_of(release):
    """The paths of the raw files that a release (a `Past`) says it was made from. Raises DataError for one that is not
    below raw/: reading it, or making it again elsewhere, would touch other files."""
    names = list(release.provenance["inputs"])
    for name in names:
        if leads_outside(name) or not name.startswith("raw/"):
            path = release.folder / "provenance.json"
            message = f"{quoted(name)} among the inputs is no path below raw/ (do not use this release)"
            raise DataError([Problem(str(path), 1, "inputs", message)])
    return names


def earlier_inputs(past):
    """What a release adds of the editions before its own: path -> bytes of the raw files of their releases (`Past`s, of
    an edition each), and of the list of these releases."""
    result = {}
    for release in past:
        own = (f"raw/editions/{release.edition}/", "raw/methodologies/")
        for name in (n for n in inputs_of(release) if n.startswith(own)):
            result.setdefault(name, (release.folder / name).read_bytes())
    if past:
        rows = [(release.edition, str(release.version), release.sums_sha256) for release in past]
        result["raw/releases.csv"] = _text([RELEASES, *rows])
    return result


def lineage_inputs(edition):
    """What `raw/lineage/` says of an edition's series up to it, path -> bytes; nothing where it says nothing."""
    result = {}
    for table, file in LINEAGE_FILES.items():
        rows = edition.lineage.rows[table]
        if table != "lineage.elements":
            rows = [r for r in rows if series_of(r["to_edition"]) == series_of(edition.name)]
            rows = [r for r in rows if year_of(r["to_edition"]) <= year_of(edition.name)]
        names = [c.name for c in columns(LINEAGE[table])]
        if rows:
            result[f"raw/lineage/{file}"] = _text([names, *([r[name] or "" for name in names] for r in rows)])
    return result


def _text(rows):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def _public(path, schema):
    """The file as it is, where all of its columns are public; else without those that are not."""
    private = {c.name for c in columns(schema) if not c.public}
    data = path.read_bytes()
    if path.suffix != ".csv" or not private:
        return data
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    if not private & set(rows[0]):
        return data
    kept = [i for i, name in enumerate(rows[0]) if name not in private]
    return _text([row[i] for i in kept] for row in rows if row)


def write_inputs(project, inputs):
    """Put public inputs into an empty project."""
    for name, data in inputs.items():
        path = Path(project.root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with naming(path):
            path.write_bytes(data)
