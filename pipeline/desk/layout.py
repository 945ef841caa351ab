"""The layout of a company's workbook, made from the edition; writing and reading use the same one."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.core import texts
from pipeline.core.figures import natural
from pipeline.core.languages import LANGUAGES, named
from pipeline.reading.exclusions import exclusion, possible_exclusions
from pipeline.reading.steps import FINAL
from pipeline.schemas.fields import UNITS

FORMAT = 2
"""Version of the workbook format; a reader rejects newer ones."""

BOOK_MARK = "rating-workbook"
"""First cell of the sheet with the codes."""

SHEET_MARK = "rating-form|"
"""Prefix of the cell that names a sheet: a category's letter, `front` or `sources` follows. Its row has the codes of
the columns; its column has HEAD in each row with headings."""

BEGUN, BEGUN_SOURCE = "begun", "begun-source"
"""First cell of a row of the sheet with the codes that records a prefilled answer or source: its key, then cells
`<column>:<mark>`."""

HEAD = "head"
FRONT, SOURCES = "front", "sources"
ELEMENT, STRAND, LABEL = "element", "strand", "label"
PRIVATE = "internal_comment"
ENTRIES = ("answer", "comment", "sources", PRIVATE)
"""The cells to fill in for each unit; the code of a column is `<service>|<entry>`. `internal_comment` is never
published; workbooks of format 1 have no such column."""

PREVIOUS = "previous"
SOURCE_COLUMNS = ("source", "title", "url", "archived_url", "document_date", "accessed_date")
SHEET_NAME_LENGTH = 31

ANEW = "write the workbook again, and copy the answers over"


def text(key, language, **values):
    """Return a fixed text of a workbook in a language."""
    return texts.text(f"workbook.{key}", language, **values)


def reason_text(reason, language):
    """Return the text of an `Exclusion` in a language."""
    return text("does_not_apply", language, reason=reason.text(language))


def steps_of(methodology):
    """Return the names of a methodology's steps in order; `final` is always the last."""
    return [*(step for step in methodology.steps if step != FINAL), FINAL]


@dataclass(frozen=True)
class Question:
    """One row to answer: an element, or one of its strands (`all` if it has none)."""

    element: str
    strand: str
    label: str


@dataclass
class Form:
    """One category's sheet. `indicators`: [(code, label, [Question])]; `units`: service -> name, in the order of the
    columns; `excluded`: (service, element) -> its `Exclusion`."""

    category: str
    label: str
    sheet: str = ""
    indicators: list = field(default_factory=list)
    units: dict = field(default_factory=dict)
    excluded: dict = field(default_factory=dict)

    @property
    def questions(self):
        return [question for *_, questions in self.indicators for question in questions]

    @property
    def stranded(self):
        return any(question.strand != "all" for question in self.questions)

    def asked(self):
        """Return the (service, strand, element) of every expected answer."""
        return [
            (service, q.strand, q.element)
            for service in self.units
            for q in self.questions
            if (service, q.element) not in self.excluded
        ]


class Layout:
    """The layout of one company's workbook. `forms` are its category sheets, `titles` the names of the other two."""

    def __init__(self, edition, company, language):
        self.edition, self.company, self.language = edition, company, language
        methodology = edition.methodology
        self.scale = methodology.scale
        self.names = {row["company"]: row for row in _rows(edition, "companies")}[company]
        selected = set(edition.tables["staged.selection"]["indicator"])
        indicators = sorted(methodology.rows_of("indicators"), key=lambda row: natural(row["indicator"]))
        elements = sorted(methodology.rows_of("elements"), key=lambda row: int(row["element"].split(".")[1]))
        self.forms = []
        for category in methodology.rows_of("categories"):
            form = Form(category["category"], named(category, language, "label") or category["category"])
            own = [r for r in indicators if r["category"] == form.category and r["indicator"] in selected]
            for indicator in own:
                self._indicator(form, indicator, [r for r in elements if r["indicator"] == indicator["indicator"]])
            if form.asked():
                self._without_idle_units(form)
                self.forms.append(form)
        self._name_sheets()

    @cached_property
    def reason_texts(self):
        """The texts, in every language, that `rating workbook` writes for elements that are not asked."""
        found = possible_exclusions(self.edition.methodology)
        return {reason_text(reason, language) for reason in found for language in LANGUAGES}

    def _indicator(self, form, indicator, elements):
        code, language = indicator["indicator"], self.language
        strands = self.edition.methodology.strands.get(code, ["all"])
        questions = [Question(e["element"], s, named(e, language, "label")) for e in elements for s in strands]
        form.indicators.append((code, named(indicator, language, "label"), questions))
        for service in self.services():
            form.units[service["service"]] = named(service, language, "name") or service["service"]
            for element in elements:
                reason = exclusion(service, self.names["type"], indicator, element)
                if reason:
                    form.excluded[service["service"], element["element"]] = reason

    def services(self):
        """Return the company's rows of services.csv: group, operating company, then services in the file's order."""
        own = [row for row in _rows(self.edition, "services") if row["company"] == self.company]
        return sorted(own, key=lambda row: UNITS.index(row["unit"]))

    def _without_idle_units(self, form):
        having = {service for service, *_ in form.asked()}
        form.units = {service: name for service, name in form.units.items() if service in having}

    def _name_sheets(self):
        taken = set()
        self.titles = {
            FRONT: sheet_name(text("front_sheet", self.language), taken),
            SOURCES: sheet_name(text("sources_sheet", self.language), taken),
        }
        for form in self.forms:
            form.sheet = sheet_name(form.label, taken)

    def sources(self):
        """Return the company's rows of sources.csv, in the order of the file."""
        return [row for row in _rows(self.edition, "sources") if row["company"] == self.company]


def _rows(edition, name):
    """Return the rows of an edition's file as dicts of text; none if the file does not exist."""
    raw = edition.raw[name]
    return [] if raw is None else [row for _, row in raw.rows]


def sheet_name(label, taken):
    """Make a name that Excel allows from a label: at most 31 characters, cut between words, and not in `taken` (in any
    letter case). Adds the name to `taken`."""
    clean = " ".join(re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", label).split()).strip("' ")
    # Excel reserves this name.
    clean = "_" if clean.casefold() in ("", "history") else clean
    for n in range(1, len(taken) + 2):
        mark = f" {n}" if n > 1 else ""
        name = _cut(clean, SHEET_NAME_LENGTH - len(mark)) + mark
        if name.casefold() not in taken:
            break
    taken.add(name.casefold())
    return name


def _cut(words, length):
    """Cut words to a length, between words if possible, and not after a short word such as "and" or "of"."""
    if len(words) <= length:
        return words
    whole = words[: length + 1].split(" ")[:-1]
    while whole and len(whole[-1]) <= 3:
        whole.pop()
    short = " ".join(whole)
    return (short if 2 * len(short) > length else words[:length]).rstrip("' ,")
