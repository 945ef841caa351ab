"""What calamine does not tell of a sheet: which cells are formulas or error values, and how far it reaches.

The XML is read by expat as a stream, within bounds; a DOCTYPE, with which entities would come, is refused.
"""

import posixpath
import re
from dataclasses import dataclass, field
from xml.parsers import expat

from pipeline.core.problems import quoted

MAX_ROWS = 100_000
MAX_AREA = 3_000_000
"""Cells of the rectangle from A1 to the last one that holds something, over all sheets: calamine lays it out whole."""

MAX_LETTERS = 20_000_000
"""Of the texts in cells, over all sheets: a text that is stored once may stand in every cell."""

MAX_DEPTH = 60
MAX_MARKS = 20_000
"""Formulas, error values and merged ranges of one sheet."""


class Refused(Exception):
    """A workbook that is not read. `sheet` and `cell` where it is known, for what it is refused."""

    def __init__(self, message, sheet="", line=1, cell="file"):
        super().__init__(message)
        self.message, self.sheet, self.line, self.cell = message, sheet, line, cell


@dataclass
class Scan:
    """Of one sheet: `formulas`: (row, column) -> True where it has a value; `errors`: (row, column) -> such as #REF!;
    both counted from 0. `area` in cells, `letters` of the shared texts."""

    formulas: dict = field(default_factory=dict)
    errors: dict = field(default_factory=dict)
    area: int = 0
    letters: int = 0


def well_formed(name, data):
    """Refuse a part that has a DOCTYPE, or nests without end; raises ExpatError where it is no XML."""
    depth = 0

    def start(*_):
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise Refused(f"has {name} nested deeper than {MAX_DEPTH} levels (open it, and save it anew)")

    def end(_):
        nonlocal depth
        depth -= 1

    parser = parser_of(name)
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(data, True)


def parser_of(name):
    """A parser of XML that refuses a DOCTYPE."""

    def doctype(*_):
        raise Refused(f"has a DOCTYPE in {name}, as no workbook does (do not open it; ask where it comes from)")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = doctype
    parser.buffer_text = True
    return parser


def sheet_parts(workbook, relations):
    """Name of a sheet -> name of its part, from the bytes of workbook.xml and of its relations."""
    targets, sheets = {}, {}

    def add(known, name, value):
        if name in known:
            raise Refused(f"names {quoted(name)} twice in its list of sheets (open it, and save it anew)")
        known[name] = value

    def relation(tag, attributes):
        if local(tag) == "Relationship":
            target = attributes.get("Target", "")
            base = "" if target.startswith("/") else "xl"
            add(targets, attributes.get("Id"), posixpath.normpath(posixpath.join(base, target.lstrip("/"))))

    def sheet(tag, attributes):
        if local(tag) == "sheet":
            found = {local(key): value for key, value in attributes.items()}
            add(sheets, found.get("name", ""), targets.get(found.get("id")))

    for data, handler in ((relations, relation), (workbook, sheet)):
        parser = parser_of("xl/workbook.xml")
        parser.StartElementHandler = handler
        parser.Parse(data, True)
    return sheets


def text_lengths(data):
    """The lengths of the texts that cells share, in their order."""
    lengths = []

    def start(tag, _):
        if local(tag) == "si":
            lengths.append(0)

    def text(data):
        if lengths:
            lengths[-1] += len(data)

    parser = parser_of("the shared texts")
    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    parser.Parse(data, True)
    return lengths


def scan_sheet(name, data, lengths):
    """The `Scan` of a sheet; `lengths` are those of the shared texts. Refuses one that reaches too far."""
    reader = _SheetReader(name, lengths)
    parser = parser_of(f"the sheet {name}")
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.Parse(data, True)
    reader.scan.area = reader.area
    return reader.scan


class _SheetReader:
    """Handlers of the parser. A cell that does not say where it stands comes after the one before it."""

    def __init__(self, name, lengths):
        self.name, self.scan, self.lengths = name, Scan(), lengths
        self.row = self.column = -1
        self.last_row = self.last_column = self.marks = 0
        self.kind, self.formula, self.value, self.within = "", False, "", False

    def start(self, tag, attributes):
        tag = local(tag)
        if tag == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
        elif tag == "c":
            self._place(attributes.get("r"))
            self.kind, self.formula, self.value = attributes.get("t", ""), False, ""
        elif tag == "f":
            self.formula = True
        elif tag in ("v", "is"):
            self.within = True
        elif tag == "mergeCell":
            self._mark()

    def text(self, data):
        if self.within and len(self.value) < 100:
            self.value += data

    def end(self, tag):
        tag = local(tag)
        if tag in ("v", "is"):
            self.within = False
        elif tag == "c" and (self.formula or self.value):
            self._reach()
            place = self.row, self.column
            if self.formula:
                self.scan.formulas[place] = bool(self.value)
                self._mark()
            if self.kind == "s" and int(self.value) < len(self.lengths):
                self.scan.letters += self.lengths[int(self.value)]
            if self.kind == "e":
                self.scan.errors[place] = self.value[:20]
                self._mark()

    def _place(self, reference):
        if reference is None:
            self.column += 1
            return
        self.row, self.column = place_of(reference, self.name)

    def _reach(self):
        self.last_row, self.last_column = max(self.last_row, self.row), max(self.last_column, self.column)
        cell = cell_name(self.row, self.column)
        if self.last_row >= MAX_ROWS:
            what = f"is in a row below {MAX_ROWS:,} (remove what stands there)"
            raise Refused(what, self.name, self.row + 1, cell)
        if self.area > MAX_AREA:
            raise Refused("is far outside the form (remove what stands there)", self.name, self.row + 1, cell)

    @property
    def area(self):
        return (self.last_row + 1) * (self.last_column + 1)

    def _mark(self):
        self.marks += 1
        if self.marks > MAX_MARKS:
            what = f"has more than {MAX_MARKS:,} formulas and merged cells (fill in the form as it was written)"
            raise Refused(what, self.name, 1, "sheet")


def local(tag):
    """The name of a tag without its namespace."""
    return tag.rpartition(" ")[2]


def place_of(reference, sheet):
    """(row, column), from 0, of a cell such as `D17`."""
    match = re.fullmatch(r"([A-Z]{1,3})([1-9][0-9]{0,6})", reference, re.ASCII)
    if match is None:
        raise Refused(f"has a cell at {quoted(reference)}, which is no place (save it anew)", sheet, 1, "sheet")
    return int(match[2]) - 1, column_number(match[1])


def column_number(letters):
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


def cell_name(row, column):
    """`D17`, from a row and a column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
