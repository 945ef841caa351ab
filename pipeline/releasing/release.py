"""The content of a release, from an edition's public inputs alone, so that anybody can make it again. `publish.py`
writes it to disk."""

import csv
import hashlib
import io
import re
import tempfile
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import polars as pl

from pipeline.computing.build import compute
from pipeline.core.limits import Unread, exists_or_link, read_file, read_json
from pipeline.core.problems import DataError, Problem, errors
from pipeline.core.project import Project
from pipeline.core.version import CODE, code_version, libraries
from pipeline.reading.edition_rules import lacks, not_final
from pipeline.reading.editions import load
from pipeline.reading.privacy import authors_of
from pipeline.reading.scale import Scale
from pipeline.releasing import citation, codebook, data, package
from pipeline.releasing.about import about as about_of
from pipeline.releasing.changes import changelog, changes_csv, compare, read_tables, sections
from pipeline.releasing.content import RECORD, Record, content_sha256, sums_of
from pipeline.releasing.disclosure import check_inputs, persons
from pipeline.releasing.inputs import earlier_inputs, lineage_inputs, public_file, public_inputs, write_inputs
from pipeline.releasing.package import to_json
from pipeline.releasing.readme import readme
from pipeline.releasing.versions import MAJOR, Version, first, is_version
from pipeline.schemas.fields import ID

SUMS = "SHA256SUMS"
FACTS = {
    "version", "previous", "note", "title", "status", "fictional", "code", "libraries", "inputs", "rule_sha256",
    "content_sha256", "tables",
}  # fmt: skip
"""The keys that provenance.json must have. In a release without `raw/release.json`, `date` is the date of the data, and
`content_sha256` covers only the tables."""
STAGED = ["editions", "methodologies", "scale", "strands", "weights", "sources", "corrections"]


@dataclass(frozen=True)
class Past:
    """An existing release: `folder` is releases/<edition>/<version>."""

    folder: Path

    @property
    def edition(self):
        return self.folder.parent.name

    @property
    def version(self):
        return Version.parse(self.folder.name)

    @cached_property
    def provenance(self):
        path = self.folder / "provenance.json"
        try:
            facts = read_json(read_file(path))
            if not isinstance(facts, dict) or FACTS - facts.keys():
                raise ValueError("keys are missing")
            return facts
        except (OSError, ValueError, Unread) as error:
            raise DataError(
                [Problem(str(path), 1, "file", f"can't be read: {error} (run rating verify for details)")]
            ) from None

    @property
    def sums_sha256(self):
        """The SHA-256 of its SHA256SUMS, which covers all its files."""
        return hashlib.sha256(read_file(self.folder / SUMS)).hexdigest()

    @property
    def content_sha256(self):
        """Its content hash, from the sums that SHA256SUMS lists."""
        lines = (line.partition("  ") for line in self.text(SUMS).splitlines())
        return content_sha256({name: digest for digest, _, name in lines})

    @cached_property
    def record(self):
        """Its `Record`, from `raw/release.json`, else from provenance.json."""
        path = self.folder / RECORD
        if not exists_or_link(path):
            facts = self.provenance
            return Record(self.edition, str(self.version), "", facts["note"], facts["previous"], "")
        try:
            return Record.parse(read_file(path))
        except (OSError, ValueError, Unread) as error:
            raise DataError([Problem(str(path), 1, "file", f"can't be read: {error}")]) from None

    @property
    def data_as_of(self):
        facts = self.provenance
        return facts.get("data_as_of", facts.get("date", ""))

    @cached_property
    def tables(self):
        return read_tables(self.folder)

    @cached_property
    def codebook(self):
        with (self.folder / "codebook.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @property
    def corrections(self):
        """Its corrections.csv, as dicts of text."""
        project = Project(self.folder)
        path = project.edition(self.edition) / "corrections.csv"
        if not path.exists():
            return []
        text = public_file(project, path).decode()
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def text(self, name):
        return (self.folder / name).read_text(encoding="utf-8")


def past_releases(project, edition):
    """Return the releases of an edition, newest first."""
    folder = project.releases / edition
    if not re.fullmatch(ID, edition) or not folder.is_dir():
        return []
    found = [Past(p) for p in folder.iterdir() if p.is_dir() and is_version(p.name)]
    return sorted(found, key=lambda r: r.version, reverse=True)


@dataclass(frozen=True, eq=False)
class Draft:
    """An edition computed from its public inputs (path -> bytes), which include those of the earlier editions that it
    is compared with. `frames`: public table -> frame; `before`: earlier edition -> the same; `staged`: STAGED -> frame;
    `lacks`: what its answers lack; `corrections`: its rows of corrections.csv."""

    inputs: dict
    edition: str
    frames: dict
    before: dict
    staged: dict
    scale: Scale
    lacks: dict
    corrections: list

    @property
    def compared_with(self):
        """The releases of earlier editions that it is compared with, as dicts."""
        rows = csv.DictReader(io.StringIO(self.inputs.get("raw/releases.csv", b"").decode()))
        return [dict(row) for row in rows]

    @property
    def rule(self):
        """A hash of the rule of scoring: settings, scale, strands and weights, without words."""
        whole = hashlib.sha256()
        for table in ("methodologies", "scale", "strands", "weights"):
            frame = self.staged[f"staged.{table}"]
            kept = [c for c in frame.columns if not c.startswith("label_") and c not in ("title", "steps", "raters")]
            whole.update(data.csv(frame.select(kept)))
        return whole.hexdigest()

    def changes_since(self, past):
        """Return the `Changes` since a past release; a change of the methodology requires a new major version."""
        changes, schema = compare(past.tables, self.frames), []
        if past.provenance["rule_sha256"] != self.rule:
            schema.append(("methodology", "", "the rule of scoring changed", MAJOR))
        facts = changes.cells.filter(pl.col("table").is_in(["categories", "indicators", "elements"]) & ~changes.words)
        if facts.height:
            schema.append(("methodology", "", f"{facts.height} facts of the methodology changed", MAJOR))
        return replace(changes, schema=[*changes.schema, *schema])

    def proposed(self, past, changes):
        """Return the version that the `changes` since the newest past release require; None if nothing differs."""
        status = self.staged["staged.editions"]["status"][0]
        if not past:
            return first(status)
        kind = changes.kind
        then = {name: digest for name, digest in past[0].provenance["inputs"].items() if name != RECORD}
        if kind is None and then == sums_of(self.inputs):
            return None
        if past[0].version.major == 0 and status == "final":
            return Version(1, 0, 0)
        return past[0].version.after(kind or "patch")

    def files(self, version, note, date, past, changes):
        """Return path -> bytes of the whole release. `past`: the earlier releases of the edition, newest first;
        `changes`: those since the newest, or None; `date`: the date of the release."""
        before = (str(past[0].version), past[0].content_sha256) if past else ("", "")
        record = Record(self.edition, str(version), date, " ".join(note.split()), *before)
        files = self.content(record)
        files |= self.documents(record, files, past, changes)
        return files | {SUMS: sums_file(files)}

    def content(self, record):
        """Return path -> bytes of a release's raw files and tables."""
        files = self.inputs | {RECORD: record.encoded}
        for table, frame in self.frames.items():
            files[f"parquet/{table}.parquet"] = data.parquet(table, frame)
            files[f"csv/{table}.csv"] = data.csv(frame)
            files[f"csv-excel/{table}.csv"] = data.csv_for_spreadsheets(frame)
        return files

    def documents(self, record, content, past, changes):
        """Return path -> bytes of the documents that describe a release's `content` (path -> bytes) and compare it with
        the earlier releases `past`; `changes`: those since the newest, or None."""
        previous = past[0] if past else None
        content_sums = sums_of(content)
        about = about_of(self.staged, record, content_sha256(content_sums))
        files = {}
        for release in past:
            since = changes if release is previous else self.changes_since(release)
            files[f"changes_since/{release.version}.csv"] = changes_csv(since).encode()
        earlier = sections(previous.text("CHANGELOG.md")) if previous else []
        new = self.new_corrections(previous)
        files["CHANGELOG.md"] = changelog(about, changes, new, earlier).encode()
        codebooks, scale = [release.codebook for release in past], self.staged["staged.scale"].to_dicts()
        entries = codebook.rows(record.version, codebooks, scale)
        files["codebook.csv"] = codebook.as_csv(entries)
        files["codebook.md"] = codebook.as_markdown(about, entries)
        files["datapackage.json"] = package.data_package(about, content)
        files["croissant.json"] = package.croissant(about, content)
        files["CITATION.cff"] = citation.cff(about)
        files[".zenodo.json"] = citation.zenodo(about)
        files["README.md"] = readme(about, self.frames, self.compared_with, self.lacks)
        files["provenance.json"] = to_json(self._provenance(about, content_sums))
        return files

    def new_corrections(self, previous):
        """Return the corrections (dicts of text) that the previous release did not have, in the order of the file."""
        was = [] if previous is None else previous.corrections
        return [row for row in self.corrections if {k: v for k, v in row.items() if k != "reported_by"} not in was]

    def _provenance(self, about, sums):
        return {
            "edition": about.edition,
            "version": str(about.version),
            "previous": about.previous,
            "note": about.note,
            "date_released": about.released,
            "data_from": about.data_from,
            "data_as_of": about.data_as_of,
            "title": about.title,
            "status": about.status,
            "fictional": about.fictional,
            "compared_with": self.compared_with,
            "lacks": self.lacks,
            "code": {"name": CODE, **code_version()},
            "libraries": libraries(),
            "inputs": {name: digest for name, digest in sorted(sums.items()) if name.startswith("raw/")},
            "rule_sha256": self.rule,
            "content_sha256": about.content_sha256,
            "tables": {table: frame.height for table, frame in self.frames.items()},
        }


def sums_file(files):
    """Return the bytes of SHA256SUMS for a release's files (path -> bytes)."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums_of(files).items())).encode()


def remade(inputs, edition):
    """Return the `Draft` of an edition, made from public inputs (path -> bytes) in a temporary folder. Raises DataError
    if they have errors."""
    with tempfile.TemporaryDirectory() as folder:
        project = Project(folder)
        write_inputs(project, inputs)
        editions = load(project)
        own = next((e for e in editions if e.name == edition), None)
        if own is None:
            what = "is not an edition of the release (was its folder renamed?)"
            raise DataError([Problem(f"raw/editions/{edition}", 1, "file", what)])
        if wrong := errors(p for e in editions for p in e.problems):
            raise DataError(sorted(set(wrong)))
        compute(project, editions)
        tables = {t: pl.read_parquet(project.table(t), glob=False) for t in (f"staged.{name}" for name in STAGED)}
        return Draft(
            inputs,
            edition,
            data.read_public(project, edition),
            {e.name: data.read_public(project, e.name) for e in editions if e is not own},
            {t: frame.filter(pl.col("edition") == edition) for t, frame in tables.items()},
            own.methodology.scale,
            lacks(own),
            [cells for _, cells in own.corrections],
        )


def draft(project, edition, earlier):
    """Return the `Draft` of an edition of a project, compared with releases of earlier editions (`Past`s).

    Raises DataError with the project's own paths if the edition has errors, or if the scores of an earlier release
    differ when recomputed.
    """
    (found,) = load(project, [edition])
    wrong = errors(found.problems) or not_final(found)
    if wrong:
        raise DataError(sorted(wrong))
    methodologies = {past.edition: past.tables["editions"]["methodology"][0] for past in earlier}
    inputs = public_inputs(project, found) | lineage_inputs(project, found, methodologies)
    check_inputs(project, inputs, persons(project, authors_of(found)))
    made = remade(earlier_inputs(earlier) | inputs, edition)
    for past in earlier:
        tables = ["company_scores", "service_scores"]
        now, then = ({t: frames[t] for t in tables} for frames in (made.before[past.edition], past.tables))
        if compare(then, now).cells.height:
            what = "its scores differ when recomputed with the current methodology and code"
            raise DataError([problem(project, past.folder, f"{what} (release that edition again first)")])
    return made


def problem(project, path, message):
    return Problem(project.shown(path), 1, "file", message)


def check_sums(project, release):
    """Return the problems of a release's files that are missing, unlisted, links, or differ from SHA256SUMS."""
    path = release.folder / SUMS
    if not path.is_file() or path.is_symlink():
        return [problem(project, path, "is missing (download the release from where it was published)")]
    problems, listed = [], {}
    for number, line in enumerate(path.read_bytes().split(b"\n")[:-1], 1):
        digest, _, name = line.decode("utf-8", "replace").partition("  ")
        if not name or len(digest) != 64:
            problems.append(Problem(project.shown(path), number, "file", "is not a SHA-256 sum and a path"))
        listed[name] = digest
    if not path.read_bytes().endswith(b"\n"):
        problems.append(problem(project, path, "does not end with a line end (it was changed)"))
    folders = [p for p in release.folder.rglob("*") if _folder(p) and not any(p.iterdir())]
    problems += [problem(project, p, "is an empty folder (remove it)") for p in sorted(folders)]
    found = {p.relative_to(release.folder).as_posix(): p for p in release.folder.rglob("*") if not _folder(p)}
    for name in sorted(found.keys() - listed.keys() - {SUMS}):
        problems.append(problem(project, found[name], f"is not in {SUMS} (remove it)"))
    for name in sorted(listed.keys() - found.keys()):
        problems.append(problem(project, release.folder / name, f"is missing, though {SUMS} lists it"))
    for name in sorted(listed.keys() & found.keys()):
        if found[name].is_symlink():
            problems.append(problem(project, found[name], "is a link (replace it by the file itself)"))
        elif not found[name].is_file():
            problems.append(problem(project, found[name], "is a pipe or a device (replace it by the file itself)"))
        elif hashlib.sha256(found[name].read_bytes()).hexdigest() != listed[name]:
            problems.append(problem(project, found[name], f"does not match its sum in {SUMS} (it was changed)"))
    return problems


def _folder(path):
    return path.is_dir() and not path.is_symlink()
