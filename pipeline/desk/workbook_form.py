"""A category's sheet of a workbook: a row for each element, and for each unit its answer, comment and sources."""

from xlsxwriter.utility import xl_range_abs

from pipeline.desk import layout as plan
from pipeline.desk.workbook_styles import PAGE_WIDTH, height, pixels, put
from pipeline.reading.steps import FINAL

WIDTHS = {
    plan.ELEMENT: 8,
    plan.STRAND: 11,
    plan.LABEL: 42,
    "answer": 18,
    plan.PREVIOUS: 14,
    "comment": 32,
    plan.PRIVATE: 26,
    "sources": 13,
}
BOLD = 0.92
"""What a column holds of bold letters, against others."""

HEADINGS = {plan.ELEMENT: "code", plan.STRAND: "strand", plan.LABEL: "element"}
TITLE, UNITS, COLUMNS, FIRST = 1, 2, 3, 4
"""Rows of the sheet; the hidden codes stand in row 0."""

UNITS_A_PAGE = 2


def write_form(book, sheet, form):
    """Write the sheet. Returns the ranges of its answers, as in a formula, without the sheet's name."""
    return _FormSheet(book, sheet, form).write()


class _FormSheet:
    def __init__(self, book, sheet, form):
        self.book, self.sheet, self.form, self.styles = book, sheet, form, book.styles
        self.fixed = [plan.ELEMENT, *([plan.STRAND] if form.stranded else []), plan.LABEL]
        compared = {service for service, *_ in book.previous}
        self.columns = [(None, name) for name in self.fixed]
        for service in form.units:
            entries = ["answer", *([plan.PREVIOUS] if service in compared else []), *plan.ENTRIES[1:]]
            self.columns += [(service, entry) for entry in entries]

    def write(self):
        self._headings()
        row, asked = FIRST, []
        for code, label, questions in self.form.indicators:
            self._band(row, code, label)
            for question in questions:
                row += 1
                asked += self._question(row, question)
            row += 1
        last = row - 1
        starts = [i for i, (service, entry) in enumerate(self.columns, 1) if entry == "answer"]
        self._drop_downs(asked)
        self.sheet.autofilter(COLUMNS, 1, last, len(self.columns))
        self.sheet.freeze_panes(FIRST, 1 + len(self.fixed))
        self.sheet.ignore_errors({"number_stored_as_text": xl_range_abs(FIRST, 1, last, len(self.columns))})
        self._paper(starts)
        return [xl_range_abs(FIRST, i, last, i) for i in starts]

    def _headings(self):
        sheet, styles = self.sheet, self.styles
        sheet.set_row(TITLE, 26)
        sheet.set_row(UNITS, 18)
        sheet.set_row(COLUMNS, 26)
        for row in (TITLE, UNITS, COLUMNS):
            sheet.write_string(row, 0, plan.HEAD)
        sheet.write_string(TITLE, 1, self.form.label, styles["form_title"])
        for i, (service, entry) in enumerate(self.columns, 1):
            sheet.set_column(i, i, WIDTHS[entry])
            sheet.write_string(0, i, entry if service is None else f"{service}|{entry}")
            key = "comment_final" if entry == "comment" and self.book.step == FINAL else HEADINGS.get(entry, entry)
            style = styles["heading_private" if entry == plan.PRIVATE else "heading"]
            sheet.write_string(COLUMNS, i, self.book.say(key), style)
            name = {plan.ELEMENT: self.book.name, "answer": self.form.units.get(service)}.get(entry)
            put(sheet, UNITS, i, name, styles["unit"])

    def _band(self, row, code, label):
        self.sheet.set_row(row, height([(label, WIDTHS[plan.LABEL] * BOLD)]))
        for i, (_, entry) in enumerate(self.columns, 1):
            value = {plan.ELEMENT: code, plan.LABEL: label}.get(entry, "")
            style = "band_start" if entry == "answer" else "band"
            put(self.sheet, row, i, value, self.styles[style])

    def _question(self, row, question):
        """Write one row; returns the cells (row, column) that an answer is asked in."""
        asked, book, texts = [], self.book, []
        own = {plan.ELEMENT: question.element, plan.STRAND: question.strand, plan.LABEL: question.label}
        for i, (service, entry) in enumerate(self.columns, 1):
            reason = self.form.excluded.get((service, question.element))
            place = service, question.strand, question.element
            value, style = "", "open"
            if service is None:
                value, style = own[entry], "code" if entry == plan.ELEMENT else "fixed"
            elif entry == plan.PREVIOUS:
                value, style = book.previous.get(place, ""), "excluded" if reason else "previous"
            elif reason:
                style = "excluded_answer" if entry == "answer" else "excluded"
                value = plan.reason_text(reason, book.layout.language) if entry == "comment" else ""
            else:
                value = book.entry(place, entry)
                style = "private" if entry == plan.PRIVATE else style
                if entry == "answer":
                    asked.append((row, i))
                    value, style = self._label(value), "answer"
                if value and book.given.get(place, {}).get("from"):
                    style = "answer_before" if entry == "answer" else "before"
            put(self.sheet, row, i, value, self.styles[style])
            texts.append((value, WIDTHS[entry] * (BOLD if entry == "answer" else 1)))
        self.sheet.set_row(row, height(texts))
        return asked

    def _label(self, answer):
        return self.book.layout.scale.label(answer, self.book.layout.language) if answer else ""

    def _drop_downs(self, cells):
        """One list for all cells that an answer is asked in: each stretch of a column is a range of it."""
        ranges = []
        for row, column in sorted(cells, key=lambda cell: (cell[1], cell[0])):
            if ranges and ranges[-1][3] == column and ranges[-1][2] == row - 1:
                ranges[-1][2] = row
            else:
                ranges.append([row, column, row, column])
        options = {
            "validate": "list",
            "source": "=rating_answers",
            "error_title": self.book.say("list_title"),
            "error_message": self.book.say("list_message"),
            "other_cells": ranges,
        }
        self.sheet.data_validation(*ranges[0], options)

    def _paper(self, starts):
        """No unit is cut apart between pages; codes and labels stand on every page."""
        fixed = pixels(WIDTHS[name] for name in self.fixed)
        ends = [*starts[1:], len(self.columns) + 1]
        unit = max(pixels(WIDTHS[e] for _, e in self.columns[a - 1 : b - 1]) for a, b in zip(starts, ends, strict=True))
        width = fixed + unit * min(UNITS_A_PAGE, len(starts))
        self.sheet.set_print_scale(min(100, int(100 * PAGE_WIDTH / width)))
        self.sheet.set_v_pagebreaks(starts[UNITS_A_PAGE::UNITS_A_PAGE])
        self.sheet.repeat_columns(0, len(self.fixed))
        self.sheet.repeat_rows(0, COLUMNS)
