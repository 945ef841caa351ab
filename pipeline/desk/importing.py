"""`rating import answers`: answers from CSV files with a row per answer or a column per service."""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.core.limits import Unread, read_file, read_input
from pipeline.core.lookalikes import foreign, lookalike
from pipeline.core.problems import DataError, Problem, errors, quoted
from pipeline.core.project import among
from pipeline.desk.layout import steps_of
from pipeline.desk.merging import HELD, Said
from pipeline.desk.saving import step_file
from pipeline.reading.editions import load
from pipeline.reading.files import CONTROLS, DELIMITERS, Malformed, csv_rows, separator, text_of
from pipeline.schemas import SCHEMAS, columns

LONG = {"company", "service", "element", "answer"}
COMPUTED = ("indicator", "status", "points")
"""Computed columns of a release's table of answers."""

LOST = {"unreadable file", "encoding", "ragged row", "missing column", "unknown column", "too big", "duplicate key"}
"""Kinds of errors that leave part of a file unread: rewriting the file would lose that part."""


@dataclass
class Taken:
    """The content of a file: `said`, the number of its answers with the rejected ones (`held`), and its problems."""

    said: Said
    held: int = 0
    problems: list = field(default_factory=list)


def edition_of(project, name, step):
    """Load the edition that answers are imported into. Raises UsageError for an unknown step, and DataError if its
    services or methodology can't be used, or if a file that the import rewrites was not read completely. Other errors
    in its answers are ignored."""
    (edition,) = load(project, [name])
    if edition.methodology is None or edition.tables.get("staged.services") is None:
        raise DataError(sorted(errors(edition.problems)))
    among(step, steps_of(edition.methodology), f'step "{step}" in methodology {edition.methodology.name}')
    written = [project.shown(path) for path in (step_file(edition, step), edition.folder / "sources.csv")]
    if lost := [p for p in errors(edition.own_problems) if p.kind in LOST and p.file in written]:
        raise DataError(sorted(lost))
    return edition


def read_answers(path, edition):
    """Read a CSV file of answers: long (a row per answer) or wide (a row per element, a column per service), delimited
    by `,`, `;` or tab, in UTF-8 or UTF-16. `-` is standard input. Returns `Taken`."""
    taken = Taken(Said(str(path), {}))

    def report(line, column, message):
        taken.problems.append(Problem(str(path), line, column, message))

    text = _text(taken.said, report)
    if text is None:
        return taken
    rows = _rows(text, report)
    if not rows:
        report(1, "file", "is empty (write a header with company, service, element, answer)")
        return taken
    header = [name.casefold() for name in rows[0][1]]
    known = _Known(edition, taken, report)
    if "element" not in header:
        report(rows[0][0], "element", "column is missing (add it; a row is an answer or an element in both layouts)")
    elif set(header) >= LONG:
        _long(rows[1:], rows[0][0], header, known, report)
    else:
        _wide(rows[1:], rows[0][0], rows[0][1], known, report)
    return taken


def _text(said, report):
    workbook = "`rating import workbook` reads what `rating workbook` wrote; save any other sheet as CSV UTF-8"
    try:
        if said.file != "-":
            return text_of(read_file(Path(said.file)), True, workbook)
        data = read_input()
        said.sum = hashlib.sha256(data).hexdigest()
        return text_of(data, True, workbook)
    except FileNotFoundError:
        report(1, "file", "is missing (check its name)")
    except Unread as unread:
        report(1, "file", str(unread))
    except Malformed as error:
        report(error.line, error.column, str(error))
    return None


def _rows(text, report):
    """Return [(line, cells)] of a text. The delimiter is the one in Excel's `sep=` line, else the most frequent one in
    the first line."""
    first, rows = text.split("\n", 1)[0], []
    named = separator(first)
    try:
        for line, row in csv_rows(text, named or max(DELIMITERS, key=first.count)):
            rows.append((line, [cell.strip() for cell in row]))
    except Malformed as error:
        report(error.line, error.column, str(error))
    return rows[1:] if named else rows


class _Known:
    """The codes and answers that a file may use; valid answers are added to `taken`."""

    def __init__(self, edition, taken, report):
        self.taken, self.error, self.lines, self.edition = taken, report, {}, edition.name
        self.services = {(r["company"], r["service"]): r for r in edition.tables["staged.services"].to_dicts()}
        self.elements = {r["element"]: r["indicator"] for r in edition.methodology.rows_of("elements")}
        self.strands = edition.methodology.strands
        self.scale = edition.methodology.scale

    def take(self, line, column, cells):
        """Add the row of an answer or of a draft without one; report an invalid row as an error."""
        self.taken.held += bool(cells["answer"])
        if not any(cells.get(name) for name in HELD):
            return
        for name, cell in cells.items():
            if control := re.search(CONTROLS, cell):
                what = f"has the control character U+{ord(control[0]):04X} (remove it)"
                self.error(line, column if name == "answer" else name, f"{quoted(cell)} {what}")
                return
        company, service, element = cells["company"], cells["service"], cells["element"]
        strands = self.strands.get(self.elements.get(element), ["all"])
        strand = cells.get("strand") or (strands[0] if len(strands) == 1 else "")
        answer = self.scale.find(cells["answer"]) if cells["answer"] else ""
        for name, code in (("service", f"{company}/{service}"), ("element", element), ("strand", strand)):
            if not code.isascii():
                self.error(line, name, f"{quoted(code)} {foreign(code)}")
                return
        if (company, service) not in self.services:
            self.error(line, "service", f"{quoted(f'{company}/{service}')} is not in services.csv (correct it)")
        elif element not in self.elements:
            self.error(line, "element", f"{quoted(element)} is not an element of the methodology (correct it)")
        elif strand not in strands:
            self.error(line, "strand", f"{quoted(strand)} is not a strand of {element} (write {' or '.join(strands)})")
        elif answer is None:
            self.error(line, column, self.scale.unknown(cells["answer"]))
        else:
            key = company, service, strand, element
            if key in self.lines:
                what = f"{'/'.join(key)} is a duplicate of line {self.lines[key]}"
                self.error(line, "element", f"{what} (remove one of the two)")
            else:
                self.lines[key] = line
                self.taken.said.rows[key] = cells | {"strand": strand, "answer": answer}
                self.taken.said.where |= {(key, name): str(line) for name in HELD}


def _long(rows, line, header, known, report):
    names = [c.name for c in columns(SCHEMAS["staged.given_answers"]) if c.name != "edition"]
    released = [c.name for c in columns(SCHEMAS["public.answers"])]
    if sorted(header) == sorted(released):
        # A release's own table of answers: its computed columns are ignored.
        names = released
    at = header.index("answer")

    def skip(rows):
        known.taken.held += sum(bool(row[at]) for _, row in rows if len(row) > at)

    for name in header:
        if name not in names or header.count(name) > 1:
            report(line, name or '""', f"unknown or duplicate column (the columns are {','.join(names)})")
            skip(rows)
            return
    for n, (number, row) in enumerate(rows):
        if len(row) != len(header):
            report(number, "row", f"has {len(row)} cells; the header has {len(header)} (check the delimiters)")
            skip(rows[n : n + 1])
        else:
            cells = dict(zip(header, row, strict=True))
            of = cells.pop("edition", known.edition)
            if of != known.edition:
                what = f"{quoted(of)} is not the edition of this import, {known.edition}"
                report(number, "edition", f"{what} (import the row into {quoted(of)})")
                skip(rows[n:])
                return
            known.take(number, "answer", {name: cells[name] for name in cells if name not in COMPUTED})


def _wide(rows, line, header, known, report):
    """Read a table with a column per service, headed `company/service`, or by the id or name of a service if only one
    service has it."""
    at = [name.casefold() for name in header].index("element")
    places = {}
    for i, name in enumerate(header):
        if i == at or not name:
            continue
        found = [
            place
            for place, r in known.services.items()
            if name in (f"{place[0]}/{place[1]}", place[1], r["name_en"], r["name_ru"], r["name_kk"])
        ]
        if len(found) == 1 and found[0] not in places.values():
            places[i] = found[0]
        else:
            names = [r[n] or "" for r in known.services.values() for n in ("name_en", "name_ru", "name_kk")]
            what = "is ambiguous or a duplicate" if found else "is not a service of the edition"
            todo = f"{what} (write company/service, such as {'/'.join(next(iter(known.services)))})"
            report(
                line, quoted(name), (not found and lookalike(name, [*names, *map("/".join, known.services)])) or todo
            )
    for number, row in rows:
        if len(row) > len(header):
            report(number, "row", f"has {len(row)} cells; the header has {len(header)} (check the delimiters)")
            known.taken.held += sum(bool(cell) for i, cell in enumerate(row) if i != at)
            continue
        known.taken.held += sum(bool(cell) for i, cell in enumerate(row) if header[i] and i != at and i not in places)
        for i, (company, service) in places.items():
            if i < len(row):
                cells = {"company": company, "service": service, "element": row[at], "answer": row[i]}
                known.take(number, quoted(header[i]), cells)
