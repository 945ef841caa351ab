"""Reading what researchers filled in: the answers of a category's sheet, and the sheet of sources."""

import datetime
import re

from pipeline.core.lookalikes import foreign, slip
from pipeline.core.problems import quoted
from pipeline.desk import layout as plan
from pipeline.desk.layout import PREVIOUS, PRIVATE, SOURCE_COLUMNS
from pipeline.desk.workbook_cells import ANEW, Grid, whole
from pipeline.reading.dates import NoDate, read_date, serial
from pipeline.reading.files import BLANKS
from pipeline.reading.steps import FINAL
from pipeline.schemas.fields import ID

DATES = ("document_date", "accessed_date")


class FormReader:
    """Reads one category's sheet. `answers` are rows of the long layout, those without a fault; `cited`: [(row, column,
    source)]; `where`: ((service, strand, element), entry) -> the cell, with its sheet."""

    def __init__(self, sheet, mark, told, form, layout, step, entries, made):
        self.form, self.layout, self.step, self.own, self.made = form, layout, step, entries, made
        expected = [plan.ELEMENT, *([plan.STRAND] if form.stranded else [])]
        expected += [f"{service}|{entry}" for service in form.units if service not in made.new for entry in entries]
        ignored = [plan.LABEL, *(f"{service}|{PREVIOUS}" for service in form.units)]
        ignored += [f"{service}|{entry}" for service in made.gone for entry in (*plan.ENTRIES, PREVIOUS)]
        self.grid = Grid(sheet, mark, told, expected, ignored)
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
                self._empty(row, "stands in the row of an indicator, not of an element (move it to an element's row)")
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
                    self.grid.fault(row, column, self._unknown(code, questions))
                continue
            for row in rows[1:]:
                what = f"{_spelled(code)} stands in row {rows[0] + 1} already"
                self.grid.fault(row, column, f"{what} (remove one of the two rows)")
            if len(rows) == 1 and self._labelled(rows[0], questions[code]):
                self._row(rows[0], questions[code])
        for code in questions:
            if code not in found and code[0] not in self.made.new_codes:
                what = f"the row of {_spelled(code)} is missing"
                self.grid.fault(self.grid.row, self.grid.column, f"{what} (put it back, or {ANEW})")

    def _code(self, row):
        """(element, strand) of a row; None where there is none, or a fault."""
        column = self.grid.columns[plan.ELEMENT]
        element = self.grid.text(row, column, "code", formulas=False) if self.grid.filled(row, column) else ""
        if element is None:
            return None
        strand = "all"
        if self.form.stranded:
            strand = self.grid.text(row, self.grid.columns[plan.STRAND], "strand", formulas=False)
        if not element:
            self._empty(row, f"stands in a row without a code (put the element's code back, or {ANEW})", loose=True)
            return None
        return None if strand is None else (element, strand)

    def _empty(self, row, message, loose=False):
        """Report what is filled in in a row that is no element's; once for a row that lost its code."""
        # A row that lost its code is told by its first answer, where it has one.
        columns = [column for _, column in sorted(self.entries.items(), key=lambda item: (item[0][1], item[1]))]
        columns += sorted(self.grid.coded - set(columns)) if loose else []
        for column in columns:
            if self.grid.filled(row, column):
                self.grid.fault(row, column, f"{self.grid.shown(row, column)} {message}")
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
        return f"{quoted(code[0])} is not the code of an element that is asked here ({todo})"

    def _labelled(self, row, question):
        """False with a fault where a row has the text of another element: only a part of the columns was sorted."""
        if plan.LABEL not in self.grid.columns:
            return True
        label = self.grid.sheet.value(row, self.grid.columns[plan.LABEL])
        others = [q.element for q in self.form.questions if q.label == label and q.element != question.element]
        if not others or label == question.label:
            return True
        what = f"{question.element} stands beside the text of {others[0]}"
        message = f"{what} (sort all columns together, and see whose the answers are)"
        self.grid.fault(row, self.grid.columns[plan.ELEMENT], message)
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
            what = f"{self.grid.shown(row, column)} stands where the methodology does not ask: {reason}"
            self.grid.fault(row, column, f"{what} (clear the cell)")

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
            self.grid.fault(row, columns["answer"], scale.unknown(text, self.layout.language))
            return
        sources = _cited(given["sources"])
        if not answer and given["comment"] in self.layout.reason_texts:
            # Our own words, from when the element was not asked.
            given["comment"] = ""
        private = "\n".join(filter(None, (given.get(PRIVATE), note)))
        if not (answer or given["comment"] or private or sources):
            return
        if not answer:
            filled = next((entry for entry in self.own[1:] if given[entry]), "answer")
            message = "is kept as a draft, without an answer (choose one, or clear the cell)"
            self.grid.fault(row, columns[filled], message, "warning")
        na = answer != "" and answer == scale.not_applicable
        if na and not given["comment"]:
            level = "fault" if self.step == FINAL else "warning"
            message = f"is empty where the answer is {quoted(text)} (say why {question.element} does not apply)"
            self.grid.fault(row, columns["comment"], message, level)
            if level == "fault":
                return
        self.cited += [(row, columns["sources"], source) for source in sources]
        place = service, question.strand, question.element
        self.where |= {(place, entry): self.grid.place(row, column) for entry, column in columns.items()}
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
        """The notes on the cells of an answer, which are for the desk alone."""
        cells = [*columns.values(), self.grid.columns.get(f"{service}|{PREVIOUS}")]
        found = {(row, c): self.grid.sheet.notes[row, c] for c in cells if (row, c) in self.grid.sheet.notes}
        self.grid.noted |= set(found)
        return "\n".join(found.values())


def _cited(text):
    """The sources of a cell: between `;` and lines, and between commas and blanks where these part nothing but ids."""
    found = []
    for item in filter(None, (part.strip() for part in re.split(r"[;\n]", text))):
        parts = [part for part in re.split(r"[,\s]+", item) if part]
        found += parts if all(re.fullmatch(ID, part, re.ASCII) for part in parts) else [item]
    return found


def _spelled(code):
    return code[0] if code[1] == "all" else f"{code[0]} ({code[1]})"


def held(sheet, mark):
    """(service, strand, element) of all answers on a sheet, as they are written, whatever is wrong with them."""
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


def read_sources(sheet, mark, told, company):
    """Rows of sources.csv from the sheet of sources, those without a fault; the ids that stand there at all; and (id,
    column) -> the cell, with its sheet."""
    grid = Grid(sheet, mark, told, SOURCE_COLUMNS)
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
            grid.fault(row, columns["source"], "is empty (give the document a code, such as doc-1)")
        elif source is not None and not re.fullmatch(ID, source):
            rule = "is not an id (use lower-case a-z, 0-9 and -, at most 60 characters)"
            message = f"{quoted(source)} {rule if source.isascii() else foreign(source)}"
            grid.fault(row, columns["source"], message)
        elif source in first:
            what = f"{quoted(source)} stands in row {first[source] + 1} already"
            grid.fault(row, columns["source"], f"{what} (remove one of the two, or choose another code)")
        elif source is not None:
            first[source] = row
            if None not in cells.values():
                found.append({"company": company, **cells})
                where |= {(source, code): grid.place(row, column) for code, column in columns.items()}
    return found, set(first), where


def _source_cell(grid, row, column, code):
    """A cell's text, or None with a fault. A date may be typed as one."""
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
            what = f"the number {value:.0f} is taken as {day}, as Excel counts days (see whether it is that one)"
            grid.fault(row, column, what, "warning")
            return day
    text = grid.text(row, column, "date", numbers=whole(value) and 1000 <= value < 3000)
    try:
        return text and read_date(text)
    except NoDate as why:
        grid.fault(row, column, str(why))
        return None
