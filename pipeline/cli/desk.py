"""Collecting answers: `init`, `new`, `workbook`, `progress`, `import workbook`, `import answers`, `undo`."""

import sys
from pathlib import Path

import click

from pipeline.cli import arguments
from pipeline.cli.commands import argument, command, in_project, language, listing
from pipeline.core.lock import only_one
from pipeline.core.problems import DataError, say
from pipeline.core.project import Project, UsageError

PARTIAL = click.option("--partial", is_flag=True, help="Import the answers without errors, and report those left out.")
PREFER = click.option(
    "--prefer", multiple=True, metavar="WHAT",
    help="Resolve conflicts with the value of this FILE, of `files` (if they agree) or of `raw`; can be repeated, the "
    "first that has a value wins (default: list conflicts and do not write them).",
)  # fmt: skip


@command("init", "rating init my-rating --edition mine-2025")
@argument("folder", "The new folder.", metavar="DIR")
@click.option("--edition", default="", metavar="EDITION", help="Default: rating-<this year>.")
def init(folder, edition):
    """Create a new rating in a new folder."""
    from pipeline.desk.new import init

    name = init(Project(folder), edition)
    say(f"created {folder} with the edition {name}; its README.md lists the next steps")


@command("new", "rating new example-2025 --from example-2024")
@argument("edition", "Id of the new edition: <series>-<year>.")
@click.option("--from", "source", required=True, metavar="EDITION", help="The earlier edition.")
@in_project
def new(project, edition, source):
    """Create an edition from an earlier one, without its answers."""
    from pipeline.desk.new import new

    arguments.known(project, [source])
    with only_one(project):
        folder = new(project, edition, source)
    say(f"created {project.shown(folder)}, without answers; next: rating workbook {edition}")


@command("workbook", "rating workbook kz-2024 --step first-researcher --language ru")
@argument("edition")
@argument("company", "Id of a company (default: a workbook for each).", required=False)
@click.option("--step", default="", metavar="STEP", help="Step of the research (default: the methodology's first).")
@language("kk")
@click.option("--out", "folder", metavar="DIR", help="Default: build/workbooks/EDITION.")
@listing
def workbook(project, out, edition, company, step, language, folder):
    """Write XLSX workbooks that researchers fill in."""
    from pipeline.desk.workbooks import write

    arguments.known(project, [edition])
    with only_one(project):
        found = write(project, edition, company, step, language, folder)
    out.show({"workbooks": [{"file": str(path)} for path in found]})


@command("progress", "rating progress kz-2024")
@argument("edition")
@argument("company", required=False)
@listing
def progress(project, out, edition, company):
    """Count given and missing answers by company and step."""
    from pipeline.desk.progress import progress

    arguments.known(project, [edition])
    out.show(progress(project, edition, company, out.json), edition=edition)


@command("workbook", "rating import workbook build/workbooks/kz-2024/*.xlsx")
@argument("files", "Workbooks to read.", nargs=-1, metavar="FILE...")
@PREFER
@click.option("--replace", is_flag=True, help="Remove answers that the file of a company and step does not contain; "
              "reports how many, and asks.")  # fmt: skip
@click.option("--yes", is_flag=True, help="With --replace: do not ask.")
@PARTIAL
@listing
def import_workbook(project, out, files, prefer, replace, yes, partial):
    """Import filled-in workbooks. Rows and columns are found by their codes, even if they were sorted, inserted or
    hidden."""
    from pipeline.desk.workbooks import bring_in

    check_prefer(prefer, files)
    if replace and partial:
        raise UsageError("--replace can't be used with --partial: it would remove the answers that are left out")
    with only_one(project):
        saving, rows, problems = bring_in(project, files, partial, prefer, replace)
        if replace:
            _ask(saving, yes)
        numbers = saving.write()
    return report(out, saving, rows, problems, numbers)


@command("answers", "rating import answers answers.csv --edition kz-2024",
         "cat answers.csv | rating import answers - --edition kz-2024")  # fmt: skip
@argument("files", "CSV files to read; - is standard input.", nargs=-1, metavar="FILE...")
@PREFER
@click.option("--edition", required=True, metavar="EDITION", help="Edition that the answers belong to.")
@click.option("--step", default="final", show_default=True, metavar="STEP", help="Step of the research.")
@PARTIAL
@listing
def import_answers(project, out, files, prefer, edition, step, partial):
    """Import CSV files of answers. One row per answer, or one row per element and one column per service. Delimited by
    commas, semicolons or tabs, in UTF-8 or UTF-16."""
    from pipeline.desk.importing import edition_of, read_answers
    from pipeline.desk.saving import Saving, step_file

    arguments.known(project, [edition])
    check_prefer(prefer, files)
    with only_one(project):
        read_for = edition_of(project, edition, step)
        found = [read_answers(Path(path), read_for) for path in files]
        problems = [p for taken in found for p in taken.problems]
        if problems and not partial:
            raise DataError(problems)
        saving = Saving(project, "import answers", prefer)
        for taken in found:
            saving.add(read_for, step, taken.said)
        saving.merge()
        rows = []
        for taken in found:
            read = sum(bool(row["answer"]) for row in taken.said.rows.values())
            row = {"file": taken.said.file, "answers": read, "left_out": taken.held - read}
            row["written_to"] = project.shown(step_file(read_for, step)) if read else ""
            row |= saving.counts(read_for, step, taken.said)
            rows.append(row | {"drafts": len(taken.said.rows) - read})
        numbers = saving.write()
    return report(out, saving, rows, problems, numbers)


def check_prefer(prefer, files):
    """Raise UsageError if a --prefer names neither a file nor `files` nor `raw`."""
    from pipeline.desk.merging import FILES, THERE

    known = [THERE, FILES, *files]
    for one in prefer:
        if one not in known:
            raise UsageError(f'--prefer "{one}" is unknown (choose from {", ".join(known)})')


def _ask(saving, yes):
    """Print what --replace would remove, and ask for confirmation. Raises UsageError if it is not given."""
    for (edition, step, company), n in sorted(saving.removed.items()):
        say(f"{edition}, {company}, {step}: --replace removes {n} answers that the file does not contain")
    if not saving.removed or yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("nothing was imported (give --yes to remove them, or import without --replace)")
    say("Remove them? [y/N] ", end="")
    if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
        raise UsageError("nothing was imported")


def report(out, saving, rows, problems, numbers, more=None):
    """Print the result of an import. Return True if conflicts remain."""
    for p in problems:
        say(f"{'' if p.level == 'warning' else 'left out: '}{p}")
    out.show({**(more or {}), "imported": rows, "documents": saving.told, "conflicts": saving.conflicts})
    for edition, number in numbers.items():
        say(f"import {number} of {edition}; rating undo {edition} undoes it")
    if saving.conflicts:
        todo = "--prefer FILE, --prefer files where the files agree, or --prefer raw to keep the current value"
        n = len(saving.conflicts)
        say(f"{n} conflict{' was' if n == 1 else 's were'} not written (resolve with {todo})")
    return bool(saving.conflicts)


@command("undo", "rating undo kz-2024 --list", "rating undo kz-2024")
@argument("edition")
@click.argument("number", type=int, required=False, help="Number of an import or an undo (default: the last import "
                "that has not been undone).")  # fmt: skip
@click.option("--list", "only_list", is_flag=True, help="List all imports and undos without changing anything.")
@click.option("--force", is_flag=True, help="Undo even if files have changed since the import.")
@listing
def undo(project, out, edition, number, only_list, force):
    """Undo the last import into an edition. Repeat to undo earlier imports. An undo can be undone too: raw/history/
    keeps the replaced files."""
    from pipeline.core.history import imports, recorded, undo, undone

    edited = recorded(project)
    if edition not in edited:
        raise UsageError(
            f'no import into "{edition}" is recorded (editions with recorded imports: {", ".join(edited) or "none"})'
        )
    if only_list:
        entries = imports(project, edition)
        over = undone(entries)
        names = ("date", "command", "step", "files", "added", "changed", "removed", "undoes")
        rows = [
            {"number": e.number} | {n: e.about[n] for n in names} | {"undone_by": over.get(e.number, "")}
            for e in entries
        ]
        out.show({"imports": rows}, edition=edition)
        return
    with only_one(project):
        target, number = undo(project, edition, number, force)
    what = " ".join(w for w in (target.about["command"], target.about["files"]) if w)
    back = f"rating undo {edition} {number} undoes that"
    say(f"undid import {target.number} of {edition} ({what}); {back}")
    out.show({"put_back": [{"file": file} for file in sorted(target.sums)]})
