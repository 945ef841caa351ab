"""`rating import rdr`: import editions from RDR's public zip files."""

import csv
import io
import tempfile
from collections import Counter
from pathlib import Path

from pipeline.core.history import record
from pipeline.core.problems import DataError, Problem, errors, quoted
from pipeline.core.project import HOME, Project
from pipeline.core.writing import replacing, write_folder
from pipeline.importers import rdr_2019, rdr_2020
from pipeline.importers.archive import Archive
from pipeline.reading.edition_rules import missing_answers
from pipeline.reading.editions import load
from pipeline.reading.lineage import LINEAGE_FILES, series_of
from pipeline.reading.methodologies import read_methodology
from pipeline.reading.raw_text import added, yaml_text
from pipeline.reading.steps import FINAL

CITATION = "Ranking Digital Rights. {title}. {year}. https://rankingdigitalrights.org (CC BY 4.0)"
SOURCE = "Public CSV data"


def import_zip(project, path, ranks=()):
    """Import one zip into `raw/editions/rdr-<year>/`, with its methodology and the `RankFile`s of its year; return its
    `Collected`.

    Raises DataError if the zip is refused, or the edition exists with different content.
    """
    archive = Archive(path)
    newer, older = rdr_2020.years_of(archive.names), rdr_2019.years_of(archive.names)
    years = sorted(newer | older)
    if not years:
        raise archive.error(_unknown(archive.names))
    if len(years) > 1:
        raise archive.error(f"contains more than one year: {', '.join(years)} (import each separately)")
    year = years[0]
    if newer:
        source = Project(HOME).methodology(rdr_2020.METHODOLOGY)
        collected = rdr_2020.read(archive, year, read_methodology(Project(HOME), source.name))
        files = {p.name: p.read_text(encoding="utf-8") for p in sorted(source.iterdir())}
    else:
        collected, files = rdr_2019.read(archive, year)
    for file in ranks:
        if file.year == year:
            file.into(collected)
    name = f"rdr-{year}"
    edition = {"edition.yaml": edition_text(name, collected.methodology, "final", SOURCE), **collected.files()}
    present = project.methodology(collected.methodology)
    if present.is_dir():
        files = {p.name: p.read_text(encoding="utf-8") for p in sorted(present.iterdir()) if p.is_file()}
    found, complete = checked(name, collected.methodology, files, edition)
    if found:
        first = f"{found[0].column}: {found[0].message}"
        raise archive.error(f"has {len(found)} errors in its data; the first is in {first} (nothing was imported)")
    if not complete:
        edition["edition.yaml"] = edition_text(name, collected.methodology, "partial", SOURCE)
    # Existing files are never overwritten: a team may have corrected them.
    if not present.is_dir():
        write_folder(present, files)
    if not _imported(archive, project.edition(name), edition):
        about = {"step": FINAL, "files": Path(path).name, "sums": archive.sum}
        data = {file: text.encode() for file, text in edition.items()}
        n = len(collected.rows["staged.given_answers"])
        record(project, name, data, command="import rdr", added=n, **about)
    add_lineage(project, name)
    return collected


def _unknown(names):
    inner = [name for name in names if name.lower().endswith(".zip")]
    if inner:
        return f"contains another zip, {quoted(inner[0])} (unpack this zip and import the inner one)"
    found = f"{len(names):,} files, the first is {quoted(names[0])}" if names else "no file"
    supported = "2019, 2020 and 2022 as CSV; `rating import sheets` reads research sheets"
    return f"contains no RDR data in a supported layout, but {found} (supported: {supported})"


def add_lineage(project, name):
    """Add the lines that the shipped lineage has about the series to the project's; existing lines stay unchanged."""
    for table, file in LINEAGE_FILES.items():
        source, path = Project(HOME).raw / "lineage" / file, project.raw / "lineage" / file
        text = path.read_bytes().decode("utf-8-sig") if path.exists() else ""
        known, listed = ([*csv.DictReader(io.StringIO(t, newline=""))] for t in (text, source.read_text("utf-8")))
        present = [{k: v for k, v in row.items() if v and k != "note"} for row in known]
        new = [
            row
            for row in listed
            if table != "lineage.elements"
            and series_of(row["from_edition"]) == series_of(name)
            and {k: v for k, v in row.items() if v and k != "note"} not in present
        ]
        if new or not path.exists():
            with replacing(path) as temporary:
                temporary.write_bytes(added(text, table, new)[0].encode())


def checked(name, methodology, methodology_files, edition_files):
    """Check an edition in a temporary project, before anything is written. Return (its errors, whether it has all
    answers that are asked for)."""
    with tempfile.TemporaryDirectory() as folder:
        project = Project(folder)
        write_folder(project.methodology(methodology), methodology_files)
        write_folder(project.edition(name), edition_files)
        (edition,) = load(project, [name])
        found = errors(edition.problems)
        return found, not found and not missing_answers(edition)[1]


def edition_text(name, methodology, status, source):
    """Return the text of `edition.yaml` of an edition of the RDR Index."""
    series, year = name.split("-")
    title = f"RDR Index {year}"
    return yaml_text(
        {
            "id": name,
            "series": series,
            "year": int(year),
            "methodology": methodology,
            "title": {"en": title},
            "status": status,
            "fictional": False,
            # RDR prints ranks of scores that are rounded to whole points.
            "rank_decimals": 0,
            "licence": "CC-BY-4.0",
            "citation": CITATION.format(title=title, year=year),
            "authors": "Ranking Digital Rights",
            "source": f"{source} of the {title}, https://rankingdigitalrights.org",
            "notes": "Imported from the public data of Ranking Digital Rights; only codes and spellings were changed.",
        },
    )


def _imported(archive, folder, files):
    """Return True if the folder has exactly these files. Raises DataError if its files are different."""
    if not folder.is_dir():
        return False
    if {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()} != {n: t.encode() for n, t in files.items()}:
        message = f"was imported before, but {folder} has changed since (move that folder away to import again)"
        raise DataError([Problem(archive.path, 1, "file", message)])
    return True


def summary(collected):
    """Return the account of an import as sorted lines (what, how many)."""
    rows = collected.rows
    lines = [(f"{what}: rows in", n) for what, n in sorted(collected.rows_in.items())]
    lines += [(f"{table.split('.')[1]}: rows out", len(found)) for table, found in rows.items() if found]
    units = Counter(r["unit"] for r in rows["staged.services"].values())
    lines += [(f"services that are a {unit}", n) for unit, n in sorted(units.items())]
    for (where, spelling, became), n in sorted(collected.no_value.items()):
        lines.append((f'no value in {where}, written "{spelling}": became {became}', n))
    lines += [(f"printed figures not imported: {what}", n) for what, n in sorted(collected.not_imported.items())]
    lines += sorted(collected.odd.items())
    return lines
