"""`rating workbook`: an XLSX workbook for each company, in which researchers answer the elements of a rating."""

import datetime
import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from pipeline.core.languages import LANGUAGES, named
from pipeline.core.problems import DataError, Problem, faults, quoted
from pipeline.core.project import UsageError, among
from pipeline.core.writing import replacing
from pipeline.desk import layout as plan
from pipeline.desk.layout import FRONT, SOURCES, Layout, text
from pipeline.desk.merging import mark
from pipeline.desk.workbook_form import write_form
from pipeline.desk.workbook_front import write_front
from pipeline.desk.workbook_made import made_rows
from pipeline.desk.workbook_styles import CELL, PROTECTION, height, page, put, styles
from pipeline.reading.editions import load
from pipeline.reading.lineage import by_year, series_of, year_of
from pipeline.schemas.fields import ONE_TO_ONE

CODES_SHEET = "_rating"
ANSWERS_NAME = "rating_answers"
EMPTY_SOURCES = 60
CELL_LENGTH = 32_767
"""Characters that a cell of Excel holds."""


def write_workbooks(project, edition_name, company="", step="", language="kk", out=None, answers=None):
    """One workbook for a company, or for each: `<edition>-<company>-<step>.xlsx` in `out`. Returns their paths.

    `answers` fills in that of the one company that is named: (service, element) or (service, strand, element) ->
    {"answer" (as the scale has it), "comment", "internal_comment", "sources", "from" (the step that it is taken from,
    if it is another)}; a missing comment is taken from "reason". Raises UsageError for an unknown edition, company,
    step or language, DataError for faults in the edition, and for answers that have no place in the workbook.
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
        raise ValueError("answers are of one company: name it")
    previous = _previous(before, edition, language)
    folder = project.build / "workbooks" / edition_name if out is None else Path(out)
    made = {}
    for name in [company] if company else companies:
        book = Book(Layout(edition, name, language), step, before.name if before else "")
        if not book.layout.forms:
            raise UsageError(f"{edition_name} asks nothing of {name} (see its selection and the company's services)")
        book.previous = {place[1:]: label for place, label in previous.items() if place[0] == name}
        book.given = _given(project, book.layout, answers or {})
        made[folder / f"{edition_name}-{name}-{step}.xlsx"] = book.bytes()
    for path, data in made.items():
        with replacing(path) as temporary:
            temporary.write_bytes(data)
    return list(made)


def _editions(project, name):
    """The edition, and the one before it in its series: None where there is none, or it has faults."""
    known = project.editions()
    among(name, known, f'edition "{name}"')
    earlier = [n for n in by_year(known) if series_of(n) == series_of(name) and year_of(n) < year_of(name)]
    *before, edition = load(project, [*earlier[-1:], name])
    wrong = faults(edition.problems)
    if wrong:
        raise DataError(sorted(wrong))
    return edition, before[0] if before and before[0].sound else None


def _previous(before, edition, language):
    """(company, service, strand, element) of an edition -> the label of what the edition before answered there."""
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
    """(service, strand, element) -> what is filled in there. Raises DataError for what has no place."""
    asked = {place for form in layout.forms for place in form.asked()}
    excluded = {place: reason for form in layout.forms for place, reason in form.excluded.items()}
    found, wrong = {}, []
    file = project.shown(layout.edition.folder)
    for (service, *strand, element), entries in answers.items():
        place = (service, *(strand or ["all"]), element)
        answer = entries.get("answer") or ""
        why = None
        if (service, element) in excluded:
            # What is marked as not applicable says no more than the methodology does.
            why = excluded[service, element] if answer != layout.scale.not_applicable else ""
        elif place not in asked:
            why = "it is not asked"
        elif answer and answer not in layout.scale.answers:
            why = "it is not in the scale"
        elif any(len(entries.get(name) or "") > CELL_LENGTH for name in plan.ENTRIES[1:]):
            why = f"its text is longer than {CELL_LENGTH} characters"
        if why:
            where = "/".join((layout.company, *place))
            message = f"{quoted(answer)} of {where} has no place in a workbook: {why} (correct the answers first)"
            wrong.append(Problem(file, 1, "answer", message))
        elif why is None:
            found[place] = entries
    if wrong:
        raise DataError(sorted(wrong))
    return found


def _growing(file):
    """The bytes of a workbook whose rows grow with what is typed: a height that is called the user's own stays."""
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename.startswith("xl/worksheets/"):
                data = data.replace(b' customHeight="1">', b">")
            new.writestr(part, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _marks(cells):
    """Cells of the sheet with the codes that say what others were filled in with."""
    return [f"{column}:{mark(column, text)}" for column, text in cells.items() if text]


@dataclass
class Book:
    """One company's workbook. `given` and `previous`: (service, strand, element) -> what is filled in, and the label of
    the answer in the edition `before` (its name)."""

    layout: Layout
    step: str
    before: str = ""
    given: dict = field(default_factory=dict)
    previous: dict = field(default_factory=dict)

    def entry(self, place, name):
        """What is filled in in one of ENTRIES; a comment that is missing is the reason."""
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
        """What every page is headed with."""
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
        # The same input gives the same bytes: no clock.
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
        """A new sheet with our mark in its hidden first row and column."""
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
        """The sheet that says what the workbook is, and holds the list that answers are chosen from."""
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
