"""Research sheets of any layout: `map` and `import sheets`."""

from collections import defaultdict
from pathlib import Path

import click

from pipeline.cli.commands import argument, command, listing
from pipeline.cli.desk import PREFER, check_prefer, report
from pipeline.core.lock import only_one
from pipeline.core.problems import errors, say
from pipeline.core.project import UsageError
from pipeline.core.writing import replacing

SHOWN = 20
"""Warnings that are printed; the file has all."""

SAMPLE = 10
"""Answers that `rating map` shows."""

COLUMNS = ("company", "service", "strand", "element", "answer", "reason", "sources", "comment", "printed_points")

FILES = argument("files", "XLSX, ODS or CSV files, or zips of these.", nargs=-1, metavar="FILE...")
METHODOLOGY = click.option(
    "--methodology", default="", metavar="METHODOLOGY", help="Methodology of a new edition (default: the one with the "
    "edition's id or, if no files describe it, the one that the sheets imply).",
)  # fmt: skip


@command("map", "rating map meadow.xlsx --edition example-2025 --out map.yaml")
@FILES
@click.option("--edition", required=True, metavar="EDITION", help="Edition that the answers belong to.")
@METHODOLOGY
@click.option("--map", "mapping", default="", metavar="FILE", help="Map file to try.")
@click.option("--out", "made", default="", metavar="FILE", help="Write a map file with what is not known, to fill in.")
@listing
def map_sheets(project, out, files, edition, methodology, mapping, made):
    """Show how research sheets are read, without importing them: rows, columns, and ten answers to confirm."""
    from pipeline.importers.sheets import map_text

    sheets, problems = _read(project, files, edition, "final", methodology, mapping)
    lines = defaultdict(list)
    for block in sheets.blocks:
        for line in block.lines:
            lines[line.kind].append(block.grid.at(line.row, block.column))
    rows = [{"rows": kind, "number": len(found), "for_example": found[0]} for kind, found in lines.items()]
    step = max(1, len(sheets.records) // SAMPLE)
    names = ("file", "cell", "company", "service", "strand", "element", "answer", "comment", "sources")
    sample = [{name: record[name][:60] for name in names} for record in sheets.records[::step][:SAMPLE]]
    out.show({"rows": rows, "columns": list(sheets.columns.values()), "sample": sample})
    _problems([*sheets.account.problems, *problems])
    if made:
        if Path(made).exists():
            raise UsageError(f"{made} exists (choose another name for --out)")
        with replacing(Path(made)) as temporary:
            temporary.write_text(map_text(sheets), encoding="utf-8")
        say(f"wrote {made}; fill it in, and try it with --map {made}")
    return bool(errors([*sheets.account.problems, *problems]))


@command("sheets", "rating import sheets RDRindex2017data.zip --edition rdr-2017",
         "rating import sheets meadow.xlsx lantern.ods --edition example-2025 --map map.yaml")  # fmt: skip
@FILES
@click.option("--edition", required=True, metavar="EDITION", help="Edition that the answers belong to; it is made if "
              "it does not exist.")  # fmt: skip
@METHODOLOGY
@click.option("--map", "mapping", default="", metavar="FILE", help="YAML file: what the sheets write for codes, "
              "companies, services and answers.")  # fmt: skip
@click.option("--step", default="final", show_default=True, metavar="STEP", help="Step of the research, for an edition "
              "that exists.")  # fmt: skip
@PREFER
@listing
def import_sheets(project, out, files, edition, methodology, mapping, step, prefer):
    """Import research sheets, as RDR's teams make them: a block for each indicator, units in columns. Each cell is
    accounted for: build/imports/EDITION.csv lists those that no raw file has."""
    from pipeline.importers.sheets import make, write_account

    check_prefer(prefer, files)
    with only_one(project):
        exists = project.edition(edition).is_dir()
        sheets, problems = _read(project, files, edition, step, methodology, mapping)
        if exists:
            saving, rows = _merged(project, files, edition, step, prefer, sheets)
            numbers = saving.write()
        else:
            number = make(project, edition, files, sheets)
        path = write_account(project, edition, sheets)
    _problems([*sheets.account.problems, *problems])
    what = {"read": _summary(edition, sheets, exists)}
    conflicts = False
    if exists:
        conflicts = report(out, saving, rows, [], numbers, what)
    else:
        out.show(what | {"imported": [], "documents": [], "conflicts": []} if out.json else what)
        if number:
            say(f"import {number} of {edition}; rating undo {edition} undoes it")
    what = "1 cell is" if len(sheets.account.unplaced) == 1 else f"{len(sheets.account.unplaced):,} cells are"
    say(f"{what} in no raw file; {project.shown(path)} lists each with its location")
    return conflicts or bool(errors([*sheets.account.problems, *problems]))


def _read(project, files, name, step, methodology, mapping):
    """Read sheets for an edition. Returns (ResearchSheets, problems of files)."""
    from pipeline.desk.importing import edition_of
    from pipeline.importers.sheets import read_for, read_map, read_new

    own = read_map(mapping)
    if project.edition(name).is_dir():
        return read_for(edition_of(project, name, step), files, own)
    return read_new(project, name, files, methodology, own)


def _merged(project, files, name, step, prefer, sheets):
    """Merge the answers of sheets with those of an edition. Returns (Saving, rows of the listing)."""
    from pipeline.desk.documents import Listed
    from pipeline.desk.importing import edition_of
    from pipeline.desk.merging import HELD, Said
    from pipeline.desk.saving import Saving, step_file
    from pipeline.importers.sheets import sum_of

    edition = edition_of(project, name, step)
    sums = {str(path): sum_of(path) for path in files if Path(path).is_file()}
    records, saving, rows = defaultdict(dict), Saving(project, "import sheets", prefer), []
    for record in sheets.records:
        records[record["file"], record["company"]][record["key"]] = record
    for (file, company), own in records.items():
        outer = next((path for path in sums if file == path or file.startswith(f"{path}/")), file)
        said = Said(file, {k: {c: r[c] for c in COLUMNS if r.get(c)} for k, r in own.items()}, sum=sums.get(outer, ""))
        said.where = {(key, column): r["cell"] for key, r in own.items() for column in HELD}
        documents = [dict(row, company=company) for row in sheets.documents[company].rows.values()]
        found = Listed(file, company, documents)
        for key, r in own.items():
            for source in r["sources"].split(";") if r["sources"] else ():
                found.cited.setdefault(source, set()).add((step, *key))
        saving.add(edition, step, said, found)
        rows.append((company, said))
    saving.merge()
    shown = project.shown(step_file(edition, step))
    return saving, [
        {"file": said.file, "company": company, "answers": len(said.rows), "written_to": shown}
        | saving.counts(edition, step, said)
        for company, said in rows
    ]


def _problems(found):
    """Print every error, and the first warnings."""
    warnings = [p for p in found if p.level == "warning"]
    for p in [*errors(found), *warnings[:SHOWN]]:
        say(p)
    if len(warnings) > SHOWN:
        say(f"{len(warnings) - SHOWN} more warnings are in the list of cells")


def _summary(edition, sheets, exists):
    """Return the account of an import as rows: cells by what they were read as, and what became of them."""
    from pipeline.importers.rdr import summary

    lines = [(f"cells: {kind}", n) for kind, n in sheets.account.kinds.most_common()]
    if not exists:
        lines += summary(sheets.collected)
    elif scores := len(sheets.collected.rows["staged.published_scores"]):
        lines.append(("printed scores, which are not added to an edition that exists", scores))
    return [{"edition": edition, "what": what, "number": n} for what, n in lines]
