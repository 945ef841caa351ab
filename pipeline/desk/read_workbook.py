"""`rating import workbook`: the answers and sources of a filled-in workbook, located by its codes."""

import datetime
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from xlsxwriter.utility import xl_rowcol_to_cell as cell_name

from pipeline.core.languages import LANGUAGES
from pipeline.core.lookalikes import foreign, slip
from pipeline.core.problems import Problem, errors, quoted
from pipeline.desk import layout as plan
from pipeline.desk.layout import ANEW, FRONT, HEAD, PREVIOUS, PRIVATE, SHEET_MARK, SOURCE_COLUMNS, SOURCES, Layout
from pipeline.desk.workbook_made import made_of
from pipeline.reading.dates import NoDate, read_date, serial
from pipeline.reading.editions import load
from pipeline.reading.files import BLANKS
from pipeline.reading.open_workbook import Refused, open_workbook
from pipeline.reading.raw_text import one_line_end
from pipeline.reading.steps import FINAL
from pipeline.schemas.fields import ID

KEYS = ("edition", "methodology", "company", "step", "language")


@dataclass(frozen=True)
class Filled:
    """The content of a workbook. `answers`: dicts with company, service, strand, element, answer (spelled as in the
    scale, or empty), comment, internal_comment (from format 2 on), sources (separated by `;`), reason (the comment, if
    the answer is N/A); one for each filled-in question without errors. `sources`: dicts with the columns of
    sources.csv. `problems`: errors and warnings, each with its sheet and cell. Fields that can't be read are empty.

    `begun`: (service, strand, element) -> column -> `merging.mark` of the prefilled text, `begun_sources` the same by
    id; `where`: ((service, strand, element), column) -> the cell, `source_cells` the same by id; `held`: (service,
    strand, element), as written, of all answers, with or without errors.
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
    """Read a workbook. Returns `Filled`; errors in the file become problems and raise nothing."""
    report, found = Report(path), {}
    try:
        sheets = open_workbook(Path(path))
        codes = _codes(sheets, report)
        edition = codes and _edition(project, codes, report)
        if edition:
            found = {key: codes.values[key] for key in ("edition", "company", "step", "language")}
            found |= {"begun": codes.begun, "begun_sources": codes.begun_sources}
            found |= _read(sheets, codes, Layout(edition, found["company"], found["language"]), report)
    except Refused as refused:
        report.file(refused.message, refused.sheet, refused.line, refused.cell)
    return Filled(problems=report.problems, **found)


@dataclass
class _Codes:
    """The hidden sheet: the `version` of the format, `values` of KEYS and their `rows`; `names`: code of a sheet -> its
    name when written; `begun` and `begun_sources` as in `Filled`."""

    sheet: object
    version: int
    values: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    names: dict = field(default_factory=dict)
    begun: dict = field(default_factory=dict)
    begun_sources: dict = field(default_factory=dict)


def _codes(sheets, report):
    """Return the codes of a workbook, or report an error and return None."""
    found = [s for s in sheets if s.rows and _cell(s, 0, 0) == plan.BOOK_MARK]
    if len(found) != 1:
        what = "has a duplicate hidden sheet with codes" if found else "has no sheet with codes"
        report.file(f"{what}: it is not as `rating workbook` wrote it ({ANEW})")
        return None
    (sheet,) = found
    version = _cell(sheet, 0, 1)
    if not re.fullmatch(r"[1-9][0-9]{0,5}", version, re.ASCII):
        report.cell(sheet, 0, 1, f"{quoted(version)} is not a version of the format ({ANEW})")
        return None
    if int(version) > plan.FORMAT:
        what = f"has format {version}; this program reads formats up to {plan.FORMAT}"
        report.cell(sheet, 0, 1, f"{what} (update the program)")
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
            report.cell(sheet, 0, 0, f'"{key}" is missing from the codes ({ANEW})')
    if codes.version == 1 and codes.values.get("step") == FINAL:
        what = "has format 1, which mixes comments of earlier steps with those that are published"
        report.cell(sheet, 0, 1, f"{what} ({ANEW})")
        return None
    return codes if len(codes.values) == len(KEYS) else None


def _marks(sheet, row, first):
    """Return column -> mark, from the cells `<column>:<mark>` of a row."""
    cells = [_cell(sheet, row, column).partition(":") for column in range(first, len(sheet.rows[row]))]
    return {column: mark for column, _, mark in cells if column}


def _cell(sheet, row, column):
    value = sheet.value(row, column)
    return value.strip(BLANKS) if isinstance(value, str) else str(value)


def _edition(project, codes, report):
    """Load the edition of a workbook, or report errors and return None."""
    values = codes.values

    def known(key, choices, where):
        """Return True if a value is among the choices; otherwise report an error."""
        if values[key] in choices:
            return True
        close = slip(values[key], choices)
        todo = f"did you mean {quoted(close)}?" if close else f"available: {', '.join(choices) or 'none'}"
        report.cell(codes.sheet, codes.rows[key], 1, f"{quoted(values[key])} is not a known {key} {where} ({todo})")
        return False

    editions = project.editions()
    if not known("edition", editions, "of this project"):
        return None
    name = report.edition = values["edition"]
    (edition,) = load(project, [name])
    if _unusable(project, edition):
        report.file(
            f"belongs to {name}, an edition with errors in its files (correct what `rating check {name}` lists)"
        )
        return None
    methodology = edition.methodology
    companies = edition.tables["staged.companies"]["company"].to_list()
    fits = [
        known("methodology", [methodology.name], f"of {name}"),
        known("company", companies, f"of {name}"),
        known("step", plan.steps_of(methodology), f"of methodology {methodology.name}"),
        known("language", LANGUAGES, "of workbooks"),
    ]
    matches = all(fits) and _name_matches(report, values, editions, companies, plan.steps_of(methodology))
    return edition if matches else None


def _unusable(project, edition):
    """True if the edition or its methodology has errors outside its answers, which the import replaces."""
    answers = project.shown(edition.folder / "answers")
    own = [p for p in errors(edition.own_problems) if not p.file.startswith(answers)]
    return edition.methodology is None or bool(own or errors(edition.methodology.problems))


def _name_matches(report, values, editions, companies, steps):
    """True unless the file's name has a different edition, company or step than its codes; a name without any of them
    is allowed."""
    stem = Path(report.path).stem
    own = values["edition"], values["company"], values["step"]
    named = max((e for e in editions if stem.startswith(f"{e}-")), key=len, default="")
    name = (named,)
    rest = stem.removeprefix(f"{named}-")
    if named == own[0] and rest != "-".join(own[1:]):
        name = next(((named, c, s) for c in companies for s in steps if rest == f"{c}-{s}"), name)
    if not named or name in (own, own[:1]):
        return True
    what = f"is the workbook of {', '.join(own)}, but is named after {', '.join(name)}"
    report.file(f"{what} (choose the right file, or correct its name)")
    return False


def _read(sheets, codes, layout, report):
    """Read the sheets. Returns field of `Filled` -> its value."""
    answers, where, sources, source_cells = [], {}, [], {}
    made = made_of(codes.sheet, layout)
    ours = _ours(sheets, codes, layout, report, made)
    known, noted = None, {}
    if SOURCES in ours:
        sources, known, source_cells = read_sources(*ours[SOURCES], report, layout.company)
    for form in layout.forms:
        if form.category not in ours:
            continue
        entries = [entry for entry in plan.ENTRIES if codes.version > 1 or entry != plan.PRIVATE]
        reader = FormReader(*ours[form.category], report, form, layout, codes.values["step"], entries, made)
        answers += reader.answers
        where |= reader.where
        noted[ours[form.category][0].name] = reader.grid.noted
        for row, column, source in reader.cited:
            if known is not None and source not in known:
                sheet = quoted(ours[SOURCES][0].name)
                message = f"{quoted(source)} is not on the sheet {sheet} (add it there, or correct it)"
                if not re.fullmatch(ID, source, re.ASCII):
                    todo = f"write its code from the sheet {sheet}, and move the page to the comment"
                    message = f"{quoted(source)} is not the code of a document ({todo})"
                reader.grid.error(row, column, message, "warning")
    made.report_to(report)
    for sheet in sheets:
        for cell in sorted(sheet.notes.keys() - noted.get(sheet.name, set())):
            what = f"has the note {quoted(sheet.notes[cell])}, which is not read"
            report.cell(sheet, *cell, f"{what} (move it to the comment of an answer)", "warning")
    answered = {key for sheet in sheets for mark in marked(sheet) for key in held(sheet, mark)}
    return {"answers": answers, "where": where, "sources": sources, "source_cells": source_cells, "held": answered}


def _ours(sheets, codes, layout, report, made):
    """Return code of a sheet -> (sheet, cell of its mark). Reports sheets that are missing, duplicate or unknown."""
    forms = {form.category: form.sheet for form in layout.forms}
    wanted = {**forms, SOURCES: layout.titles[SOURCES]}
    names = {code: codes.names.get(code, name) for code, name in wanted.items()}
    found, first = {}, {}
    for sheet in sheets:
        marks = marked(sheet)
        if sheet is codes.sheet:
            continue
        if not marks:
            _foreign(sheet, names, report)
            continue
        row, column, code = marks[0]
        if code in first:
            message = f"has the same codes as the sheet {quoted(first[code])} (remove one of the two)"
            report.cell(sheet, row, column, message)
            found[code] = None
        elif len(marks) > 1:
            report.cell(sheet, *marks[1][:2], "is a second row of codes (remove what was pasted)")
            found[code] = None
        elif code in wanted:
            found[code] = sheet, (row, column)
        elif code in made.categories:
            made.lost["code", ""] += len(held(sheet, (row, column)))
        elif code != FRONT:
            report.cell(sheet, row, column, f"{quoted(code)} is not a category that is asked of this company ({ANEW})")
        first.setdefault(code, sheet.name)
    for code, name in names.items():
        new = made.categories and code not in (*made.categories, SOURCES)
        if code not in found and not new and not any(s.name == name for s in sheets):
            report.file(f"is missing (restore it from a copy, or {ANEW})", name, 1, "sheet")
    return {code: sheet for code, sheet in found.items() if sheet}


def _foreign(sheet, names, report):
    """Report a sheet without a mark: one of the workbook that lost it, or one that somebody added."""
    if sheet.name in names.values():
        report.file(f"has no hidden row of codes (restore the sheet from a copy, or {ANEW})", sheet.name, 1, "sheet")
    elif any(value not in ("", None) for cells in sheet.rows for value in cells):
        report.file("is not read: it is not a sheet of the form (remove it)", sheet.name, 1, "sheet", "warning")


MOST = 500
"""Problems of one workbook that are listed; one more reports that there are more."""


class Report:
    """Collects the errors and warnings of a workbook, each with its sheet and cell."""

    def __init__(self, path):
        self.path, self.edition, self.problems = str(path), "", []

    def file(self, message, sheet="", line=1, cell="file", level="error"):
        """Add a problem of the file, or of one of its sheets, whose name can contain control characters."""
        if len(self.problems) > MOST:
            return
        if len(self.problems) == MOST:
            sheet, line, cell, level = "", 1, "file", "error"
            message = f"has more than {MOST} errors and warnings (correct these first)"
        file = f"{self.path}[{quoted(sheet)[1:-1]}]" if sheet else self.path
        self.problems.append(Problem(file, line, cell, message, level, "workbook", self.edition))

    def cell(self, sheet, row, column, message, level="error"):
        self.file(message, sheet.name, row + 1, cell_name(row, column), level)


def marked(sheet):
    """Return [(row, column, code)] of the cells that identify a sheet of the workbook."""
    return [
        (r, c, value.removeprefix(SHEET_MARK))
        for r, cells in enumerate(sheet.rows)
        for c, value in enumerate(cells)
        if isinstance(value, str) and value.startswith(SHEET_MARK)
    ]


class Grid:
    """A sheet of the workbook. `columns`: code -> column; `body`: the rows below the codes without the headings;
    `noted`: the cells whose notes were read."""

    def __init__(self, sheet, mark, report, expected, ignored=()):
        """`expected` codes of columns must occur once each; `ignored` ones can occur."""
        self.sheet, self.report = sheet, report
        self.row, self.column = mark[:2]
        self.noted = set()
        self.columns = {}
        self._codes(expected, ignored)
        below = range(self.row + 1, len(sheet.rows))
        self.heads = [r for r in below if sheet.value(r, self.column) == HEAD]
        self.body = [r for r in below if r not in set(self.heads)]
        self._outside()

    def _codes(self, expected, ignored):
        twice, known = set(), {}
        for column, value in enumerate(self.sheet.rows[self.row]):
            code = value.strip(BLANKS) if isinstance(value, str) else str(value)
            if not code or column == self.column:
                continue
            if code in known:
                what = f"{quoted(code)} is a duplicate of {cell_name(self.row, known[code])}"
                self.error(self.row, column, f"{what} (remove one of the two columns)")
                twice.add(code)
            elif code not in expected and code not in ignored:
                close = slip(code, expected)
                todo = f"did you mean {quoted(close)}?" if close else "remove it"
                self.error(self.row, column, f"{quoted(code)} is not the code of a column of this sheet ({todo})")
            known.setdefault(code, column)
        for code in expected:
            if code not in known:
                what = f"the column with the code {quoted(code)} is missing"
                self.error(self.row, self.column, f"{what} (restore it, or {ANEW})")
        self.columns = {code: column for code, column in known.items() if code not in twice}
        self.coded = set(known.values())

    def _outside(self):
        """Report filled cells outside the form, because their content would be lost."""
        ours = self.coded | {self.column}
        for row, cells in enumerate(self.sheet.rows):
            for column in range(len(cells)):
                if row == self.row or not self.filled(row, column):
                    continue
                head = row in self.heads
                if row < self.row or column not in ours or (column == self.column and not head):
                    what = f"{self.shown(row, column)} is outside the form and is not read"
                    self.error(row, column, f"{what} (move it to a comment, or remove it)")

    def error(self, row, column, message, level="error"):
        self.report.cell(self.sheet, row, column, message, level)

    def cell_of(self, row, column):
        """Return the name of a cell with its sheet, such as `Privacy!D17`."""
        return f"{self.sheet.name}!{cell_name(row, column)}"

    def shown(self, row, column):
        value = self.sheet.value(row, column)
        return quoted(value if isinstance(value, str) else str(value))

    def filled(self, row, column):
        """True if a cell is not empty; a formula without a value counts."""
        if (row, column) in self.sheet.scan.formulas or (row, column) in self.sheet.scan.errors:
            return True
        value = self.sheet.value(row, column)
        return bool(value.strip(BLANKS)) if isinstance(value, str) else True

    def merged(self, rows):
        """Report merged cells in the columns of the form and the given rows."""
        rows = set(rows)
        for top, left, bottom, right in self.sheet.merged:
            over = any(left <= c <= right for c in self.coded)
            if over and any(r in rows for r in range(top, min(bottom + 1, len(self.sheet.rows)))):
                area = f"{cell_name(top, left)}:{cell_name(bottom, right)}"
                self.error(top, left, f"{area} is merged across cells of the form (split them)")

    def text(self, row, column, noun, formulas=True, numbers=False):
        """Return a cell's text, or report an error and return None. `formulas` and `numbers` allow, with a warning, the
        last value of a formula and whole numbers."""
        cell = row, column
        if cell in self.sheet.scan.errors:
            error = quoted(self.sheet.scan.errors[cell])
            self.error(row, column, f"{error} is an error value (write the {noun} itself)")
            return None
        if cell in self.sheet.scan.formulas:
            if not self.sheet.scan.formulas[cell]:
                self.error(row, column, f"is a formula without a value (write the {noun} itself)")
                return None
            if not formulas:
                self.error(row, column, f"is a formula (write the {noun} itself)")
                return None
            self.error(row, column, f"is a formula; its last value is used (write the {noun} itself)", "warning")
        value = self.sheet.value(row, column)
        return self._plain(row, column, noun, value) if isinstance(value, str) else self._typed(cell, noun, numbers)

    def _plain(self, row, column, noun, value):
        value = one_line_end(value).strip(BLANKS)
        control = next((ch for ch in value if unicodedata.category(ch) == "Cc" and ch not in "\n\t"), None)
        if control:
            self.error(row, column, f"has the control character U+{ord(control):04X} (type the {noun} again)")
            return None
        return value

    def _typed(self, cell, noun, numbers):
        """Return the text of a cell that contains a number, a date or a truth value, or report an error."""
        value = self.sheet.value(*cell)
        if numbers and whole(value):
            self.error(*cell, f'the number {value:.0f} is read as text "{value:.0f}" (write it as text)', "warning")
            return f"{value:.0f}"
        if isinstance(value, bool):
            what = "true or false"
        elif isinstance(value, int | float):
            what = f"the number {value:g}"
        elif isinstance(value, datetime.date):
            what = f"the date {value.isoformat()[:10]}"
        else:
            what = "a time"
        self.error(*cell, f"is {what}, not text (write the {noun} as text)")
        return None


def whole(value):
    """True for a whole number of at most nine digits."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and abs(value) < 10**9 and value == int(value)


DATES = ("document_date", "accessed_date")


class FormReader:
    """Reads one category's sheet. `answers`: dicts as in `Filled`, only those without errors; `cited`: [(row, column,
    source)]; `where`: ((service, strand, element), entry) -> the cell, with its sheet."""

    def __init__(self, sheet, mark, report, form, layout, step, entries, made):
        self.form, self.layout, self.step, self.own, self.made = form, layout, step, entries, made
        expected = [plan.ELEMENT, *([plan.STRAND] if form.stranded else [])]
        expected += [f"{service}|{entry}" for service in form.units if service not in made.new for entry in entries]
        ignored = [plan.LABEL, *(f"{service}|{PREVIOUS}" for service in form.units)]
        ignored += [f"{service}|{entry}" for service in made.gone for entry in (*plan.ENTRIES, PREVIOUS)]
        self.grid = Grid(sheet, mark, report, expected, ignored)
        self.answers, self.cited, self.where = [], [], {}
        self.entries = {
            (service, entry): self.grid.columns[f"{service}|{entry}"]
            for service in form.units
            for entry in entries
            if f"{service}|{entry}" in self.grid.columns
        }
        if plan.ELEMENT in self.grid.columns and (not form.stranded or plan.STRAND in self.grid.columns):
            self._read()

    def _read(self):
        bands = {code for code, *_ in self.form.indicators}
        found, ours = {}, []
        for row in self.grid.body:
            code = self._code(row)
            if code is None or not any(code):
                continue
            ours.append(row)
            if code[0] in bands:
                self._empty(row, "is in the row of an indicator, not of an element (move it to an element's row)")
            else:
                found.setdefault(code, []).append(row)
        self.grid.merged(ours)
        for service in self.made.gone:
            column = self.grid.columns.get(f"{service}|answer")
            if column is not None:
                self.made.lost["service", service] += sum(self.grid.filled(row, column) for row in ours)
        questions = {(q.element, q.strand): q for q in self.form.questions}
        for code, rows in found.items():
            column = self.grid.columns[plan.ELEMENT]
            if code[0] in self.made.gone_codes:
                own = [c for (_, entry), c in self.entries.items() if entry == "answer"]
                self.made.lost["code", ""] += sum(self.grid.filled(row, c) for row in rows for c in own)
                continue
            if code not in questions:
                for row in rows:
                    self.grid.error(row, column, self._unknown(code, questions))
                continue
            for row in rows[1:]:
                what = f"{_spelled(code)} is a duplicate of row {rows[0] + 1}"
                self.grid.error(row, column, f"{what} (remove one of the two rows)")
            if len(rows) == 1 and self._labelled(rows[0], questions[code]):
                self._row(rows[0], questions[code])
        for code in questions:
            if code not in found and code[0] not in self.made.new_codes:
                what = f"the row of {_spelled(code)} is missing"
                self.grid.error(self.grid.row, self.grid.column, f"{what} (restore it, or {ANEW})")

    def _code(self, row):
        """Return the (element, strand) of a row; None if it has none, or an error."""
        column = self.grid.columns[plan.ELEMENT]
        element = self.grid.text(row, column, "code", formulas=False) if self.grid.filled(row, column) else ""
        if element is None:
            return None
        strand = "all"
        if self.form.stranded:
            strand = self.grid.text(row, self.grid.columns[plan.STRAND], "strand", formulas=False)
        if not element:
            self._empty(row, f"is in a row without a code (restore the element's code, or {ANEW})", loose=True)
            return None
        return None if strand is None else (element, strand)

    def _empty(self, row, message, loose=False):
        """Report the filled cells of a row that is not an element's; with `loose`, for a row that lost its code, only
        one: its first answer, if it has one."""
        columns = [column for _, column in sorted(self.entries.items(), key=lambda item: (item[0][1], item[1]))]
        columns += sorted(self.grid.coded - set(columns)) if loose else []
        for column in columns:
            if self.grid.filled(row, column):
                self.grid.error(row, column, f"{self.grid.shown(row, column)} {message}")
                if loose:
                    return

    def _unknown(self, code, questions):
        elements = [element for element, _ in questions]
        if code[0] in elements:
            strands = [strand for element, strand in questions if element == code[0]]
            return f"{quoted(code[1])} is not a strand of {code[0]} (write {' or '.join(strands)})"
        for form in self.layout.forms:
            if any(q.element == code[0] for q in form.questions):
                return f"{quoted(code[0])} belongs on the sheet {quoted(form.sheet)} (move the row there)"
        if not code[0].isascii():
            return f"{quoted(code[0])} {foreign(code[0])}"
        close = slip(code[0], elements)
        todo = f"did you mean {quoted(close)}?" if close else "remove the row"
        return f"{quoted(code[0])} is not the code of an element of this sheet ({todo})"

    def _labelled(self, row, question):
        """Return False and report an error if a row has the text of a different element: only some columns were
        sorted."""
        if plan.LABEL not in self.grid.columns:
            return True
        label = self.grid.sheet.value(row, self.grid.columns[plan.LABEL])
        others = [q.element for q in self.form.questions if q.label == label and q.element != question.element]
        if not others or label == question.label:
            return True
        what = f"{question.element} is in the same row as the text of {others[0]}"
        message = f"{what} (sort all columns together, then check the answers)"
        self.grid.error(row, self.grid.columns[plan.ELEMENT], message)
        return False

    def _row(self, row, question):
        for service in self.form.units:
            columns = {entry: self.entries.get((service, entry)) for entry in self.own}
            reason = self.form.excluded.get((service, question.element))
            if reason and service in self.made.reclassed:
                answer = columns["answer"]
                self.made.lost["class", service] += answer is not None and self.grid.filled(row, answer)
            elif reason:
                self._excluded(row, columns, reason)
            elif None not in columns.values():
                self._answer(row, columns, service, question)

    def _excluded(self, row, columns, reason):
        for entry, column in columns.items():
            if column is None or not self.grid.filled(row, column):
                continue
            value = self.grid.sheet.value(row, column)
            if entry == "comment" and isinstance(value, str) and value.strip() in self.layout.reason_texts:
                continue
            what = f"{self.grid.shown(row, column)} is not needed, because the methodology does not ask: {reason}"
            self.grid.error(row, column, f"{what} (clear the cell)")

    def _answer(self, row, columns, service, question):
        given = {}
        for entry, column in columns.items():
            own = entry == "answer"
            filled = self.grid.filled(row, column)
            noun = "private note" if entry == PRIVATE else entry
            given[entry] = self.grid.text(row, column, noun, not own, entry == "sources") if filled else ""
        note = self._note(row, service, columns)
        if None in given.values():
            return
        scale, text = self.layout.scale, given["answer"]
        answer = scale.find(text) if text else ""
        if answer is None:
            self.grid.error(row, columns["answer"], scale.unknown(text, self.layout.language))
            return
        sources = _cited(given["sources"])
        if not answer and given["comment"] in self.layout.reason_texts:
            # Written by `rating workbook` when the element was not asked.
            given["comment"] = ""
        private = "\n".join(filter(None, (given.get(PRIVATE), note)))
        if not (answer or given["comment"] or private or sources):
            return
        if not answer:
            filled = next((entry for entry in self.own[1:] if given[entry]), "answer")
            message = "has no answer and is kept as a draft (choose an answer, or clear the cell)"
            self.grid.error(row, columns[filled], message, "warning")
        na = answer != "" and answer == scale.not_applicable
        if na and not given["comment"]:
            level = "error" if self.step == FINAL else "warning"
            message = f"is empty, but the answer is {quoted(text)} (state why {question.element} does not apply)"
            self.grid.error(row, columns["comment"], message, level)
            if level == "error":
                return
        self.cited += [(row, columns["sources"], source) for source in sources]
        key = service, question.strand, question.element
        self.where |= {(key, entry): self.grid.cell_of(row, column) for entry, column in columns.items()}
        self.answers.append(
            {
                "company": self.layout.company,
                "service": service,
                "strand": question.strand,
                "element": question.element,
                "answer": answer,
                "comment": given["comment"],
                "sources": ";".join(sources),
                "reason": given["comment"] if na else "",
                **({PRIVATE: private} if private or PRIVATE in given else {}),
            }
        )

    def _note(self, row, service, columns):
        """Return the notes on the cells of an answer, which are private."""
        cells = [*columns.values(), self.grid.columns.get(f"{service}|{PREVIOUS}")]
        found = {(row, c): self.grid.sheet.notes[row, c] for c in cells if (row, c) in self.grid.sheet.notes}
        self.grid.noted |= set(found)
        return "\n".join(found.values())


def _cited(text):
    """Return the sources of a cell, split at `;` and line ends, and at commas and blanks if they separate only ids."""
    found = []
    for item in filter(None, (part.strip() for part in re.split(r"[;\n]", text))):
        parts = [part for part in re.split(r"[,\s]+", item) if part]
        found += parts if all(re.fullmatch(ID, part, re.ASCII) for part in parts) else [item]
    return found


def _spelled(code):
    return code[0] if code[1] == "all" else f"{code[0]} ({code[1]})"


def held(sheet, mark):
    """Return (service, strand, element), as written, of all answers on a sheet, with or without errors."""
    codes = {c: str(value).strip(BLANKS) for c, value in enumerate(sheet.rows[mark[0]]) if value != ""}
    element, strand = (
        next((c for c, code in codes.items() if code == name), None) for name in (plan.ELEMENT, plan.STRAND)
    )
    answers = [(c, code.removesuffix("|answer")) for c, code in codes.items() if code.endswith("|answer")]

    def text(row, column):
        return "" if column is None else str(sheet.value(row, column)).strip(BLANKS)

    found = set()
    for row in range(mark[0] + 1, len(sheet.rows)):
        if text(row, mark[1]) == plan.HEAD:
            continue
        code = text(row, element) or f"row {row + 1}"
        found |= {(service, text(row, strand) or "all", code) for c, service in answers if text(row, c)}
    return found


def read_sources(sheet, mark, report, company):
    """Return the rows of sources.csv without errors from the sheet of sources; all its ids; and (id, column) -> the
    cell, with its sheet."""
    grid = Grid(sheet, mark, report, SOURCE_COLUMNS)
    if not set(SOURCE_COLUMNS) <= set(grid.columns):
        return [], None, {}
    columns = {code: grid.columns[code] for code in SOURCE_COLUMNS}
    rows = [row for row in grid.body if any(grid.filled(row, column) for column in columns.values())]
    grid.merged(rows)
    found, first, where = [], {}, {}
    for row in rows:
        cells = {code: _source_cell(grid, row, column, code) for code, column in columns.items()}
        source = cells["source"]
        if source == "":
            grid.error(row, columns["source"], "is empty (give the document a code, such as doc-1)")
        elif source is not None and not re.fullmatch(ID, source):
            rule = "is not an id (use lower-case a-z, 0-9 and -, at most 60 characters)"
            message = f"{quoted(source)} {rule if source.isascii() else foreign(source)}"
            grid.error(row, columns["source"], message)
        elif source in first:
            what = f"{quoted(source)} is a duplicate of row {first[source] + 1}"
            grid.error(row, columns["source"], f"{what} (remove one of the two, or choose another code)")
        elif source is not None:
            first[source] = row
            if None not in cells.values():
                found.append({"company": company, **cells})
                where |= {(source, code): grid.cell_of(row, column) for code, column in columns.items()}
    return found, set(first), where


def _source_cell(grid, row, column, code):
    """Return a cell's text, or report an error and return None. A date can be a date cell."""
    if not grid.filled(row, column):
        return ""
    if code not in DATES:
        return grid.text(row, column, code.replace("_", " "), formulas=code != "source", numbers=code == "source")
    value = grid.sheet.value(row, column)
    if (row, column) not in grid.sheet.scan.formulas:
        if isinstance(value, datetime.date):
            return value.isoformat()[:10]
        if whole(value) and 10_000 <= value < 100_000:
            day = serial(int(value))
            what = f"the number {value:.0f} is read as {day}, as Excel counts days (check that day)"
            grid.error(row, column, what, "warning")
            return day
    text = grid.text(row, column, "date", numbers=whole(value) and 1000 <= value < 3000)
    try:
        return text and read_date(text)
    except NoDate as why:
        grid.error(row, column, str(why))
        return None
