"""`rating workbook`: an XLSX workbook for each company, in which researchers answer the elements of a rating."""

import datetime
import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from pipeline.core.languages import LANGUAGES, named
from pipeline.core.problems import DataError, Problem, errors, quoted
from pipeline.core.project import UsageError, among
from pipeline.core.writing import replacing
from pipeline.desk import layout as plan
from pipeline.desk.layout import FRONT, SOURCES, Layout, text
from pipeline.desk.merging import mark
from pipeline.desk.workbook_made import made_rows
from pipeline.reading.editions import load
from pipeline.reading.lineage import by_year, series_of, year_of
from pipeline.reading.steps import FINAL
from pipeline.schemas.fields import ONE_TO_ONE

DARK, BAND, FIXED, SHADED, LINE = "#1F4E5F", "#D5E3E8", "#F4F7F8", "#D9D9D9", "#AEBBC1"
BEFORE, PRIVATE = "#FFF3D1", "#F5ECF7"
GREY, FAINT = "#5F6B70", "#FAFAFA"
# Arial has the Kazakh letters, and LibreOffice replaces it by a font of the same widths.
FONT = {"font_name": "Arial", "font_size": 9, "valign": "top"}
CELL = FONT | {"text_wrap": True, "border": 1, "border_color": LINE}
OPEN = CELL | {"locked": False, "num_format": "@"}
_HEADING = CELL | {"bold": True, "bg_color": BAND, "valign": "vcenter"}

STYLES = {
    "plain": FONT,
    "title": FONT | {"font_size": 16, "bold": True, "font_color": DARK, "valign": "vcenter"},
    "form_title": FONT | {"font_size": 13, "bold": True, "font_color": DARK, "valign": "vcenter"},
    "subtitle": FONT | {"font_color": GREY, "valign": "vcenter"},
    "section": FONT | {"font_size": 11, "bold": True, "font_color": DARK, "bottom": 2, "bottom_color": DARK},
    "wrapped": FONT | {"text_wrap": True},
    "number": FONT | {"align": "right", "bold": True, "font_color": DARK},
    "unit": FONT | {"bold": True, "font_size": 10, "font_color": "#FFFFFF", "bg_color": DARK, "valign": "vcenter"},
    "heading": _HEADING,
    "band": CELL | {"bold": True, "bg_color": BAND},
    "band_start": CELL | {"bold": True, "bg_color": BAND, "left": 2, "left_color": DARK},
    "code": CELL | {"bg_color": FIXED, "bold": True},
    "fixed": CELL | {"bg_color": FIXED},
    "answer": OPEN | {"bold": True, "left": 2, "left_color": DARK},
    "answer_before": OPEN | {"bold": True, "left": 2, "left_color": DARK, "bg_color": BEFORE},
    "open": OPEN,
    "before": OPEN | {"bg_color": BEFORE},
    "private": OPEN | {"bg_color": PRIVATE},
    "heading_private": _HEADING | {"bg_color": "#E3CFE8"},
    "to_fill": CELL,
    "previous": CELL | {"bg_color": FAINT, "font_color": GREY, "italic": True},
    "excluded": CELL | {"bg_color": SHADED, "font_color": GREY, "font_size": 8},
    "excluded_answer": CELL | {"bg_color": SHADED, "left": 2, "left_color": DARK},
    "count": CELL | {"align": "right", "num_format": "#,##0"},
    "share": CELL | {"align": "right", "num_format": "0 %"},
    "total": CELL | {"bold": True, "bg_color": FIXED},
    "total_count": CELL | {"bold": True, "bg_color": FIXED, "align": "right", "num_format": "#,##0"},
    "total_share": CELL | {"bold": True, "bg_color": FIXED, "align": "right", "num_format": "0 %"},
    "link": CELL | {"font_color": DARK, "underline": 1},
}


def styles(book):
    """Return name -> format of an xlsxwriter workbook."""
    return {name: book.add_format(properties) for name, properties in STYLES.items()}


def put(sheet, row, column, value, style):
    """Write a text, never as a formula or number; an empty text leaves the cell blank, which counts as unanswered."""
    if not value:
        sheet.write_blank(row, column, None, style)
    elif sheet.write_string(row, column, value, style):
        raise ValueError(f"a text of {len(value)} characters is too long for a cell")


PROTECTION = dict.fromkeys(
    ["format_columns", "format_rows", "insert_rows", "insert_columns", "sort", "autofilter"], True
)
"""What a protected sheet still allows; it has no password."""

PIXELS_A_CHARACTER, CELL_PADDING = 7, 5
PAGE_WIDTH = 1040
"""The width of A4, landscape, between the margins, in pixels of 1/96 inch."""

MARGINS = {"left": 0.4, "right": 0.4, "top": 0.45, "bottom": 0.6}


def pixels(widths):
    """Return the total width in pixels of columns with the given widths in characters."""
    return sum(PIXELS_A_CHARACTER * width + CELL_PADDING for width in widths)


LINE_HEIGHT, LEAST_HEIGHT = 12, 15
"""Heights of a line of 9 points and of a row, in points."""

NARROW, WIDE = set(" .,:;!|'()[]/-iljtfrгғті"), set("жмфшщыюwm@%—")
"""Letters about half as wide as a digit, and about one and a half times as wide; all others are as wide as a digit."""


def height(cells):
    """Return the height of a row, in points, in which every text fits. `cells`: (text, width of its column in
    characters). Not every program that opens a file fits the height itself."""
    return max(LEAST_HEIGHT, 3 + LINE_HEIGHT * max(_lines(value, width) for value, width in cells))


def _lines(value, width):
    """Return the number of lines that a text takes in a column, without breaking words that fit."""
    count = 0
    for line in value.splitlines() or [""]:
        used, count = 0, count + 1
        for word in line.split():
            needed = _width(word)
            if used and used + needed > width:
                used, count = 0, count + 1
            count += int(needed // width)
            used += needed % width + _width(" ")
    return count


def _width(word):
    return sum(0.55 if ch in NARROW else 1.35 if ch in WIDE else 1.25 if ch.isupper() else 1 for ch in word)


def page(sheet, footer):
    """Set up a page: A4, landscape, with a footer."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(**MARGINS)
    # `&` starts a code in a footer.
    sheet.set_footer(f"&L&8{footer.replace('&', '&&')}&R&8&P / &N", {"margin": 0.25})


CODES_SHEET = "_rating"
ANSWERS_NAME = "rating_answers"
EMPTY_SOURCES = 60
CELL_LENGTH = 32_767
"""The most characters that a cell of Excel can have."""


def write_workbooks(project, edition_name, company="", step="", language="kk", out=None, answers=None):
    """Write the workbook of a company, or of each: `<edition>-<company>-<step>.xlsx` in `out`. Returns their paths.

    `answers` prefills the workbook of the named company: (service, element) or (service, strand, element) -> {"answer"
    (spelled as in the scale), "comment", "internal_comment", "sources", "from" (the step that it comes from, if
    different)}; "reason" replaces a missing comment. Raises UsageError for an unknown edition, company, step or
    language, DataError for errors in the edition, and for answers that do not fit into the workbook.
    """
    edition, before = _editions(project, edition_name)
    companies = edition.tables["staged.companies"]["company"].to_list()
    steps = plan.steps_of(edition.methodology)
    step = step or steps[0]
    for noun, value, known in (
        ("company", company or companies[0], companies),
        ("step", step, steps),
        ("language", language, LANGUAGES),
    ):
        among(value, known, f'{noun} "{value}" in {edition_name}')
    if answers and not company:
        raise ValueError("answers require the name of their company")
    previous = _previous(before, edition, language)
    folder = project.build / "workbooks" / edition_name if out is None else Path(out)
    made = {}
    for name in [company] if company else companies:
        book = Book(Layout(edition, name, language), step, before.name if before else "")
        if not book.layout.forms:
            raise UsageError(f"{edition_name} asks {name} no question (check selection.csv and the company's services)")
        book.previous = {place[1:]: label for place, label in previous.items() if place[0] == name}
        book.given = _given(project, book.layout, answers or {})
        made[folder / f"{edition_name}-{name}-{step}.xlsx"] = book.bytes()
    for path, data in made.items():
        with replacing(path) as temporary:
            temporary.write_bytes(data)
    return list(made)


def _editions(project, name):
    """Return the edition and its previous edition, which is None if it does not exist or has errors."""
    known = project.editions()
    among(name, known, f'edition "{name}"')
    earlier = [n for n in by_year(known) if series_of(n) == series_of(name) and year_of(n) < year_of(name)]
    *before, edition = load(project, [*earlier[-1:], name])
    wrong = errors(edition.problems)
    if wrong:
        raise DataError(sorted(wrong))
    return edition, before[0] if before and before[0].sound else None


def _previous(before, edition, language):
    """Return (company, service, strand, element) of an edition -> the label of the answer in the previous edition."""
    if before is None:
        return {}
    pair = edition.lineage.pairs[before.name, edition.name]
    services = {(a, b): (c, d) for a, b, c, d, kind, _ in pair.services if kind in ONE_TO_ONE}
    elements = {was: now for was, now, kind, _ in pair.elements if kind in ONE_TO_ONE}
    found = {}
    for row in before.tables["staged.given_answers"].iter_rows(named=True):
        place = services.get((row["company"], row["service"]))
        if place and row["element"] in elements and row["answer"]:
            label = before.methodology.scale.label(row["answer"], language)
            found[(*place, row["strand"], elements[row["element"]])] = label
    return found


def _given(project, layout, answers):
    """Return (service, strand, element) -> the prefilled entries. Raises DataError for answers that do not fit."""
    asked = {place for form in layout.forms for place in form.asked()}
    excluded = {place: reason for form in layout.forms for place, reason in form.excluded.items()}
    found, wrong = {}, []
    file = project.shown(layout.edition.folder)
    for (service, *strand, element), entries in answers.items():
        place = (service, *(strand or ["all"]), element)
        answer = entries.get("answer") or ""
        why = None
        if (service, element) in excluded:
            # An answer N/A agrees with the methodology.
            why = excluded[service, element] if answer != layout.scale.not_applicable else ""
        elif place not in asked:
            why = "it is not asked"
        elif answer and answer not in layout.scale.answers:
            why = "it is not in the scale"
        elif any(len(entries.get(name) or "") > CELL_LENGTH for name in plan.ENTRIES[1:]):
            why = f"its text is longer than {CELL_LENGTH} characters"
        if why:
            where = "/".join((layout.company, *place))
            message = f"{quoted(answer)} of {where} does not fit into a workbook: {why} (correct the answers first)"
            wrong.append(Problem(file, 1, "answer", message))
        elif why is None:
            found[place] = entries
    if wrong:
        raise DataError(sorted(wrong))
    return found


def _growing(file):
    """Return the bytes of a workbook whose rows grow with their text: Excel never changes a custom height."""
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename.startswith("xl/worksheets/"):
                data = data.replace(b' customHeight="1">', b">")
            new.writestr(part, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _marks(cells):
    """Return the cells of the sheet with the codes that record the prefilled text of `cells`."""
    return [f"{column}:{mark(column, text)}" for column, text in cells.items() if text]


@dataclass
class Book:
    """One company's workbook. `given` and `previous`: (service, strand, element) -> the prefilled entries, and the
    label of the answer in the previous edition, whose name is `before`."""

    layout: Layout
    step: str
    before: str = ""
    given: dict = field(default_factory=dict)
    previous: dict = field(default_factory=dict)

    def entry(self, place, name):
        """Return the prefilled text of one of ENTRIES; the reason replaces a missing comment."""
        given = self.given.get(place, {})
        return given.get(name) or (name == "comment" and given.get("reason")) or ""

    def say(self, key, **values):
        return text(key, self.layout.language, **values)

    @property
    def title(self):
        edition = self.layout.edition.tables["staged.editions"].to_dicts()[0]
        return named(edition, self.layout.language, "title")

    @property
    def name(self):
        return named(self.layout.names, self.layout.language, "name")

    @property
    def about(self):
        """The heading of every page."""
        return f"{self.title} · {self.name} · {self.step}"

    def bytes(self):
        out = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": "Arial", "font_size": 9},
        }
        self.file = xlsxwriter.Workbook(out, options)
        # A fixed time, so that the same input gives the same bytes.
        created = datetime.datetime(year_of(self.layout.edition.name), 1, 1)
        self.file.set_properties({"title": self.about, "created": created})
        self.styles = styles(self.file)
        front = self.sheet(FRONT, self.layout.titles[FRONT])
        ranges = {}
        for form in self.layout.forms:
            ranges[form.category] = write_form(self, self.sheet(form.category, form.sheet), form)
        self._sources(self.sheet(SOURCES, self.layout.titles[SOURCES]))
        write_front(self, front, ranges)
        self._codes()
        front.activate()
        self.file.close()
        return _growing(out)

    def sheet(self, code, name):
        """Add a sheet with its mark in the hidden first row and column."""
        sheet = self.file.add_worksheet(name)
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.set_column(0, 0, 4, None, {"hidden": True})
        sheet.write_string(0, 0, plan.SHEET_MARK + code)
        sheet.hide_gridlines(2)
        sheet.protect("", PROTECTION)
        page(sheet, self.about)
        return sheet

    def _sources(self, sheet):
        widths = [14, 44, 42, 42, 13, 13]
        keys = ["source", "document_title", "url", "archived_url", "document_date", "accessed_date"]
        sheet.set_row(1, 26)
        sheet.set_row(2, 18)
        sheet.write_string(1, 1, self.layout.titles[SOURCES], self.styles["title"])
        sheet.write_string(2, 1, self.say("sources_hint"), self.styles["subtitle"])
        sheet.set_row(3, 26)
        for row in (1, 2, 3):
            sheet.write_string(row, 0, plan.HEAD)
        for i, (key, code, width) in enumerate(zip(keys, plan.SOURCE_COLUMNS, widths, strict=True), 1):
            sheet.set_column(i, i, width)
            sheet.write_string(0, i, code)
            sheet.write_string(3, i, self.say(key), self.styles["heading"])
        rows = self.layout.sources()
        for i, row in enumerate([*rows, *[{}] * EMPTY_SOURCES], 4):
            cells = [row.get(code, "") for code in plan.SOURCE_COLUMNS]
            sheet.set_row(i, height(zip(cells, widths, strict=True)))
            for j, value in enumerate(cells, 1):
                put(sheet, i, j, value, self.styles["open"])
        last = 3 + len(rows) + EMPTY_SOURCES
        sheet.ignore_errors({"number_stored_as_text": xl_range_abs(4, 1, last, len(widths))})
        sheet.autofilter(3, 1, last, len(widths))
        sheet.freeze_panes(4, 2)
        sheet.repeat_rows(0, 3)
        sheet.print_area(0, 1, 3 + len(rows) + 20, len(widths))
        sheet.fit_to_pages(1, 0)

    def _codes(self):
        """Write the sheet with the codes of the workbook and the list of answers to choose from."""
        layout, sheet = self.layout, self.file.add_worksheet(CODES_SHEET)
        rows = [
            (plan.BOOK_MARK, str(plan.FORMAT)),
            ("edition", layout.edition.name),
            ("methodology", layout.edition.methodology.name),
            ("company", layout.company),
            ("step", self.step),
            ("language", layout.language),
            ("sheet", FRONT, layout.titles[FRONT]),
            *(("sheet", form.category, form.sheet) for form in layout.forms),
            ("sheet", SOURCES, layout.titles[SOURCES]),
        ]
        first = len(rows)
        rows += [("answer", word, layout.scale.label(word, layout.language)) for word in layout.scale.answers]
        last = len(rows) - 1
        rows += made_rows(layout)
        for place in sorted(self.given):
            rows.append((plan.BEGUN, *place, *_marks({e: self.entry(place, e) for e in plan.ENTRIES})))
        for row in layout.sources():
            rows.append((plan.BEGUN_SOURCE, row["source"], *_marks({c: row[c] for c in plan.SOURCE_COLUMNS[1:]})))
        style = self.file.add_format(CELL | {"num_format": "@"})
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                put(sheet, i, j, value, style)
        area = xl_range_abs(first, 2, last, 2)
        self.file.define_name(ANSWERS_NAME, f"={CODES_SHEET}!{area}")
        sheet.protect()
        sheet.very_hidden()


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
"""How many bold letters fit into a column, compared with regular ones."""

HEADINGS = {plan.ELEMENT: "code", plan.STRAND: "strand", plan.LABEL: "element"}
TITLE, UNITS, COLUMNS, FIRST = 1, 2, 3, 4
"""Rows of the sheet; the hidden codes are in row 0."""

UNITS_A_PAGE = 2


def write_form(book, sheet, form):
    """Write the sheet. Returns the ranges of its answers as in a formula, without the sheet's name."""
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
        """Write one row. Returns the (row, column) of its cells for answers."""
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
        """Add one drop-down list to all cells for answers; consecutive cells of a column form a range."""
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
        """Set up printing: no unit is split across pages, and codes and labels repeat on every page."""

        fixed = pixels(WIDTHS[name] for name in self.fixed)
        ends = [*starts[1:], len(self.columns) + 1]
        unit = max(pixels(WIDTHS[e] for _, e in self.columns[a - 1 : b - 1]) for a, b in zip(starts, ends, strict=True))
        width = fixed + unit * min(UNITS_A_PAGE, len(starts))
        self.sheet.set_print_scale(min(100, int(100 * PAGE_WIDTH / width)))
        self.sheet.set_v_pagebreaks(starts[UNITS_A_PAGE::UNITS_A_PAGE])
        self.sheet.repeat_columns(0, len(self.fixed))
        self.sheet.repeat_rows(0, COLUMNS)


FRONT_WIDTHS = [32, 17, 17, 17, 40]
N_INSTRUCTIONS = 8


def write_front(book, sheet, ranges):
    """Write the sheet. `ranges`: category -> ranges of the answers on its sheet."""
    _Front(book, sheet).write(ranges)


class _Front:
    def __init__(self, book, sheet):
        self.book, self.sheet, self.styles, self.row = book, sheet, book.styles, 1

    def write(self, ranges):
        for i, width in enumerate(FRONT_WIDTHS, 1):
            self.sheet.set_column(i, i, width)
        self.sheet.set_row(self.row, 28)
        self._text(1, self.book.say("title"), "title")
        self.row += 1
        self._about()
        self._instructions()
        self._progress(ranges)
        self._answers()
        self._shading()
        self.sheet.set_portrait()
        self.sheet.fit_to_pages(1, 1)
        self.sheet.print_area(0, 1, self.row, len(FRONT_WIDTHS))

    def _text(self, column, value, style):
        put(self.sheet, self.row, column, value, self.styles[style])

    def _section(self, key):
        self.row += 1
        self.sheet.set_row(self.row, 18)
        for i in range(1, len(FRONT_WIDTHS) + 1):
            self._text(i, self.book.say(key) if i == 1 else "", "section")
        self.row += 1

    def _across(self, first, value, style):
        last = len(FRONT_WIDTHS)
        self.sheet.merge_range(self.row, first, self.row, last, value, self.styles[style])

    def _about(self):
        layout = self.book.layout
        for key, value in (
            ("edition", f"{self.book.title} ({layout.edition.name})"),
            ("company", f"{self.book.name} ({layout.company})"),
            ("step", self.book.step),
            ("methodology", layout.edition.methodology.name),
        ):
            self._text(1, self.book.say(key), "total")
            self._across(2, value, "fixed")
            self.row += 1

    def _instructions(self):
        layout, say = self.book.layout, self.book.say
        self._section("how_title")
        scale = layout.scale
        na = scale.label(scale.not_applicable, layout.language) if scale.not_applicable else ""
        for n in range(1, N_INSTRUCTIONS + 1):
            words = say(f"how_{n}", na=na, sources=say("sources"), sheet=layout.titles[SOURCES])
            self.sheet.set_row(self.row, height([(f"{n}. {words}", sum(FRONT_WIDTHS))]))
            self._across(1, f"{n}. {words}", "wrapped")
            self.row += 1

    def _progress(self, ranges):
        self._section("progress_title")
        for i, key in enumerate(("sheet", "answered", "expected", "share"), 1):
            self._text(i, self.book.say(key), "heading")
        first, answered, expected = self.row + 1, 0, 0
        for form in self.book.layout.forms:
            self.row += 1
            quoted = form.sheet.replace("'", "''")
            asked = form.asked()
            done = sum(bool(self.book.given.get(place, {}).get("answer")) for place in asked)
            self.sheet.write_url(self.row, 1, f"internal:'{quoted}'!B5", self.styles["link"], form.sheet)
            cells = ",".join(f"'{quoted}'!{area}" for area in ranges[form.category])
            self.sheet.write_formula(self.row, 2, f"=COUNTA({cells})", self.styles["count"], done)
            self.sheet.write_number(self.row, 3, len(asked), self.styles["count"])
            self._share("share", done, len(asked))
            answered, expected = answered + done, expected + len(asked)
        last = self.row
        self.row += 1
        self._text(1, self.book.say("total"), "total")
        for i, value in ((2, answered), (3, expected)):
            column = "ABCD"[i]
            formula = f"=SUM({column}{first + 1}:{column}{last + 1})"
            self.sheet.write_formula(self.row, i, formula, self.styles["total_count"], value)
        self._share("total_share", answered, expected)
        self.row += 1

    def _share(self, style, answered, expected):
        line = self.row + 1
        share = answered / expected if expected else 0
        self.sheet.write_formula(self.row, 4, f"=IF(D{line}=0,0,C{line}/D{line})", self.styles[style], share)

    def _answers(self):
        layout = self.book.layout
        self._section("answers_title")
        self._text(1, self.book.say("answer"), "heading")
        self._text(2, self.book.say("stored"), "heading")
        self._across(3, self.book.say("spellings"), "heading")
        for word in layout.scale.answers:
            self.row += 1
            others = dict.fromkeys(layout.scale.label(word, x) for x in LANGUAGES if x != layout.language)
            self._text(1, layout.scale.label(word, layout.language), "fixed")
            self._text(2, word, "fixed")
            self._across(3, " / ".join(others), "fixed")
        self.row += 1

    def _shading(self):
        self._section("shading_title")
        language = self.book.layout.language
        legend = {"to_fill": "legend_open", "private": "legend_private"}
        if any(given.get("from") for given in self.book.given.values()):
            legend["before"] = "legend_before"
        legend |= {"excluded": "legend_excluded", "code": "legend_fixed"}
        if self.book.before:
            legend["previous"] = "legend_previous"
        samples = {
            "code": self.book.layout.forms[0].questions[0].element,
            "previous": self.book.layout.scale.label(next(iter(self.book.layout.scale.answers)), language),
        }
        for style, key in legend.items():
            self._text(1, samples.get(style), style)
            self._across(2, self.book.say(key, edition=self.book.before), "plain")
            self.row += 1
