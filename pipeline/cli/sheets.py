"""`import sheets`: research sheets of any layout."""

from collections import defaultdict
from pathlib import Path

import click

from pipeline.cli.commands import argument, command, listing
from pipeline.cli.desk import PREFER, check_prefer, report
from pipeline.core.lock import only_one
from pipeline.core.problems import errors, say

SHOWN = 20
"""Warnings that are printed; the file has all."""


@command("sheets", "rating import sheets RDRindex2017data.zip --edition rdr-2017",
         "rating import sheets Kaspi.xlsx Kolesa.ods --edition kz-2024 --map map.yaml")  # fmt: skip
@argument("files", "XLSX, ODS or CSV files, or zips of these.", nargs=-1, metavar="FILE...")
@click.option("--edition", required=True, metavar="EDITION", help="Edition that the answers belong to; it is made if "
              "it does not exist.")  # fmt: skip
@click.option("--methodology", default="", metavar="METHODOLOGY", help="Methodology of a new edition (default: the one "
              "with the edition's id or, if no files describe it, the one that the sheets imply).")  # fmt: skip
@click.option("--map", "mapping", default="", metavar="FILE", help="YAML file: what the sheets write for codes, "
              "companies, services and answers.")  # fmt: skip
@click.option("--step", default="final", show_default=True, metavar="STEP", help="Step of the research, for an edition "
              "that exists.")  # fmt: skip
@PREFER
@listing
def import_sheets(project, out, files, edition, methodology, mapping, step, prefer):
    """Import research sheets, as RDR's teams make them: a block for each indicator, units in columns. Each cell is
    accounted for: build/imports/EDITION.csv lists those that no raw file has."""
    from pipeline.importers.sheets import make, read_map, write_account

    check_prefer(prefer, files)
    own = read_map(mapping)
    with only_one(project):
        if project.edition(edition).is_dir():
            sheets, saving, problems, rows = _merged(project, files, edition, step, prefer, own)
            numbers = saving.write()
        else:
            sheets, problems, number = make(project, edition, files, methodology, own)
            saving, rows, numbers = None, [], {edition: number} if number else {}
        path = write_account(project, edition, sheets)
    _problems(sheets.problems)
    out_rows = _summary(edition, sheets)
    if saving:
        report(out, saving, rows, problems, numbers, {"read": out_rows})
    else:
        for p in problems:
            say(p)
        out.show({"read": out_rows})
        for name, number in numbers.items():
            say(f"import {number} of {name}; rating undo {name} undoes it")
    what = "1 cell is" if len(sheets.unplaced) == 1 else f"{len(sheets.unplaced):,} cells are"
    say(f"{what} in no raw file; {project.shown(path)} lists each with its location")
    return bool(errors([*sheets.problems, *problems]) or (saving and saving.conflicts))


def _merged(project, files, name, step, prefer, own):
    """Read sheets for an existing edition, and merge them with it. Returns (ResearchSheets, Saving, problems, rows)."""
    from pipeline.desk.documents import Listed
    from pipeline.desk.importing import edition_of
    from pipeline.desk.merging import HELD, Said
    from pipeline.desk.saving import Saving, step_file
    from pipeline.importers.research_sheets import Known, ResearchSheets
    from pipeline.importers.sheets import read_all, sum_of, words
    from pipeline.reading.lineage import year_of

    edition = edition_of(project, name, step)
    tables = {t: edition.tables[f"staged.{t}"].to_dicts() for t in ("companies", "services")}
    grids, problems = read_all(files)
    known = Known(edition.methodology.scale, words(), edition.methodology, tables["companies"], tables["services"], own)
    sheets = ResearchSheets(grids, known, str(year_of(name)), edition.methodology.name)
    sums = {str(path): sum_of(path) for path in files if Path(path).is_file()}
    said = defaultdict(dict)
    for record in sheets.records:
        said[record["file"], record["company"]][record["key"]] = record
    saving = Saving(project, "import sheets", prefer)
    rows = []
    for (file, company), records in said.items():
        outer = next((path for path in sums if file == path or file.startswith(f"{path}/")), file)
        one = Said(
            file, {k: {c: r[c] for c in COLUMNS if r.get(c)} for k, r in records.items()}, sum=sums.get(outer, "")
        )
        one.where = {(key, column): r["cell"] for key, r in records.items() for column in HELD}
        found = Listed(file, company, [dict(row, company=company) for row in sheets.documents[company].rows.values()])
        for key, r in records.items():
            for source in r["sources"].split(";") if r["sources"] else ():
                found.cited.setdefault(source, set()).add((step, *key))
        saving.add(edition, step, one, found)
        rows.append((file, company, one))
    saving.merge()
    shown = [
        {
            "file": file,
            "company": company,
            "answers": len(one.rows),
            "written_to": project.shown(step_file(edition, step)),
        }
        | saving.counts(edition, step, one)
        for file, company, one in rows
    ]
    return sheets, saving, problems, shown


COLUMNS = ("company", "service", "strand", "element", "answer", "reason", "sources", "comment", "printed_points")


def _problems(found):
    """Print every error, and the first warnings."""
    warnings = [p for p in found if p.level == "warning"]
    for p in [*errors(found), *warnings[:SHOWN]]:
        say(p)
    if len(warnings) > SHOWN:
        say(f"{len(warnings) - SHOWN} more warnings are in the list of cells")


def _summary(edition, sheets):
    """Return the account of an import as rows: cells by what they were read as, and the rows that were made."""
    from pipeline.importers.rdr import summary

    cells = [(f"cells: {kind}", n) for kind, n in sheets.kinds.most_common()]
    return [{"edition": edition, "what": what, "number": n} for what, n in [*cells, *summary(sheets.collected)]]
