"""One sheet of a workbook that was filled in: its codes, its cells as text, and what is wrong with them."""

import datetime
import unicodedata

from pipeline.core.lookalikes import slip
from pipeline.core.problems import Problem, quoted
from pipeline.desk.layout import HEAD, SHEET_MARK
from pipeline.desk.open_workbook import cell_name
from pipeline.reading.files import BLANKS

MOST = 500
"""Problems of one workbook that are listed; one more says that there are others."""

ANEW = "write the workbook anew, and copy the answers over"


class Told:
    """What is wrong with a workbook, each with its sheet and cell."""

    def __init__(self, path):
        self.path, self.edition, self.problems = str(path), "", []

    def whole(self, message, sheet="", line=1, cell="file", level="fault"):
        """Of the file, or of one of its sheets. A sheet's name may hold what moves the cursor."""
        if len(self.problems) > MOST:
            return
        if len(self.problems) == MOST:
            sheet, line, cell, level = "", 1, "file", "fault"
            message = f"has more than {MOST} faults and warnings (correct these first)"
        file = f"{self.path}[{quoted(sheet)[1:-1]}]" if sheet else self.path
        self.problems.append(Problem(file, line, cell, message, level, "workbook", self.edition))

    def cell(self, sheet, row, column, message, level="fault"):
        self.whole(message, sheet.name, row + 1, cell_name(row, column), level)


def marked(sheet):
    """[(row, column, code)] of the cells that say which sheet of ours it is."""
    return [
        (r, c, value.removeprefix(SHEET_MARK))
        for r, cells in enumerate(sheet.rows)
        for c, value in enumerate(cells)
        if isinstance(value, str) and value.startswith(SHEET_MARK)
    ]


class Grid:
    """A sheet of ours. `columns`: code -> column; `body`: the rows below the codes that are no headings; `noted`: the
    cells whose notes were read."""

    def __init__(self, sheet, mark, told, expected, ignored=()):
        """`expected` codes of columns must be there, each once; `ignored` ones may be."""
        self.sheet, self.told = sheet, told
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
                what = f"{quoted(code)} stands in {cell_name(self.row, known[code])} already"
                self.fault(self.row, column, f"{what} (remove one of the two columns)")
                twice.add(code)
            elif code not in expected and code not in ignored:
                close = slip(code, expected)
                todo = f"did you mean {quoted(close)}?" if close else "remove it"
                self.fault(self.row, column, f"{quoted(code)} is no code of a column here ({todo})")
            known.setdefault(code, column)
        for code in expected:
            if code not in known:
                what = f"the column with the code {quoted(code)} is missing"
                self.fault(self.row, self.column, f"{what} (put it back, or {ANEW})")
        self.columns = {code: column for code, column in known.items() if code not in twice}
        self.coded = set(known.values())

    def _outside(self):
        """What is written where nothing is read would be lost."""
        ours = self.coded | {self.column}
        for row, cells in enumerate(self.sheet.rows):
            for column in range(len(cells)):
                if row == self.row or not self.filled(row, column):
                    continue
                head = row in self.heads
                if row < self.row or column not in ours or (column == self.column and not head):
                    what = f"{self.shown(row, column)} stands outside the form, where nothing is read"
                    self.fault(row, column, f"{what} (move it into a comment, or remove it)")

    def fault(self, row, column, message, level="fault"):
        self.told.cell(self.sheet, row, column, message, level)

    def place(self, row, column):
        """A cell with its sheet, as people name it: `Privacy!D17`."""
        return f"{self.sheet.name}!{cell_name(row, column)}"

    def shown(self, row, column):
        value = self.sheet.value(row, column)
        return quoted(value if isinstance(value, str) else str(value))

    def filled(self, row, column):
        """True where a cell holds anything, be it a formula without a value."""
        if (row, column) in self.sheet.scan.formulas or (row, column) in self.sheet.scan.errors:
            return True
        value = self.sheet.value(row, column)
        return bool(value.strip(BLANKS)) if isinstance(value, str) else True

    def merged(self, rows):
        """Report merged cells over our columns in the given rows."""
        rows = set(rows)
        for top, left, bottom, right in self.sheet.merged:
            over = any(left <= c <= right for c in self.coded)
            if over and any(r in rows for r in range(top, min(bottom + 1, len(self.sheet.rows)))):
                area = f"{cell_name(top, left)}:{cell_name(bottom, right)}"
                self.fault(top, left, f"{area} is merged, over cells of the form (split them)")

    def text(self, row, column, noun, formulas=True, numbers=False):
        """A cell's text, or None with a fault. Formulas are taken by their last value, and whole numbers, with a
        warning, where that is allowed."""
        place = row, column
        if place in self.sheet.scan.errors:
            error = quoted(self.sheet.scan.errors[place])
            self.fault(row, column, f"{error} is an error value (write the {noun} itself)")
            return None
        if place in self.sheet.scan.formulas:
            if not self.sheet.scan.formulas[place]:
                self.fault(row, column, f"is a formula without a value (write the {noun} itself)")
                return None
            if not formulas:
                self.fault(row, column, f"is a formula (write the {noun} itself)")
                return None
            self.fault(row, column, f"is a formula; its last value is taken (write the {noun} itself)", "warning")
        value = self.sheet.value(row, column)
        return self._plain(row, column, noun, value) if isinstance(value, str) else self._typed(place, noun, numbers)

    def _plain(self, row, column, noun, value):
        value = value.replace("\r\n", "\n").replace("\r", "\n").strip(BLANKS)
        strange = next((ch for ch in value if unicodedata.category(ch) == "Cc" and ch not in "\n\t"), None)
        if strange:
            self.fault(row, column, f"has the control character U+{ord(strange):04X} (write the {noun} anew)")
            return None
        return value

    def _typed(self, place, noun, numbers):
        """The text of a cell that holds a number, a date or a truth value."""
        value = self.sheet.value(*place)
        if numbers and whole(value):
            self.fault(*place, f'the number {value:.0f} is taken as text "{value:.0f}" (write it as text)', "warning")
            return f"{value:.0f}"
        if isinstance(value, bool):
            what = "true or false"
        elif isinstance(value, int | float):
            what = f"the number {value:g}"
        elif isinstance(value, datetime.date):
            what = f"the date {value.isoformat()[:10]}"
        else:
            what = "a time"
        self.fault(*place, f"is {what} where text belongs (write the {noun} as text)")
        return None


def whole(value):
    """True for a whole number of few digits."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and abs(value) < 10**9 and value == int(value)
