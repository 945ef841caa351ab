"""The texts that become public with a release, to review before it is written, and names of persons in them."""

import re
from collections import Counter

from pipeline.core.problems import DataError, Problem, quoted, visible
from pipeline.core.project import UsageError
from pipeline.reading.files import Reader
from pipeline.reading.privacy import folded
from pipeline.reading.validation import read_table
from pipeline.releasing.inputs import table_of
from pipeline.schemas import SCHEMAS, columns, key

FIRST = 10
"""The most texts that are listed without --texts."""

TABLES = (
    "answers", "sources", "engagement", "editions", "companies", "services", "selection", "corrections", "findings",
    "recommendations",
)  # fmt: skip
"""Tables with texts that people wrote for an edition, not those of its methodology."""


def first_public(frames, previous):
    """Return [(table, row, column, text)] of the texts in the tables of a release (name -> frame) that no table of the
    previous release (`previous`, the same, or empty) has."""
    known = {text for *_, text in _texts(previous)}
    found = {}
    for table, row, column, text in _texts(frames):
        if text not in known:
            found.setdefault(text, (table, row, column, text))
    return list(found.values())


def _texts(frames):
    for table in TABLES:
        if table not in frames:
            continue
        frame, schema = frames[table], SCHEMAS[f"public.{table}"]
        written = [c.name for c in columns(schema) if c.words and not c.name.startswith("sentence_")]
        names = [name for name in written if name in frame.columns]
        keys = [name for name in key(schema) if name != "edition" and name in frame.columns]
        for row in frame.iter_rows(named=True):
            joined = "/".join(str(row[name]) for name in keys)
            yield from ((table, joined, name, row[name]) for name in names if row[name])


def shown(texts, whole=False):
    """Return lines with the number of texts that become public for the first time, and the first ones, or all."""
    count = Counter(f"{column} of {table}" for table, _, column, _ in texts)
    kinds = f" ({', '.join(f'{what} {n}' for what, n in count.most_common())})" if texts else ""
    lines = [f"texts that become public for the first time: {len(texts)}{kinds}"]
    listed = texts if whole else texts[:FIRST]
    for table, row, column, text in listed:
        lines.append(f"  {table}: {f'{row} {column}'.strip()}: {visible(text) if whole else quoted(text)}")
    if len(listed) < len(texts):
        lines.append(f"  and {len(texts) - len(listed)} more (--texts lists all)")
    return lines


def persons(project, but=()):
    """Return folded name -> its private column, for each full name (two words or more) in the editions of a project,
    except those in `but`. A single word is often not a name."""
    found, reader = {}, Reader(project)
    for path in sorted(p for name in project.editions() for p in project.edition(name).rglob("*.csv")):
        table = table_of(path)
        wanted = [c.name for c in columns(SCHEMAS[table]) if c.kind == "person"] if table else []
        # Errors in the file are reported when its edition is checked. Most files have none of these columns.
        text = reader.text(path) if wanted else None
        there = text is not None and any(name in text for name in wanted)
        raw = read_table(reader, path, table, ["step"]) if there else None
        if raw is not None:
            for name in wanted:
                found |= {folded(cell): name for cell in raw.frame[name].unique() if " " in cell.strip()}
    known = {folded(name) for name in but}
    return {name: column for name, column in found.items() if name not in known}


def check_note(project, text, option):
    """Raise UsageError for a name of `persons` in a text given on the command line."""
    for _, column in _named(text, persons(project) if text else {}):
        raise UsageError(f"{option} has the name of a person from the private column {column} ({REMEDY})")


def check_inputs(project, inputs, found):
    """Raise DataError for names of `persons` in raw files as published (path -> bytes)."""
    wrong = []
    for path, data in sorted(inputs.items()):
        text = data.decode()
        for at, column in _named(text, found):
            line = text.count("\n", 0, at) + 1 if path.endswith(".csv") else 1
            what = f"has the name of a person from the private column {column} ({REMEDY})"
            wrong.append(Problem(project.shown(project.root / path), line, "file", what))
    if wrong:
        raise DataError(wrong)


REMEDY = "replace it by a role, or remove it"


def _named(text: str, found: dict[str, str]):
    """Yield (position, private column) for each name in a text."""
    if not found:
        return
    pattern = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(found, key=len, reverse=True))
    for match in re.finditer(rf"(?<!\w)({pattern})(?!\w)", text, re.IGNORECASE):
        if column := found.get(folded(match[0])):
            yield match.start(), column
