"""The public part of an edition's raw files: the `raw/` of a release, which it can be made from again."""

from itertools import pairwise
from pathlib import Path, PurePosixPath

from pipeline.core.limits import leads_outside
from pipeline.core.problems import DataError, Problem, errors, quoted
from pipeline.core.project import Project
from pipeline.core.writing import csv_of, naming
from pipeline.reading.editions import SHAPE as EDITION
from pipeline.reading.editions import load
from pipeline.reading.files import Reader, fitted
from pipeline.reading.lineage import LINEAGE_FILES, RELEASES, by_year, chain, series_of, year_of
from pipeline.reading.methodologies import SHAPE as METHODOLOGY
from pipeline.reading.methodologies import Methodologies
from pipeline.reading.raw_text import csv_text, yaml_text
from pipeline.reading.steps import FINAL, KEYS, final_file, is_draft
from pipeline.reading.validation import FILES, read_table

SHAPES = {"edition.yaml": EDITION, "methodology.yaml": METHODOLOGY}


def public_inputs(project, edition):
    """Return path in the project -> bytes for an `Edition` without errors and its methodology: the public part of each
    file that a table is read from. Drafts of answers are private, unless a correction makes them answers."""
    folder, answers = edition.folder, {**edition.steps, FINAL: edition.raw["given_answers"]}
    files = _public_files(folder, edition.raw, ("editions", "given_answers"))
    files[folder / "edition.yaml"] = _public_yaml(edition.settings, EDITION)
    for step, raw in answers.items():
        # Answers of raters before they agree are private, unless the edition publishes them. As long as the research
        # is at an earlier step, no answer is final.
        if step == FINAL or edition.publishes_steps:
            path = final_file(folder) if step == FINAL and raw else folder / "answers" / f"{step}.csv"
            files[path] = _public_csv(table_of(path), raw)
    below = {path.relative_to(project.root).as_posix(): data for path, data in files.items()}
    return below | methodology_inputs(project, edition.methodology)


def methodology_inputs(project, methodology):
    """Return the same for the files of a `Methodology`."""
    files = _public_files(methodology.folder, methodology.raw)
    files[methodology.folder / "methodology.yaml"] = _public_yaml(methodology.settings, METHODOLOGY)
    return {path.relative_to(project.root).as_posix(): data for path, data in files.items()}


def _public_files(folder, tables, but=()):
    found = {f"staged.{name}": raw for name, raw in tables.items() if raw is not None and name not in but}
    return {folder / FILES[table]: _public_csv(table, raw) for table, raw in found.items()}


def _public_csv(table, raw):
    """Return the public columns of a `RawTable` as received, as CSV; no rows if it is None. The file is written anew,
    never copied, because it can have comments and other spellings of a column's name. Reading and writing the result
    again gives the same bytes."""
    rows = [] if raw is None else raw.received
    if rows and table in ("staged.given_answers", "staged.step_answers"):
        drafts = set(raw.frame.filter(is_draft()).select(KEYS).rows())
        rows = [row for row in rows if tuple(row[k] for k in KEYS) not in drafts]
    return csv_text(table, rows, public=True).encode()


def _public_yaml(settings, shape):
    """Return the known keys of a YAML file that have a value, as YAML."""
    return yaml_text(_filled_in(settings, shape)).encode()


def public_file(project, path):
    """Return the public part of a raw file of an edition or a methodology in a release, as in `public_inputs`. Raises
    DataError if the file can't be read."""
    reader, table, data = Reader(project), table_of(path), b""
    if path.name in SHAPES:
        if file := reader.yaml(path):
            data = _public_yaml(fitted(file.value, SHAPES[path.name], lambda *_: None), SHAPES[path.name])
    elif raw := read_table(reader, path, table, ["step"]):
        data = csv_text(table, raw.frame.to_dicts(), public=True).encode()
    if wrong := errors(reader.problems):
        raise DataError(sorted(wrong))
    return data


def table_of(path):
    """Return the staged table that a file of an edition or a methodology is read into, or None."""
    if path.parent.name == "answers":
        return "staged.given_answers" if path.stem == FINAL else "staged.step_answers"
    return next((table for table, name in FILES.items() if name == path.name), None)


def _filled_in(value, shape):
    """Return a value without its empty parts, with the keys that its shape has, in the order of the shape."""
    if isinstance(value, dict):
        keys = value if "*" in shape else [key for key in shape if key in value]
        found = {key: _filled_in(value[key], shape.get(key) or shape["*"]) for key in keys}
        return {key: item for key, item in found.items() if item}
    return [_filled_in(item, shape[0]) for item in value] if isinstance(value, list) else value


def inputs_of(release):
    """Return the paths of the raw files that a release (a `Past`) lists as its inputs. Raises DataError for a path
    outside raw/, because reading or writing it could touch any file."""
    names = list(release.provenance["inputs"])
    for name in names:
        if leads_outside(name) or not name.startswith("raw/"):
            path = release.folder / "provenance.json"
            message = f"{quoted(name)} is an input outside raw/ (do not use this release)"
            raise DataError([Problem(str(path), 1, "inputs", message)])
    return names


def earlier_inputs(past):
    """Return what a release adds from earlier editions: path -> bytes of the raw files of their releases (one `Past`
    for each edition), and of the list of these releases."""
    result = {}
    for release in past:
        own = (f"raw/editions/{release.edition}/", "raw/methodologies/")
        for name in (n for n in inputs_of(release) if n.startswith(own) and not _is_step(n)):
            # Filtered again, because an earlier version of this code could have published more columns.
            result.setdefault(name, public_file(Project(release.folder), release.folder / name))
    if past:
        rows = [(release.edition, str(release.version), release.sums_sha256) for release in past]
        result["raw/releases.csv"] = csv_of([RELEASES, *rows]).encode()
    return result


def _is_step(name):
    """True for a file with answers of a step before the final one, which no comparison needs."""
    path = PurePosixPath(name)
    return path.parent.name == "answers" and path.stem != FINAL


def lineage_inputs(project, edition, past):
    """Return path -> bytes of the other inputs of an edition's comparison with earlier ones (`past`: their ids -> their
    methodologies): the rows of `raw/lineage/` between them, and the methodologies that connect theirs to its own. Rows
    of later editions are left out."""
    years = [year_of(name) for name in past]
    steps, result, methodologies = set(), {}, Methodologies(project)
    for name in past.values():
        found = chain(methodologies, methodologies[name], edition.methodology)
        steps |= {(name, edition.methodology.name), *((a.name, b.name) for a, b in pairwise(found))}
        for methodology in found[1:-1]:
            result |= methodology_inputs(project, methodology)
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
    """Return path -> bytes of the raw files of a release, made again from those of a project, which are its own.
    `releases`: the rows of its releases.csv, as dicts. The release does not use a file that the result lacks, and this
    code did not write one that differs."""
    editions = {e.name: e for e in load(project)}
    compared = {row["edition"]: editions[row["edition"]].methodology.name for row in releases}
    result = {}
    for name in by_year(compared):
        before = {n: m for n, m in compared.items() if year_of(n) < year_of(name)}
        led = lineage_inputs(project, editions[name], before)
        result |= public_inputs(project, editions[name])
        result |= {path: data for path, data in led.items() if path.startswith("raw/methodologies/")}
    if releases:
        rows = [[row[name] for name in RELEASES] for row in releases]
        result["raw/releases.csv"] = csv_of([RELEASES, *rows]).encode()
    return result | public_inputs(project, editions[edition]) | lineage_inputs(project, editions[edition], compared)


def write_inputs(project, inputs):
    """Write public inputs to an empty project."""
    for name, data in inputs.items():
        path = Path(project.root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with naming(path):
            path.write_bytes(data)
