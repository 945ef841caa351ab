"""Finding the blocks of research sheets: an indicator's answers, comments, sources and scores, with units in columns.

Nothing has a fixed position. A block begins with a cell that has an indicator's code, above labels with codes of its
elements. The cells to the right name the units, in one row or several. A sheet without such cells is a table of
elements: one block, with the units in the nearest row above.
"""

from dataclasses import dataclass, field

from pipeline.importers.cells import letters, number
from pipeline.importers.sheet_words import ROWS, STRANDS, UNITS, exactly, meaning, pieces

LONGEST = 200
"""Letters of the first cell of a block."""

AHEAD = 12
"""Rows between the first cell of a block and its first label with an element."""

NO_POINTS = {"exclude", "na", "excluded"}


@dataclass(frozen=True)
class Line:
    """A row of a block: `kind` is one of ROWS, or empty if unknown; `number` that of its element, or None."""

    row: int
    kind: str
    indicator: str = ""
    number: int | None = None


@dataclass(frozen=True)
class Unit:
    """What a column is about. `kind`: group, operating_company, service; `name`: of the service, or empty; `company`:
    as the header names it, or empty; `strand`: its id, or empty; `role`: one of ROWS for a column of its own."""

    kind: str
    name: str
    company: str = ""
    strand: str = ""
    role: str = ""


@dataclass
class Block:
    """A block: `code` of its indicator (empty in a table of several); `column` of its labels; `units`: column -> Unit;
    `lines` in order; `rows`: first and last (exclusive) row; `kinds`: the column that says what a row is (`Answer`), if
    the labels only have codes, or None; `remark`: what of its header was read otherwise."""

    grid: object
    code: str
    column: int
    rows: tuple
    units: dict = field(default_factory=dict)
    lines: list = field(default_factory=list)
    kinds: int | None = None
    remark: str = ""


def find_blocks(grid, codes, is_answer, companies=()):
    """Return the blocks of a grid. `is_answer`: whether a text is an answer of the scale; `companies`: letters of
    known names."""
    return _Finder(grid, codes, is_answer, companies).blocks


class _Finder:
    def __init__(self, grid, codes, is_answer, companies):
        self.grid, self.codes, self.is_answer, self.companies = grid, codes, is_answer, companies
        self.filled = {}
        for top, left, bottom, right in grid.merged:
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    self.filled[row, column] = grid.at(top, left)
        heads = [
            (row, column, code)
            for row, column, text in grid.cells()
            if len(text) < LONGEST and (code := codes.heading(text)) and self._begins(row, column, code)
        ]
        self.blocks, self.previous = [], None
        for row, column, code in heads:
            beside = {c for r, c, _ in heads if r == row and c != column}
            end = min((r for r, c, _ in heads if r > row and (c == column or c not in beside)), default=len(grid.rows))
            edge = min((c for c in beside if c > column), default=None)
            self._block(code, row, column, end, edge)
        if not heads:
            self._table()
        for before, block, after in zip(self.blocks, self.blocks[1:], self.blocks[2:], strict=False):
            _realign(before, block, after)

    def _text(self, row, column):
        return self.grid.at(row, column) or self.filled.get((row, column), "")

    def _begins(self, row, column, code):
        """Return True if an element of the indicator is below, before the next heading."""
        for below in range(row + 1, min(row + 1 + AHEAD, len(self.grid.rows))):
            text = self.grid.at(below, column)
            found = self.codes.element(text) if text else None
            if found and found[1] is not None:
                return found[0] == code
            if text and self.codes.heading(text):
                return False
        return False

    def _table(self):
        """Add the block of a sheet that is a table of elements without headings of indicators."""
        found = [
            (row, column)
            for row, column, text in self.grid.cells()
            if (code := self.codes.element(text)) and code[1] is not None
        ]
        columns = [column for _, column in found]
        column = max(set(columns), key=lambda c: (columns.count(c), -c), default=0)
        rows = [row for row, at in found if at == column]
        if len(rows) < 2:
            return
        above = rows[0] - 1
        while above >= 0 and not any(self._text(above, c) for c in range(column + 1, len(self.grid.rows[above]))):
            above -= 1
        if above >= 0:
            self._block("", above, column, len(self.grid.rows), None)

    def _block(self, code, row, column, end, edge):
        grid = self.grid
        block = Block(grid, code, column, (row, end))
        first = next((r for r in range(row + 1, end) if self._is_line(r, column)), end)
        width = max((len(grid.rows[r]) for r in range(row, end)), default=0)
        width = min(width, edge) if edge else width
        below = [r for r in range(row, first) if any(self._text(r, c) for c in range(column + 1, width))]
        above = self._above(row, column)
        block.kinds = self._kinds(first, end, column)
        paths = self._paths([*above, *below], column if block.kinds is None else block.kinds, width)
        if not any(paths.values()) and self.previous:
            # The units are named once, above the first of several blocks.
            paths, below = self.previous, []
        self.previous = paths
        gap = next((c for c in sorted(paths) if not paths[c]), width)
        block.units = {c: self._unit(path) for c, path in paths.items() if c < gap}
        for r in {row, *above, *below}:
            grid.place_row(r, "heading", 0 if r in above else column)
        for c in range(gap, width):
            # Another section beside the block, such as questions about the previous year.
            if paths.get(c):
                for r in range(row, end):
                    grid.placed.pop((r, c), None)
                    grid.place(r, c, "note beside a block")
        for r in range(first, end):
            if line := self._line(block, r):
                block.lines.append(line)
        sources = [i for i, line in enumerate(block.lines) if line.kind == "source"]
        if len(sources) == 1 and not grid.at(block.lines[sources[0]].row, column):
            # The only row of sources, without a code, is about the whole block.
            block.lines[sources[0]] = Line(block.lines[sources[0]].row, "source")
        self.blocks.append(block)

    def _kinds(self, first, end, column):
        """Return the column after the labels, if it says what each row is, as `Answer` or `Comment`; or None."""
        texts = [text for row in range(first, end) if (text := self.grid.at(row, column + 1))]
        said = [exactly(text, ROWS) for text in texts]
        return column + 1 if len(set(said) - {None}) > 1 and sum(map(bool, said)) * 2 > len(texts) else None

    def _is_line(self, row, column):
        text = self.grid.at(row, column)
        return bool(text) and (self.codes.element(text) is not None or meaning(text) is not None)

    def _above(self, row, column):
        """Return the rows above a heading that name units too: without a label, and with texts."""
        found = []
        for r in range(row - 1, -1, -1):
            texts = [self._text(r, c) for c in range(column + 1, len(self.grid.rows[r]))]
            texts = [text for text in texts if text]
            if self.grid.at(r, column) or not texts or any(number(t) or self.is_answer(t) for t in texts):
                break
            if any(line.row == r for block in self.blocks for line in block.lines):
                break
            found.insert(0, r)
        return found

    def _paths(self, rows, column, width):
        """Return {column: texts of the header's rows, from the top}. Above another row, a name counts for the columns
        to its right that have none."""
        paths = {c: [] for c in range(column + 1, width)}
        for i, row in enumerate(rows):
            last = ""
            beneath = rows[i + 1] if i + 1 < len(rows) else None
            for c in paths:
                text = self._text(row, c)
                if not text and beneath is not None and self._text(beneath, c):
                    text = last
                last = text
                if text:
                    paths[c].append(text)
        return paths

    def _unit(self, path):
        """Return the `Unit` that a header names. Of two names above each other, the upper one is the company's."""
        kind = strand = role = company = ""
        names = []
        for level, part in [(level, part) for level, text in enumerate(path) for part in pieces(text)]:
            head, _, inner = part.rstrip(") ").rpartition("(")
            if part.endswith(")") and (found := exactly(inner, UNITS)):
                kind, part = kind or found, head.strip()
            if not part:
                continue
            if found := exactly(part, UNITS):
                kind = kind or found
            elif found := exactly(part, STRANDS):
                strand = strand or found
            elif found := exactly(part, ROWS):
                role = role or found
            elif not company and letters(part) in self.companies:
                company = part
            else:
                names.append((level, part))
        if not company and len({level for level, _ in names}) > 1:
            company, names = names[0][1], names[1:]
        if company and not names and kind in ("", "service"):
            # A service with the name of its company.
            company, names = "", [(0, company)]
        name = " - ".join(part for _, part in names)
        return Unit(kind or ("service" if name else "group"), name, company, strand, role)

    def _line(self, block, row):
        """Return the `Line` of a row, or None. Labels decide; a row whose label is unknown, what its cells are."""
        grid = self.grid
        label = grid.at(row, block.column)
        if block.kinds is not None and (said := grid.at(row, block.kinds)):
            # The code of an element counts for the rows below it, too.
            grid.place(row, block.kinds, "heading")
            before = block.lines[-1] if block.lines else None
            own = self.codes.element(label) if label else before and (before.indicator, before.number)
            grid.place(row, block.column, "heading")
            kind = meaning(said)
            return Line(row, kind, *(own or ())) if kind else None
        texts = [text for c in block.units if (text := grid.at(row, c))]
        code = self.codes.element(label) if label else None
        kind = meaning(label) if label else ""
        before = {line.kind for line in block.lines}
        figures = bool(texts) and all(number(t) or letters(t) in NO_POINTS for t in texts)
        if not kind and code:
            kind = self._by_cells(texts, figures, code, block)
        elif not kind and figures and before & {"points", "level"}:
            kind = "averages" if "level" in before else "level"
        elif not kind and not label:
            return None
        if not kind:
            return None
        grid.place(row, block.column, "heading")
        return Line(row, kind, *(code or ()))

    def _by_cells(self, texts, figures, code, block):
        answers = sum(map(self.is_answer, texts))
        answered = any(line.kind == "answer" and (line.indicator, line.number) == code for line in block.lines)
        if answers * 2 > len(texts) or not answered:
            return "answer"
        return "points" if figures else "comment"


def _realign(before, block, after):
    """Correct a header that names a unit too many, so that the last column is empty: the blocks around it name those
    that the columns with cells are about."""
    usual = list(before.units.values())
    rows = [line.row for line in block.lines]
    filled = [c for c in block.units if any(block.grid.at(row, c) for row in rows)]
    named = list(block.units.values())
    if (
        usual == list(after.units.values())
        and len(usual) == len(filled) < len(named)
        and filled == list(block.units)[: len(filled)]
        and usual == [unit for unit in named if unit in usual]
    ):
        block.units = dict(zip(filled, usual, strict=True))
        block.remark = (
            f"names {len(named)} units, but {len(filled)} columns have cells; as in the blocks around it, they are "
            f"read as {', '.join(unit.name or unit.kind for unit in usual)} (correct the header)"
        )
