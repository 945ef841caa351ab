"""Reading of research sheets of any kind (XLSX, ODS, CSV, or zips of these) as grids of cells."""

import datetime
import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter.utility import xl_rowcol_to_cell as cell_name

from pipeline.core.limits import MAX_UNPACKED, MAX_WORKBOOK, Unread, entries_of, read_file, unpacked
from pipeline.core.problems import DataError, Problem
from pipeline.importers.archive import OTHERS
from pipeline.reading.files import DELIMITERS, Malformed, csv_rows, separator, text_of
from pipeline.reading.open_workbook import Refused, trees_of, workbook_of

KINDS = (".xlsx", ".ods", ".csv", ".tsv")
HOWEVER = "save it as XLSX, ODS or CSV"


@dataclass
class Grid:
    """The cells of one sheet as text, with blanks removed around it. `merged`: ranges (first row, first column, last
    row, last column); `links`: (row, column) -> address; `unreadable`: (row, column) -> what a cell has whose
    value can't be read. `placed`: (row, column) -> what the cell was read as. Rows and columns count from 0."""

    file: str
    sheet: str
    rows: list
    merged: list = field(default_factory=list)
    links: dict = field(default_factory=dict)
    unreadable: dict = field(default_factory=dict)
    placed: dict = field(default_factory=dict)

    def at(self, row, column):
        cells = self.rows[row] if 0 <= row < len(self.rows) else ()
        return cells[column] if 0 <= column < len(cells) else ""

    def place(self, row, column, kind):
        """Record what a cell was read as, if it has a text."""
        if self.at(row, column) or (row, column) in self.unreadable:
            self.placed.setdefault((row, column), kind)

    def place_row(self, row, kind, start=0):
        for column in range(start, len(self.rows[row])):
            self.place(row, column, kind)

    def cells(self):
        """Yield (row, column, text) of every cell with a text, or of one that can't be read."""
        for row, cells in enumerate(self.rows):
            for column, text in enumerate(cells):
                if text or (row, column) in self.unreadable:
                    yield row, column, text
        for row, column in self.unreadable:
            if row >= len(self.rows) or column >= len(self.rows[row]):
                yield row, column, ""

    def where(self, row, column):
        """Return the name of a cell, with its sheet if the file has several."""
        return f"{self.sheet}!{cell_name(row, column)}" if self.sheet else cell_name(row, column)

    @property
    def name(self):
        """The name of the sheet, or of the file that is one."""
        return self.sheet or Path(self.file).stem


def read_grids(path):
    """Return the grids of a file, one for each sheet. Raises DataError if it can't be read."""
    try:
        return _grids(str(path), Path(path).suffix.lower(), lambda most: read_file(Path(path), most), Path(path))
    except FileNotFoundError:
        raise _error(path, "is missing (check its name)") from None
    except Unread as unread:
        raise _error(path, str(unread)) from None


def _error(file, message, line=1, column="file"):
    return DataError([Problem(str(file), line, column, message)])


def _grids(file, kind, data, path=None):
    if kind == ".zip" and path is not None:
        return _zipped(file, data(MAX_UNPACKED))
    if kind == ".xlsx":
        return _xlsx(file, data(MAX_WORKBOOK))
    if kind == ".ods":
        return _ods(file, data(MAX_WORKBOOK))
    if kind in KINDS:
        return [_csv(file, data(MAX_WORKBOOK))]
    raise _error(file, f"is not a research sheet ({HOWEVER})")


def _zipped(file, data):
    found = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [e for e in entries_of(archive, MAX_UNPACKED) if not OTHERS.search(e.filename.replace("\\", "/"))]
            for entry in sorted(entries, key=lambda e: e.filename):
                kind = Path(entry.filename).suffix.lower()
                if kind in KINDS:
                    found += _grids(f"{file}/{entry.filename}", kind, lambda _, e=entry: unpacked(archive, e))
    except (OSError, ValueError, RuntimeError, zipfile.BadZipFile) as error:
        raise _error(file, f"is not a zip file: {error} (copy it again)") from None
    if not found:
        raise _error(file, f"contains no {', '.join(KINDS)} file (choose another zip)")
    return found


def _csv(file, data):
    rows = []
    try:
        text = text_of(data, True, HOWEVER)
        first = text.split("\n", 1)[0]
        named = separator(first)
        for _, cells in csv_rows(text, named or max(DELIMITERS, key=first.count), blank=True):
            rows.append([cell.strip() for cell in cells])
    except Malformed as error:
        raise _error(file, str(error), error.line, error.column) from None
    if named:
        rows[0] = []
    return Grid(file, "", rows)


def _xlsx(file, data):
    try:
        sheets = workbook_of(data)
    except Refused as refused:
        raise _error(file, refused.message, refused.line, refused.cell) from None
    grids = []
    for sheet in sheets:
        rows = [[_text(value) for value in cells] for cells in sheet.rows]
        unreadable = {cell: f"the error value {value}" for cell, value in sheet.scan.errors.items()}
        for row, column in (cell for cell, full in sheet.scan.formulas.items() if not full):
            # A formula can give an empty text: only one that was never computed has no value at all.
            unreadable[row, column] = "a formula without a value"
        grids.append(Grid(file, sheet.name, rows, sheet.merged, dict(sheet.links), unreadable))
    return grids


def _ods(file, data):
    """Read an ODS file: calamine gives the values, its XML the links, and the formulas without a value."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entry = next(e for e in entries_of(archive, MAX_WORKBOOK) if e.filename == "content.xml")
            tree = trees_of({"content.xml": unpacked(archive, entry)})["content.xml"]
        grids = []
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for table in tree.iter("table"):
                name = _named(table, "name")
                sheet = book.get_sheet_by_name(name)
                rows = [[_text(value) for value in cells] for cells in sheet.to_python(skip_empty_area=False)]
                merged = [(*start, *end) for start, end in sheet.merged_cell_ranges or []]
                grid = Grid(file, name, rows, merged)
                _ods_cells(table, grid)
                grids.append(grid)
    except (StopIteration, CalamineError, ElementTree.ParseError, zipfile.BadZipFile, ValueError) as error:
        raise _error(file, f"can't be read: {' '.join(str(error).split())[:200]} ({HOWEVER})") from None
    except Refused as refused:
        raise _error(file, refused.message) from None
    return grids


def _ods_cells(table, grid):
    row = 0
    for line in table.iter("table-row"):
        column = 0
        for cell in (node for node in line if node.tag in ("table-cell", "covered-table-cell")):
            if link := next((_named(a, "href") for a in cell.iter("a")), ""):
                grid.links[row, column] = link
            if _named(cell, "formula") and not _named(cell, "value-type") and not "".join(cell.itertext()):
                grid.unreadable[row, column] = "a formula without a value"
            across = int(_named(cell, "number-columns-spanned") or 1)
            down = int(_named(cell, "number-rows-spanned") or 1)
            if across * down > 1:
                grid.merged.append((row, column, row + down - 1, column + across - 1))
            column += int(_named(cell, "number-columns-repeated") or 1)
        row += int(_named(line, "number-rows-repeated") or 1)


def _named(node, name):
    """Return an attribute by its name without a namespace."""
    return next((value for key, value in node.items() if key.rpartition("}")[2] == name), "")


def _text(value):
    """Return the value of a cell as text: whole numbers without a decimal point, dates in ISO 8601."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 10**15 else repr(value)
    if isinstance(value, datetime.datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    return str(value).strip()
