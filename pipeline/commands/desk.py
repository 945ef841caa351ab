"""From a blank sheet to answers: `init`, `new`, `workbook`, `progress`, `import workbook`, `import answers`."""

from pathlib import Path

from pipeline import tables
from pipeline.commands import asked
from pipeline.problems import DataError, say
from pipeline.project import Project
from pipeline.store import only_one


def init(_project, args):
    from pipeline.desk.new import init

    name = init(Project(args.folder), args.edition)
    say(f"{args.folder} is there, with the edition {name}; its README.md says how to go on")


def new(project, args):
    from pipeline.desk.new import new

    asked.known(project, [args.source])
    with only_one(project):
        folder = new(project, args.edition, args.source)
    say(f"{project.shown(folder)} is there, without answers; next: rating workbook {args.edition}")


def workbook(project, args):
    from pipeline.desk.workbooks import write

    asked.known(project, [args.edition])
    with only_one(project):
        found = write(project, args.edition, args.company, args.step, args.language, args.out)
    tables.show(args.format, {"workbooks": [{"file": str(path)} for path in found]})


def progress(project, args):
    from pipeline.desk.progress import progress

    asked.known(project, [args.edition])
    tables.show(args.format, progress(project, args.edition, args.company))


def import_workbook(project, args):
    from pipeline.desk.workbooks import bring_in

    with only_one(project):
        rows, problems = bring_in(project, args.files, args.partial)
    for p in problems:
        say(f"{'' if p.level == 'warning' else 'left out: '}{p}")
    tables.show(args.format, {"imported": rows})


def import_answers(project, args):
    from pipeline.desk.importing import Saving, edition_of, read_answers

    asked.known(project, [args.edition])
    with only_one(project):
        edition = edition_of(project, args.edition, args.step)
        found = [read_answers(Path(path), edition) for path in args.files]
        problems = [p for taken in found for p in taken.problems]
        if problems and not args.partial:
            raise DataError(problems)
        rows, saving = [], Saving()
        for path, taken in zip(args.files, found, strict=True):
            file = saving.add(edition, args.step, taken.answers) if taken.answers else None
            rows.append({"file": path, "answers": len(taken.answers), "left out": len(taken.problems),
                         "written to": project.shown(file) if file else ""})  # fmt: skip
        saving.write()
    for p in problems:
        say(f"left out: {p}")
    tables.show(args.format, {"imported": rows})
