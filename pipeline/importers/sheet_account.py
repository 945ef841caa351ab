"""The account of an import of research sheets: problems, and every cell that no raw file has."""

import re
from collections import Counter, defaultdict

from xlsxwriter.utility import xl_rowcol_to_cell as cell_name

from pipeline.core.problems import Problem, quoted
from pipeline.importers.blocks import LONGEST
from pipeline.importers.sheet_words import meaning

OTHER_CODE = re.compile(r"(?<!\w)([^\W\d_]{2,12}[-_. ]?|[^\W\d_][-_. ])\d+[.]\d+")
"""The code of an element in the form of another methodology, such as `GOV-2.1`."""

UNCOUNTED = "answer that does not count"
COMMENT = "comment on an answer that does not count"
LISTED = ("not placed", UNCOUNTED, COMMENT, "note beside a block", "duplicate", "duplicate column")
"""What a cell was read as that is listed with its location, because no raw file has it."""


class Account:
    """`problems`; `unknown`: key of a map -> the texts that are not known. After `close`, `kinds`: what cells were read
    as -> their number; `unplaced`: the cells that no raw file has, as dicts."""

    def __init__(self, grids):
        self.grids, self.problems, self.unplaced, self.kinds = grids, [], [], Counter()
        self.unknown, self.because = defaultdict(dict), {}

    def problem(self, grid, row, column, message, level="error"):
        """Add a problem of a cell."""
        where = grid.where(row, column) if grid.rows else grid.sheet or "file"
        if level == "error":
            self.because.setdefault((id(grid), row, column), message)
        self.problems.append(Problem(grid.file, row + 1, where, message, level, "workbook"))

    def once(self, grid, row, column, message, level="error"):
        """Add a problem, unless the file has the same one already."""
        if not any(p.file == grid.file and p.message == message for p in self.problems):
            self.problem(grid, row, column, message, level)

    def row(self, grid, row, why):
        """Note why the cells of a row were not placed."""
        self.because[id(grid), row] = why

    def uncounted(self, grid, place, comments, why):
        """Note that an answer and its comments were left out because it does not count."""
        for one, kind in [(place, UNCOUNTED), *((p, COMMENT) for p in comments)]:
            grid.placed[one] = kind
            self.because[id(grid), *one] = why

    def close(self):
        """List every cell that is not an answer, comment, source, printed figure or heading."""
        self._unknown_codes()
        for grid in self.grids:
            for row, column, text in grid.cells():
                kind = grid.placed.get((row, column), "not placed")
                self.kinds[kind] += 1
                if kind in LISTED:
                    why = self.because.get((id(grid), row, column)) or self.because.get((id(grid), row))
                    self.unplaced.append(
                        {
                            "file": grid.file,
                            "sheet": grid.sheet,
                            "cell": cell_name(row, column),
                            "kind": kind,
                            "text": text,
                            "why": why or grid.unreadable.get((row, column), ""),
                        }
                    )

    def _unknown_codes(self):
        """Name labels of rows, such as `Answer GOV-2.1`, whose codes are in none of the forms that are known."""
        for grid in self.grids:
            found = {}
            for row, column, text in grid.cells():
                match = OTHER_CODE.search(text) if len(text) < LONGEST and (row, column) not in grid.placed else None
                if match and (text.startswith(match[0]) or meaning(text)):
                    found.setdefault(match[1], []).append((row, column, text))
            for prefix, places in found.items():
                if len(places) > 1:
                    self.unknown["codes"][prefix] = None
                    row, column, text = places[0]
                    what = f"{quoted(text)} and {len(places) - 1} more labels have a code that is not known"
                    self.problem(grid, row, column, f"{what} (say with --map what {quoted(prefix)} means)")
