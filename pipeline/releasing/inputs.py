"""The public part of an edition's raw files: what a release carries in `raw/`, and is made again from."""

import csv
import io
from itertools import pairwise
from pathlib import Path, PurePosixPath

from pipeline.core.limits import leads_outside
from pipeline.core.problems import DataError, Problem, faults, quoted
from pipeline.core.project import Project
from pipeline.core.writing import naming
from pipeline.reading.editions import SHAPE as EDITION
from pipeline.reading.editions import load
from pipeline.reading.files import Reader, fitted
from pipeline.reading.lineage import LINEAGE_FILES, RELEASES, by_year, chain, series_of, year_of
from pipeline.reading.methodologies import SHAPE as METHODOLOGY
from pipeline.reading.methodologies import Methodologies
from pipeline.reading.raw_text import csv_text, yaml_text
from pipeline.reading.steps import FINAL, KEYS, is_draft
from pipeline.reading.validation import FILES, read_table

SHAPES = {"edition.yaml": EDITION, "methodology.yaml": METHODOLOGY}


def public_inputs(project, edition):
    """Path below the project -> bytes, of the edition (an `Edition`) and its methodology: the public part of each file
    that a table is read from. Drafts of answers are private, unless a correction makes them answers."""
    answers = [raw for raw in (edition.raw["given_answers"], *edition.steps.values()) if raw is not None]
    drafts = {raw.file: set(raw.frame.filter(is_draft()).select(KEYS).rows()) for raw in answers}
    paths = [*edition.folder.iterdir(), *edition.methodology.folder.iterdir()]
    # Answers of raters before they agree are private, unless the edition says otherwise.
    steps = (*edition.steps, FINAL) if edition.publishes_steps else (FINAL,)
    paths += [edition.folder / "answers" / f"{step}.csv" for step in steps]
    wanted = sorted(path for path in paths if path.is_file() and table_of(path))
    result = {
        path.relative_to(project.root).as_posix(): public_file(project, path, drafts.get(project.shown(path), ()))
        for path in wanted
    }
    if edition.raw["given_answers"] is None:
        # As long as the research is at an earlier step, nothing is final.
        path = edition.folder / "answers" / f"{FINAL}.csv"
        result[path.relative_to(project.root).as_posix()] = csv_text(table_of(path), [], public=True).encode()
    return result


def public_file(project, path, private=()):
    """The public part of a raw file of an edition or a methodology: the columns that its schema makes public, or the
    keys that it may have, of what the reader found in it, without the rows (by KEYS) that are `private`. Never a part
    of the file itself, in which a name may be spelled in many ways, and comments stand. What was written so gives the
    same bytes again.

    Raises DataError where the file can't be read.
    """
    reader, table = Reader(project), table_of(path)
    if path.name in SHAPES:
        file = reader.yaml(path)
        value = file.value if file else {}
        text = yaml_text(_filled_in(fitted(value, SHAPES[path.name], lambda *_: None), SHAPES[path.name]))
    else:
        raw = read_table(reader, path, table, ["step"])
        rows = raw.frame.to_dicts() if raw else []
        shown = [row for row in rows if not private or tuple(row[k] for k in KEYS) not in private]
        text = csv_text(table, shown, public=True)
    if wrong := faults(reader.problems):
        raise DataError(sorted(wrong))
    return text.encode()


def table_of(path):
    """The staged table that a file of an edition or a methodology is read into, or None."""
    if path.parent.name == "answers":
        return "staged.given_answers" if path.stem == FINAL else "staged.step_answers"
    return next((table for table, name in FILES.items() if name == path.name), None)


def _filled_in(value, shape):
    """What is not empty of a value that has a shape, known keys in the order of the shape."""
    if isinstance(value, dict):
        keys = value if "*" in shape else [key for key in shape if key in value]
        found = {key: _filled_in(value[key], shape.get(key) or shape["*"]) for key in keys}
        return {key: item for key, item in found.items() if item}
    return [_filled_in(item, shape[0]) for item in value] if isinstance(value, list) else value


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
        for name in (n for n in inputs_of(release) if n.startswith(own) and not _is_step(n)):
            # It was public when it was released; an earlier version of this code may have let more through.
            result.setdefault(name, public_file(Project(release.folder), release.folder / name))
    if past:
        rows = [(release.edition, str(release.version), release.sums_sha256) for release in past]
        result["raw/releases.csv"] = _text([RELEASES, *rows])
    return result


def _is_step(name):
    """True for the answers of a step before the final one, which no comparison needs."""
    path = PurePosixPath(name)
    return path.parent.name == "answers" and path.stem != FINAL


def lineage_inputs(project, edition, past):
    """What an edition's comparison with earlier ones (`past`: their ids -> their methodologies) rests on besides them,
    path -> bytes: of `raw/lineage/` the lines between them, and the methodologies that lead from theirs to its own.
    What is said of later editions is not among them."""
    years = [year_of(name) for name in past]
    steps, result, methodologies = set(), {}, Methodologies(project)
    for name in past.values():
        found = chain(methodologies, methodologies[name], edition.methodology)
        steps |= {(name, edition.methodology.name), *((a.name, b.name) for a, b in pairwise(found))}
        for path in (path for m in found[1:-1] for path in sorted(m.folder.iterdir()) if table_of(path)):
            result[path.relative_to(project.root).as_posix()] = public_file(project, path)
    for table, file in LINEAGE_FILES.items():
        if table == "lineage.elements":
            rows = [r for r in edition.lineage.rows[table] if (r["from_methodology"], r["to_methodology"]) in steps]
        else:
            rows = [r for r in edition.lineage.rows[table] if series_of(r["to_edition"]) == series_of(edition.name)]
            rows = [r for r in rows if years and min(years) <= year_of(r["from_edition"])]
            rows = [r for r in rows if year_of(r["to_edition"]) <= year_of(edition.name)]
        if rows:
            result[f"raw/lineage/{file}"] = csv_text(table, rows, public=True).encode()
    return result


def inputs_again(project, edition, releases):
    """Path -> bytes of the raw files that a release has, made again from those of a project, which are its own.
    `releases`: the rows of its releases.csv (dicts). A file that is not among them is not read, or not so."""
    editions = {e.name: e for e in load(project)}
    compared = {row["edition"]: editions[row["edition"]].methodology.name for row in releases}
    result = {}
    for name in by_year(compared):
        before = {n: m for n, m in compared.items() if year_of(n) < year_of(name)}
        led = lineage_inputs(project, editions[name], before)
        result |= public_inputs(project, editions[name])
        result |= {path: data for path, data in led.items() if path.startswith("raw/methodologies/")}
    if releases:
        result["raw/releases.csv"] = _text([RELEASES, *([row[name] for name in RELEASES] for row in releases)])
    return result | public_inputs(project, editions[edition]) | lineage_inputs(project, editions[edition], compared)


def _text(rows):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def write_inputs(project, inputs):
    """Put public inputs into an empty project."""
    for name, data in inputs.items():
        path = Path(project.root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with naming(path):
            path.write_bytes(data)
