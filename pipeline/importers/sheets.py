"""`rating import sheets`: read research sheets for an edition; make the edition, if it does not exist."""

import hashlib
from pathlib import Path

import yaml

from pipeline.core.history import record
from pipeline.core.limits import MAX_YAML, Unread, read_file
from pipeline.core.problems import DataError, Problem
from pipeline.core.project import HOME, Project, UsageError
from pipeline.core.writing import csv_of, replacing, write_folder
from pipeline.importers import rdr
from pipeline.importers.grids import read_grids
from pipeline.importers.implied import order
from pipeline.importers.research_sheets import ResearchSheets
from pipeline.importers.sheet_units import Known
from pipeline.reading.lineage import series_of, year_of
from pipeline.reading.methodologies import read_methodology
from pipeline.reading.raw_text import yaml_text
from pipeline.reading.steps import FINAL

WORDS_OF = "rdr-2020"
"""The methodology whose spellings of answers are understood, in all its languages."""

MAPPED = ("codes", "companies", "services", "answers")
"""Keys of a map file: what a team writes -> code, name or answer."""

COLUMNS = ("file", "sheet", "cell", "kind", "text", "why")


def read_all(paths):
    """Return (grids, problems) of files; a file that can't be read becomes a problem."""
    grids, problems = [], []
    for path in paths:
        try:
            grids += read_grids(path)
        except DataError as error:
            problems += error.problems
    return grids, problems


def read_map(path):
    """Return {kind: {what is written: what is meant}} of a map file. Raises DataError for another content."""
    if not path:
        return {}
    try:
        value = yaml.safe_load(read_file(Path(path), MAX_YAML).decode("utf-8-sig"))
    except FileNotFoundError:
        raise DataError([Problem(path, 1, "file", "is missing (check its name)")]) from None
    except (Unread, ValueError, yaml.YAMLError) as error:
        what = " ".join(str(error).split())
        raise DataError([Problem(path, 1, "file", f"can't be read: {what} (write YAML in UTF-8)")]) from None
    value = value if isinstance(value, dict) else {"": value}
    known = f"is not one of {', '.join(MAPPED)} with what is written and what it means (correct it)"
    if wrong := [kind for kind, names in value.items() if kind not in MAPPED or not isinstance(names, dict)]:
        raise DataError([Problem(path, 1, str(kind) or "file", known) for kind in wrong])
    return {kind: {str(k): str(v) for k, v in names.items() if v not in (None, "")} for kind, names in value.items()}


def map_text(sheets):
    """Return the text of a map file with what the sheets write and is not known, to be filled in."""
    known = sheets.known
    meant = {
        "codes": sorted(known.codes("indicators") or (), key=order),
        "companies": [r["company"] for r in known.companies or ()],
        "services": sorted({r["service"] for r in known.services or () if r["unit"] == "service"}),
        "answers": list(known.scale.answers),
    }
    lines = ["# What the research sheets write, and what it means. Delete the lines that you do not need."]
    for kind in MAPPED:
        names = sheets.account.unknown[kind]
        if names:
            lines += ["", f"{kind}:", f"  # known: {', '.join(meant[kind])}"] if meant[kind] else ["", f"{kind}:"]
            lines += [f"  {_scalar(name)}: " for name in names]
    return "\n".join(lines) + "\n"


def _scalar(text):
    return yaml.safe_dump(text, allow_unicode=True, width=10**6).removesuffix("\n...\n").strip()


def methodology_of(project, edition, named):
    """Return (id of the methodology, the methodology or None if no files describe it). Raises UsageError if it was
    named, and DataError if it has errors."""
    name = named or edition
    for home in (project, Project(HOME)):
        if home.methodology(name).is_dir():
            found = read_methodology(home, name)
            if bad := [p for p in found.problems if p.level == "error"]:
                raise DataError(sorted(bad))
            return name, found
    if named:
        raise UsageError(
            f"methodology {named} is not in raw/methodologies/ (known: {', '.join(project.methodologies())})"
        )
    return name, None


def words():
    """Return the scale whose spellings are understood in every methodology that has its answers."""
    return read_methodology(Project(HOME), WORDS_OF).scale


def read_new(project, name, paths, methodology="", own=None):
    """Read research sheets for an edition that does not exist. Returns (`ResearchSheets`, problems of files)."""
    grids, problems = read_all(paths)
    used, described = methodology_of(project, name, methodology)
    scale = described.scale if described else words()
    return ResearchSheets(grids, Known(scale, words(), described, own=own), str(year_of(name)), used), problems


def read_for(edition, paths, own=None):
    """Read research sheets for a loaded edition. Returns (`ResearchSheets`, problems of unreadable files)."""
    grids, problems = read_all(paths)
    companies, services = (edition.tables[f"staged.{table}"].to_dicts() for table in ("companies", "services"))
    known = Known(edition.methodology.scale, words(), edition.methodology, companies, services, own)
    return ResearchSheets(grids, known, str(year_of(edition.name)), edition.methodology.name), problems


def make(project, name, paths, sheets):
    """Make the edition `name` from research sheets that were read for it. Returns the number of the import, or None if
    they have no answers. Raises DataError if the edition has errors."""
    if not sheets.records:
        return None
    used, described = sheets.collected.methodology, sheets.known.methodology
    if described:
        files = {p.name: p.read_text(encoding="utf-8") for p in sorted(described.folder.iterdir()) if p.is_file()}
    else:
        collected = sheets.collected.rows
        types = {r["type"] for r in collected["staged.companies"].values()}
        classes = {r["class"] for r in collected["staged.services"].values()} - {""}
        title = f"Methodology of {name}, as its research sheets imply it"
        if series_of(name) == "rdr":
            title = f"Ranking Digital Rights methodology {year_of(name)}, as its data files imply it"
        files = sheets.implied.files(used, title, types, classes)
    edition = {"edition.yaml": _edition(name, used, "final"), **sheets.collected.files()}
    errors, complete = rdr.checked(name, used, files, edition)
    if errors:
        raise DataError([*sheets.account.problems, *errors])
    if not complete:
        edition["edition.yaml"] = _edition(name, used, "partial")
    if not project.methodology(used).is_dir():
        write_folder(project.methodology(used), files)
    data = {file: text.encode() for file, text in edition.items()}
    names, sums = ";".join(Path(path).name for path in paths), ";".join(map(sum_of, paths))
    number = record(project, name, data, command="import sheets", step=FINAL, files=names, sums=sums,
                    added=len(sheets.records))  # fmt: skip
    rdr.add_lineage(project, name)
    return number


def _edition(name, methodology, status):
    if series_of(name) == "rdr":
        return rdr.edition_text(name, methodology, status, "Public research sheets")
    return yaml_text(
        {
            "id": name,
            "series": series_of(name),
            "year": int(year_of(name)),
            "methodology": methodology,
            "title": {"en": name},
            "status": "draft",
            "fictional": False,
            "licence": "CC-BY-4.0",
            "notes": "Imported from research sheets. Review title, licence and authors before you publish.",
        }
    )


def sum_of(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def write_account(project, name, sheets):
    """Write the cells that no raw file has, and the problems, to `build/imports/<edition>.csv`. Returns its path."""
    listed = {(row["file"], row["why"]) for row in sheets.account.unplaced}
    rows: list[tuple] = [COLUMNS]
    for p in sheets.account.problems:
        if (p.file, p.message) not in listed:
            sheet, _, cell = p.column.rpartition("!")
            rows.append((p.file, sheet, cell, p.level, "", p.message))
    rows += [tuple(row[name] for name in COLUMNS) for row in sheets.account.unplaced]
    path = project.build / "imports" / f"{name}.csv"
    with replacing(path) as temporary:
        temporary.write_text(csv_of(rows), encoding="utf-8", newline="")
    return path
