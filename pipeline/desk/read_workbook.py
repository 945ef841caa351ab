"""`rating import workbook`: what researchers filled in in a workbook, read back by its codes."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.core.languages import LANGUAGES
from pipeline.core.lookalikes import slip
from pipeline.core.problems import faults, quoted
from pipeline.desk import layout as plan
from pipeline.desk.layout import FRONT, SOURCES, Layout
from pipeline.desk.open_workbook import Refused, open_workbook
from pipeline.desk.workbook_cells import ANEW, Told, marked
from pipeline.desk.workbook_entries import FormReader, held, read_sources
from pipeline.desk.workbook_made import made_of
from pipeline.reading.editions import load
from pipeline.reading.files import BLANKS
from pipeline.reading.steps import FINAL
from pipeline.schemas.fields import ID

KEYS = ("edition", "methodology", "company", "step", "language")


@dataclass(frozen=True)
class Filled:
    """What a workbook holds. `answers`: dicts with company, service, strand, element, answer (as the scale has it, or
    empty), comment, internal_comment (from format 2 on), sources (`;` between), reason (the comment, where the answer
    is the one without points); of each place where something is filled in, and nothing is wrong. `sources`: dicts with
    the columns of sources.csv. `problems`: faults and warnings, each with its sheet and cell. What could not be told of
    the file is empty.

    `begun`: (service, strand, element) -> column -> `merging.mark` of what the workbook was filled in with when it was
    written, `begun_sources` the same by id; `where`: ((service, strand, element), column) -> the cell, `source_cells`
    the same by id; `held`: (service, strand, element), as written, of all answers, be something wrong with them or not.
    """

    edition: str = ""
    company: str = ""
    step: str = ""
    language: str = ""
    answers: list = field(default_factory=list)
    sources: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    begun: dict = field(default_factory=dict)
    begun_sources: dict = field(default_factory=dict)
    where: dict = field(default_factory=dict, compare=False)
    source_cells: dict = field(default_factory=dict, compare=False)
    held: set = field(default_factory=set, compare=False)


def read_workbook(project, path):
    """Read a workbook back: a `Filled`. Bad content raises nothing; it becomes problems."""
    told, found = Told(path), {}
    try:
        sheets = open_workbook(Path(path))
        codes = _codes(sheets, told)
        edition = codes and _edition(project, codes, told)
        if edition:
            found = {key: codes.values[key] for key in ("edition", "company", "step", "language")}
            found |= {"begun": codes.begun, "begun_sources": codes.begun_sources}
            found |= _read(sheets, codes, Layout(edition, found["company"], found["language"]), told)
    except Refused as refused:
        told.whole(refused.message, refused.sheet, refused.line, refused.cell)
    return Filled(problems=told.problems, **found)


@dataclass
class _Codes:
    """The hidden sheet: the `version` of the format, `values` of KEYS, `rows` where they stand; `names`: code of a
    sheet -> its name at writing; what was filled in then, as in `Filled`."""

    sheet: object
    version: int
    values: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    names: dict = field(default_factory=dict)
    begun: dict = field(default_factory=dict)
    begun_sources: dict = field(default_factory=dict)


def _codes(sheets, told):
    """The codes of a workbook, or None with a fault."""
    found = [s for s in sheets if s.rows and _cell(s, 0, 0) == plan.BOOK_MARK]
    if len(found) != 1:
        what = "has the hidden sheet with codes twice" if found else "has no sheet with codes"
        told.whole(f"{what}: it is not as `rating workbook` wrote it ({ANEW})")
        return None
    (sheet,) = found
    version = _cell(sheet, 0, 1)
    if not re.fullmatch(r"[1-9][0-9]{0,5}", version, re.ASCII):
        told.cell(sheet, 0, 1, f"{quoted(version)} is no version of the format ({ANEW})")
        return None
    if int(version) > plan.FORMAT:
        what = f"is of format {version}, and this program reads up to {plan.FORMAT}"
        told.cell(sheet, 0, 1, f"{what} (update the program)")
        return None
    codes = _Codes(sheet, int(version))
    for row in range(1, len(sheet.rows)):
        key = _cell(sheet, row, 0)
        if key in KEYS:
            codes.values[key], codes.rows[key] = _cell(sheet, row, 1), row
        elif key == "sheet":
            codes.names[_cell(sheet, row, 1)] = _cell(sheet, row, 2)
        elif key == plan.BEGUN:
            codes.begun[tuple(_cell(sheet, row, c) for c in (1, 2, 3))] = _marks(sheet, row, 4)
        elif key == plan.BEGUN_SOURCE:
            codes.begun_sources[_cell(sheet, row, 1)] = _marks(sheet, row, 2)
    for key in KEYS:
        if key not in codes.values:
            told.cell(sheet, 0, 0, f'"{key}" is missing among the codes ({ANEW})')
    if codes.version == 1 and codes.values.get("step") == FINAL:
        what = "is of format 1, which mixes comments of earlier steps with those that are published"
        told.cell(sheet, 0, 1, f"{what} ({ANEW})")
        return None
    return codes if len(codes.values) == len(KEYS) else None


def _marks(sheet, row, first):
    """Column -> mark, from the cells of a row that hold `<column>:<mark>`."""
    cells = [_cell(sheet, row, column).partition(":") for column in range(first, len(sheet.rows[row]))]
    return {column: mark for column, _, mark in cells if column}


def _cell(sheet, row, column):
    value = sheet.value(row, column)
    return value.strip(BLANKS) if isinstance(value, str) else str(value)


def _edition(project, codes, told):
    """The edition that a workbook is of, or None with faults."""
    values = codes.values

    def known(key, choices, where):
        """True for a value among the choices; otherwise that is a fault."""
        if values[key] in choices:
            return True
        close = slip(values[key], choices)
        todo = f"did you mean {quoted(close)}?" if close else f"there are: {', '.join(choices) or 'none'}"
        told.cell(codes.sheet, codes.rows[key], 1, f"{quoted(values[key])} is no {key} {where} ({todo})")
        return False

    editions = project.editions()
    if not known("edition", editions, "of this project"):
        return None
    name = told.edition = values["edition"]
    (edition,) = load(project, [name])
    if _unusable(project, edition):
        told.whole(f"is of edition {name}, whose own files have faults (correct what `rating check {name}` lists)")
        return None
    methodology = edition.methodology
    companies = edition.tables["staged.companies"]["company"].to_list()
    fits = [
        known("methodology", [methodology.name], f"of {name}"),
        known("company", companies, f"of {name}"),
        known("step", plan.steps_of(methodology), f"of methodology {methodology.name}"),
        known("language", LANGUAGES, "of workbooks"),
    ]
    alike = all(fits) and _named_alike(told, values, editions, companies, plan.steps_of(methodology))
    return edition if alike else None


def _unusable(project, edition):
    """True where the edition or its methodology has faults outside its answers, which are what is to be replaced."""
    answers = project.shown(edition.folder / "answers")
    own = [p for p in faults(edition.own_problems) if not p.file.startswith(answers)]
    return edition.methodology is None or bool(own or faults(edition.methodology.problems))


def _named_alike(told, values, editions, companies, steps):
    """True unless the file's name says another edition, company or step than its codes do; a name that says none of
    them is nobody's mistake."""
    stem = Path(told.path).stem
    own = values["edition"], values["company"], values["step"]
    said = max((e for e in editions if stem.startswith(f"{e}-")), key=len, default="")
    name = (said,)
    rest = stem.removeprefix(f"{said}-")
    if said == own[0] and rest != "-".join(own[1:]):
        name = next(((said, c, s) for c in companies for s in steps if rest == f"{c}-{s}"), name)
    if not said or name in (own, own[:1]):
        return True
    what = f"is the workbook of {', '.join(own)}, but its name says {', '.join(name)}"
    told.whole(f"{what} (take the right file, or correct its name)")
    return False


def _read(sheets, codes, layout, told):
    """What the sheets hold: field of `Filled` -> its value."""
    answers, where, sources, source_cells = [], {}, [], {}
    made = made_of(codes.sheet, layout)
    ours = _ours(sheets, codes, layout, told, made)
    known, noted = None, {}
    if SOURCES in ours:
        sources, known, source_cells = read_sources(*ours[SOURCES], told, layout.company)
    for form in layout.forms:
        if form.category not in ours:
            continue
        entries = [entry for entry in plan.ENTRIES if codes.version > 1 or entry != plan.PRIVATE]
        reader = FormReader(*ours[form.category], told, form, layout, codes.values["step"], entries, made)
        answers += reader.answers
        where |= reader.where
        noted[ours[form.category][0].name] = reader.grid.noted
        for row, column, source in reader.cited:
            if known is not None and source not in known:
                sheet = quoted(ours[SOURCES][0].name)
                message = f"{quoted(source)} is not on the sheet {sheet} (add it there, or correct it)"
                if not re.fullmatch(ID, source, re.ASCII):
                    todo = f"write its code from the sheet {sheet}, and the page into the comment"
                    message = f"{quoted(source)} is not the code of a document ({todo})"
                reader.grid.fault(row, column, message, "warning")
    made.tell(told)
    for sheet in sheets:
        for place in sorted(sheet.notes.keys() - noted.get(sheet.name, set())):
            what = f"has the note {quoted(sheet.notes[place])}, which is not read"
            told.cell(sheet, *place, f"{what} (write it into the comment of an answer)", "warning")
    places = {place for sheet in sheets for mark in marked(sheet) for place in held(sheet, mark)}
    return {"answers": answers, "where": where, "sources": sources, "source_cells": source_cells, "held": places}


def _ours(sheets, codes, layout, told, made):
    """Code of a sheet -> (sheet, where its mark stands). Reports sheets that are missing, twice, or not ours."""
    forms = {form.category: form.sheet for form in layout.forms}
    wanted = {**forms, SOURCES: layout.titles[SOURCES]}
    names = {code: codes.names.get(code, name) for code, name in wanted.items()}
    found, first = {}, {}
    for sheet in sheets:
        marks = marked(sheet)
        if sheet is codes.sheet:
            continue
        if not marks:
            _foreign(sheet, names, told)
            continue
        row, column, code = marks[0]
        if code in first:
            message = f"has the codes of the sheet {quoted(first[code])} as well (remove one of the two)"
            told.cell(sheet, row, column, message)
            found[code] = None
        elif len(marks) > 1:
            told.cell(sheet, *marks[1][:2], "is a second row of codes (remove what was pasted)")
            found[code] = None
        elif code in wanted:
            found[code] = sheet, (row, column)
        elif code in made.categories:
            made.lost["code", ""] += len(held(sheet, (row, column)))
        elif code != FRONT:
            told.cell(sheet, row, column, f"{quoted(code)} is no category that is asked of this company ({ANEW})")
        first.setdefault(code, sheet.name)
    for code, name in names.items():
        new = made.categories and code not in (*made.categories, SOURCES)
        if code not in found and not new and not any(s.name == name for s in sheets):
            told.whole(f"is missing (put it back from a copy, or {ANEW})", name, 1, "sheet")
    return {code: place for code, place in found.items() if place}


def _foreign(sheet, names, told):
    """A sheet without our mark: one of ours that lost it, or one that somebody added."""
    if sheet.name in names.values():
        told.whole(f"has lost its hidden row of codes (put it back from a copy, or {ANEW})", sheet.name, 1, "sheet")
    elif any(value not in ("", None) for cells in sheet.rows for value in cells):
        told.whole("is not read: it is none of the form's sheets (remove it)", sheet.name, 1, "sheet", "warning")
