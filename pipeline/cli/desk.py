"""From a blank sheet to answers: `init`, `new`, `workbook`, `progress`, `import workbook`, `import answers`."""

import sys
from pathlib import Path

from pipeline.cli import arguments, printing
from pipeline.core.lock import only_one
from pipeline.core.problems import DataError, say
from pipeline.core.project import Project, UsageError


def init(_project, args):
    from pipeline.desk.new import init

    name = init(Project(args.folder), args.edition)
    say(f"{args.folder} is there, with the edition {name}; its README.md says how to go on")


def new(project, args):
    from pipeline.desk.new import new

    arguments.known(project, [args.source])
    with only_one(project):
        folder = new(project, args.edition, args.source)
    say(f"{project.shown(folder)} is there, without answers; next: rating workbook {args.edition}")


def workbook(project, args):
    from pipeline.desk.workbooks import write

    arguments.known(project, [args.edition])
    with only_one(project):
        found = write(project, args.edition, args.company, args.step, args.language, args.out)
    printing.show(args.format, {"workbooks": [{"file": str(path)} for path in found]})


def progress(project, args):
    from pipeline.desk.progress import progress

    arguments.known(project, [args.edition])
    printing.show(args.format, progress(project, args.edition, args.company))


def import_workbook(project, args):
    from pipeline.desk.workbooks import bring_in

    _preferred(args)
    if args.replace and args.partial:
        raise UsageError("--replace can't be used with --partial: it would remove the answers that are left out")
    with only_one(project):
        saving, rows, problems = bring_in(project, args.files, args.partial, args.prefer, args.replace)
        if args.replace:
            _ask(saving, args.yes)
        numbers = saving.write()
    return _told(saving, rows, problems, numbers, args)


def import_answers(project, args):
    from pipeline.desk.importing import edition_of, read_answers
    from pipeline.desk.saving import Saving, step_file

    arguments.known(project, [args.edition])
    _preferred(args)
    with only_one(project):
        edition = edition_of(project, args.edition, args.step)
        found = [read_answers(Path(path), edition) for path in args.files]
        problems = [p for taken in found for p in taken.problems]
        if problems and not args.partial:
            raise DataError(problems)
        saving = Saving(project, "import answers", args.prefer)
        for taken in found:
            saving.add(edition, args.step, taken.said)
        saving.merge()
        rows = []
        for taken in found:
            read = sum(bool(row["answer"]) for row in taken.said.rows.values())
            row = {"file": taken.said.file, "answers": read, "left out": taken.held - read}
            row["written to"] = project.shown(step_file(edition, args.step)) if read else ""
            row |= saving.counts(edition, args.step, taken.said)
            rows.append(row | {"drafts": len(taken.said.rows) - read})
        numbers = saving.write()
    return _told(saving, rows, problems, numbers, args)


def _preferred(args):
    """Raise UsageError for a --prefer that names none of the files."""
    from pipeline.desk.merging import FILES, THERE

    known = [THERE, FILES, *args.files]
    for one in args.prefer:
        if one not in known:
            raise UsageError(f'--prefer "{one}" is none of {", ".join(known)}')


def _ask(saving, yes):
    """Say what --replace would remove, and let a person decide."""
    for (edition, step, company), n in sorted(saving.removed.items()):
        say(f"{edition}, {company}, {step}: --replace removes {n} answers that the file does not hold")
    if not saving.removed or yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("nothing was imported (give --yes to remove them, or import without --replace)")
    say("Remove them? [y/N] ", end="")
    if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
        raise UsageError("nothing was imported")


def _told(saving, rows, problems, numbers, args):
    """Print the account of an import. Returns True if conflicts are left to decide."""
    for p in problems:
        say(f"{'' if p.level == 'warning' else 'left out: '}{p}")
    printing.show(args.format, {"imported": rows, "documents": saving.told, "conflicts": saving.conflicts})
    for edition, number in numbers.items():
        say(f"import {number} of {edition}; rating undo {edition} undoes it")
    if saving.conflicts:
        todo = "--prefer FILE, --prefer files where the files agree, or --prefer raw to keep the current value"
        n = len(saving.conflicts)
        say(f"{n} conflict{' was' if n == 1 else 's were'} not written (decide with {todo})")
    return bool(saving.conflicts)


def undo(project, args):
    from pipeline.core.history import imports, recorded, undo, undone

    there = recorded(project)
    if args.edition not in there:
        raise UsageError(
            f'no import into "{args.edition}" is recorded (imports are recorded into: {", ".join(there) or "none"})'
        )
    if args.list:
        entries = imports(project, args.edition)
        over = undone(entries)
        names = ("date", "command", "step", "files", "added", "changed", "removed", "undoes")
        rows = [
            {"number": e.number} | {n: e.about[n] for n in names} | {"undone_by": over.get(e.number, "")}
            for e in entries
        ]
        printing.show(args.format, {f"imports of {args.edition}": rows})
        return
    with only_one(project):
        target, number = undo(project, args.edition, args.number, args.force)
    what = " ".join(w for w in (target.about["command"], target.about["files"]) if w)
    back = f"rating undo {args.edition} {number} undoes that"
    say(f"undid import {target.number} of {args.edition} ({what}); {back}")
    printing.show(args.format, {"put back": [{"file": file} for file in sorted(target.sums)]})
