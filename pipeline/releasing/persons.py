"""Names of persons in private columns of raw/: no published file may contain one, whoever wrote it."""

import re

from pipeline.core.problems import DataError, Problem
from pipeline.core.project import UsageError
from pipeline.reading.files import Reader
from pipeline.reading.privacy import folded
from pipeline.reading.validation import read_table
from pipeline.releasing.inputs import table_of
from pipeline.schemas import SCHEMAS, columns


def persons(project, but=()):
    """Folded name -> its private column, of each whole name (two words or more) in the editions of a project, without
    those in `but`. One word alone may be no name."""
    found = {}
    for path in sorted(p for name in project.editions() for p in project.edition(name).rglob("*.csv")):
        table = table_of(path)
        wanted = [c.name for c in columns(SCHEMAS[table]) if c.kind == "person"] if table else []
        # What is wrong with the file is told where its edition is checked.
        raw = read_table(Reader(project), path, table, ["step"]) if wanted else None
        if raw is not None:
            for name in wanted:
                found |= {folded(cell): name for cell in raw.frame[name].unique() if " " in cell.strip()}
    known = {folded(name) for name in but}
    return {name: column for name, column in found.items() if name not in known}


def check_note(text, option, found):
    """Complain of a name of `persons` in what is given on the command line."""
    for _, column in _named(text, found):
        raise UsageError(f"{option} has the name of a person from the private column {column} ({TODO})")


def check_inputs(project, inputs, found):
    """Complain of the names of `persons` in raw files as they are published (path -> bytes)."""
    wrong = []
    for path, data in sorted(inputs.items()):
        text = data.decode()
        for at, column in _named(text, found):
            line = text.count("\n", 0, at) + 1 if path.endswith(".csv") else 1
            what = f"has the name of a person from the private column {column} ({TODO})"
            wrong.append(Problem(project.shown(project.root / path), line, "file", what))
    if wrong:
        raise DataError(wrong)


TODO = "write a role, or leave it out"


def _named(text: str, found: dict[str, str]):
    """(position, private column) of each name in a text."""
    if not found:
        return
    pattern = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(found, key=len, reverse=True))
    for match in re.finditer(rf"(?<!\w)({pattern})(?!\w)", text, re.IGNORECASE):
        if column := found.get(folded(match[0])):
            yield match.start(), column
