"""The front sheet of a workbook: what it is, how it is filled in, and how far that is."""

from pipeline.core.languages import LANGUAGES
from pipeline.desk.layout import SOURCES
from pipeline.desk.workbook_styles import height, put

WIDTHS = [32, 17, 17, 17, 40]
N_INSTRUCTIONS = 8


def write_front(book, sheet, ranges):
    """Write the sheet. `ranges`: category -> ranges of the answers on its sheet."""
    _Front(book, sheet).write(ranges)


class _Front:
    def __init__(self, book, sheet):
        self.book, self.sheet, self.styles, self.row = book, sheet, book.styles, 1

    def write(self, ranges):
        for i, width in enumerate(WIDTHS, 1):
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
        self.sheet.print_area(0, 1, self.row, len(WIDTHS))

    def _text(self, column, value, style):
        put(self.sheet, self.row, column, value, self.styles[style])

    def _section(self, key):
        self.row += 1
        self.sheet.set_row(self.row, 18)
        for i in range(1, len(WIDTHS) + 1):
            self._text(i, self.book.say(key) if i == 1 else "", "section")
        self.row += 1

    def _across(self, first, value, style):
        last = len(WIDTHS)
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
            self.sheet.set_row(self.row, height([(f"{n}. {words}", sum(WIDTHS))]))
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
