"""Safe reading of XLSX files: a file that is too big, damaged or of a different format is rejected before it is read.

The XML parts of the zip are parsed within limits for what python-calamine does not report: which cells are formulas or
error values, notes and threaded comments, and how far a sheet extends. Calamine gets a new zip of just these parts.
Formulas are never evaluated, and links never fetched.
"""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum
from xlsxwriter.utility import xl_cell_to_rowcol
from xlsxwriter.utility import xl_rowcol_to_cell as cell_name

from pipeline.core.limits import MAX_WORKBOOK, Unread, entries_of, read_file, unpacked
from pipeline.core.lookalikes import composed
from pipeline.core.problems import quoted

MAX_ROWS = 100_000
MAX_AREA = 3_000_000
"""Cells from A1 to the last non-empty cell, over all sheets: calamine allocates the whole rectangle."""

MAX_LETTERS = 20_000_000
"""Letters of all cells of all sheets: a text that is stored once can be used by every cell."""

MAX_DEPTH = 60
MAX_ELEMENTS = 1_000_000
"""Limits on the nesting of one XML part, and on the elements of all parts."""

MAX_MARKS = 20_000
"""Formulas, error values and merged ranges of one sheet; notes of one sheet."""

WORKBOOK, STRINGS = "xl/workbook.xml", "xl/sharedStrings.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
SAVE = "save it as Excel workbook, .xlsx"
# Excel encrypts a workbook into a file of the old kind, with a part of this name.
OLD_KIND, ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")
OTHER_KINDS = {
    "xl/workbook.bin": f"is a binary workbook, .xlsb ({SAVE})",
    "xl/vbaproject.bin": f"contains macros ({SAVE}, without macros)",
    "word/document.xml": f"is a Word document ({SAVE})",
    "content.xml": f"is an OpenDocument file ({SAVE})",
}
"""A part that identifies a different file format -> the message."""


THREADED = "threadedComment"
NOTES = {"comments": ("comment", "t"), THREADED: (THREADED, "text")}
"""The end of the type of a relation to a sheet's notes -> the elements of a note and of its text. Excel also writes
each thread as a note, for older programs: the thread replaces that note."""

NONE = ElementTree.Element("none")


class Refused(Exception):
    """A workbook that is rejected, with the `sheet` and `cell` of the cause if they are known."""

    def __init__(self, message, sheet="", line=1, cell="file"):
        super().__init__(message)
        self.message, self.sheet, self.line, self.cell = message, sheet, line, cell


@dataclass(frozen=True)
class Scan:
    """The XML of a sheet. `formulas`: (row, column) -> True if it has a value; `errors`: (row, column) -> an error
    value such as #REF!; both counted from 0. `area` in cells; `letters` of the shared texts that its cells use."""

    formulas: dict = field(default_factory=dict)
    errors: dict = field(default_factory=dict)
    area: int = 0
    letters: int = 0


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows of values from A1 on, as calamine gives them; `merged` ranges (first row, first column, last row,
    last column), counted from 0; `scan`: its formulas and error values; `notes`: (row, column) -> text; `links`: (row,
    column) -> web address."""

    name: str
    rows: list
    merged: list = field(default_factory=list)
    scan: Scan = field(default_factory=Scan)
    hidden: bool = False
    notes: dict = field(default_factory=dict)
    links: dict = field(default_factory=dict)

    def value(self, row, column):
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""


def open_workbook(path):
    """Return the sheets of an XLSX file, as [Sheet]. Raises Refused."""
    try:
        return workbook_of(read_file(path, MAX_WORKBOOK))
    except FileNotFoundError:
        raise Refused("is missing (check its name)") from None
    except Unread as unread:
        raise Refused(str(unread)) from None


def workbook_of(data):
    """Return the sheets of the bytes of an XLSX file, as [Sheet]. Raises Refused."""
    parts = _parts(data)
    try:
        trees = trees_of(parts)
        where = _sheet_parts(trees[WORKBOOK], trees.get(RELATIONS, NONE))
        lengths = [sum(map(len, text.itertext())) for text in trees.get(STRINGS, NONE).iter("si")]
        scans = {name: _scan(name, trees[part], lengths) for name, part in where.items() if part in trees}
        if sum(scan.area for scan in scans.values()) > MAX_AREA:
            raise Refused(f"has sheets of more than {MAX_AREA:,} cells (check that it is the right file)")
        if sum(scan.letters for scan in scans.values()) > MAX_LETTERS:
            raise Refused(f"contains more than {MAX_LETTERS:,} letters (check that it is the right file)")
        notes = {name: sheet_notes(trees, part or "xl/none.xml", name) for name, part in where.items()}
        links = {name: _links(trees, part) for name, part in where.items() if part in trees}
        return _read(_packed(parts), scans, notes, links)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Refused(f"can't be read: {_one_line(error)} (open it, and {SAVE})") from None


def _parts(data):
    """Return name -> bytes of the XML parts of a workbook, read within limits."""
    if not data:
        raise Refused("is empty (was it saved, or copied whole?)")
    if data.startswith(OLD_KIND):
        if ENCRYPTED in data:
            raise Refused("is encrypted (save it without a password)")
        raise Refused(f"is an Excel 97-2003 workbook, .xls ({SAVE})")
    if not data.startswith(b"PK"):
        raise Refused(f"is not an Excel workbook ({SAVE}; import CSV with `rating import answers`)")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            entries = entries_of(file, MAX_WORKBOOK)
            _fit(entries)
            return {e.filename: unpacked(file, e) for e in entries if e.filename.endswith((".xml", ".rels"))}
    except Unread as unread:
        raise Refused(str(unread)) from None
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise Refused(f"is damaged: {_one_line(error)} (copy or save it again)") from None


def _fit(entries):
    """Raise Refused for a zip whose directory is not that of a workbook."""
    names = [entry.filename.lower() for entry in entries]
    for name, message in OTHER_KINDS.items():
        if name in names:
            raise Refused(message)
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise Refused(f"has the duplicate part {twice} (open it, and {SAVE})")
    if WORKBOOK not in names:
        raise Refused(f"is a zip, but not an Excel workbook ({SAVE})")
    if WORKBOOK not in [entry.filename for entry in entries]:
        raise Refused(f"spells {WORKBOOK} with capitals (open it, and {SAVE})")


class _Bounded(ElementTree.TreeBuilder):
    """Builds the tree of a part, with tags without namespaces, within limits."""

    def __init__(self, part):
        super().__init__()
        self.part, self.depth, self.count = part, 0, 0

    def doctype(self, *_):
        raise Refused(f"has a DOCTYPE in {self.part}, unlike any workbook (do not open it; ask where it comes from)")

    def start(self, tag, attrs, /):
        self.depth, self.count = self.depth + 1, self.count + 1
        if self.depth > MAX_DEPTH:
            raise Refused(f"has {self.part} nested deeper than {MAX_DEPTH} levels (open it, and save it again)")
        if self.count > MAX_ELEMENTS:
            raise Refused(f"has more than {MAX_ELEMENTS:,} elements in {self.part} (check that it is the right file)")
        return super().start(_local(tag), attrs)

    def end(self, tag, /):
        self.depth -= 1
        return super().end(tag)


def trees_of(parts):
    """Return name of a part -> root of its XML."""
    found, count = {}, 0
    for name, data in parts.items():
        builder = _Bounded(name)
        parser = ElementTree.XMLParser(target=builder)
        parser.feed(data)
        found[name] = parser.close()
        count += builder.count
        if count > MAX_ELEMENTS:
            raise Refused(f"has more than {MAX_ELEMENTS:,} XML elements (check that it is the right file)")
    return found


def _sheet_parts(workbook, relations):
    """Return name of a sheet -> name of its part."""
    targets, sheets = {}, {}

    def add(known, name, value):
        if name in known:
            raise Refused(f"has the duplicate {quoted(name)} in its list of sheets (open it, and save it again)")
        known[name] = value

    for node in relations.iter("Relationship"):
        add(targets, node.get("Id"), _target("xl", node))
    for node in workbook.iter("sheet"):
        found = {_local(key): value for key, value in node.items()}
        add(sheets, found.get("name", ""), targets.get(found.get("id")))
    return sheets


def _target(folder, relation):
    """Return the part that a relation in a folder refers to."""
    return posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")


def _scan(name, sheet, lengths):
    """Return the `Scan` of a sheet; `lengths` are those of the shared texts. A cell without a reference follows the
    previous one. Raises Refused for a sheet that extends too far."""
    formulas, errors, letters, merged = {}, {}, 0, 0
    row = column = -1
    last_row = last_column = 0
    for node in sheet.iter():
        if node.tag == "row":
            row, column = int(node.get("r", row + 2)) - 1, -1
        elif node.tag == "mergeCell":
            merged += 1
        elif node.tag == "c":
            row, column = _position(node.get("r"), name) if "r" in node.attrib else (row, column + 1)
            kind, formula = node.get("t", ""), any(True for _ in node.iter("f"))
            value = "".join(text for part in node.iter() if part.tag in ("v", "is") for text in part.itertext())
            if not formula and not value:
                continue
            last_row, last_column = max(last_row, row), max(last_column, column)
            if last_row >= MAX_ROWS:
                what = f"is below row {MAX_ROWS:,} (clear the cell)"
                raise Refused(what, name, row + 1, cell_name(row, column))
            if (last_row + 1) * (last_column + 1) > MAX_AREA:
                what = "is far outside the form (clear the cell)"
                raise Refused(what, name, row + 1, cell_name(row, column))
            if formula:
                formulas[row, column] = bool(value)
            if kind == "s" and int(value) < len(lengths):
                letters += lengths[int(value)]
            if kind == "e":
                errors[row, column] = value[:20]
        if merged + len(formulas) + len(errors) > MAX_MARKS:
            what = f"has more than {MAX_MARKS:,} formulas, error values and merged cells (fill in the form as written)"
            raise Refused(what, name, 1, "sheet")
    return Scan(formulas, errors, (last_row + 1) * (last_column + 1), letters)


def sheet_notes(trees, part, name):
    """Return (row, column) -> text of the notes of a sheet, counted from 0. Authors are left out if the file stores
    them separately."""
    folder, file = posixpath.split(part)
    relations = trees.get(f"{folder}/_rels/{file}.rels", NONE).iter("Relationship")
    notes = {}
    for kind, target in sorted((node.get("Type", "").rpartition("/")[2], _target(folder, node)) for node in relations):
        if kind not in NOTES or target not in trees:
            continue
        found, (note, text) = {}, NOTES[kind]
        for node in trees[target].iter(note):
            # The replies of a thread refer to the same cell.
            words = "".join(part.text or "" for part in node.iter(text))
            found.setdefault(_position(node.get("ref", ""), name), []).append(f"\n{words}")
            if len(found) > MAX_MARKS:
                raise Refused(f"has more than {MAX_MARKS:,} notes (check that it is the right file)", name, 1, "sheet")
        notes |= {cell: words for cell, texts in found.items() if (words := "".join(texts).strip())}
    return notes


def _packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, data in parts.items():
            file.writestr(zipfile.ZipInfo(name), data)
    out.seek(0)
    return out


def _links(trees, part):
    """Return (row, column) -> address of the links of a sheet, each at the first cell of its range."""
    folder, file = posixpath.split(part)
    relations = trees.get(f"{folder}/_rels/{file}.rels", NONE).iter("Relationship")
    targets = {node.get("Id"): node.get("Target", "") for node in relations if node.get("TargetMode") == "External"}
    found = {}
    for node in trees[part].iter("hyperlink"):
        own = {_local(key): value for key, value in node.items()}
        if target := targets.get(own.get("id")):
            found[_position(own["ref"].partition(":")[0], part)] = target
    return found


def _read(file, scans, notes, links):
    sheets = []
    try:
        with CalamineWorkbook.from_filelike(file) as book:
            for meta in book.sheets_metadata:
                rows, merged, hidden = [], [], meta.visible != SheetVisibleEnum.Visible
                if meta.typ == SheetTypeEnum.WorkSheet:
                    if meta.name not in scans:
                        raise Refused(f"has no part for its sheet {quoted(meta.name)} (open it, and {SAVE})")
                    sheet = book.get_sheet_by_name(meta.name)
                    rows = [
                        [composed(value) if isinstance(value, str) else value for value in cells]
                        for cells in sheet.to_python(skip_empty_area=False)
                    ]
                    merged = [(*start, *end) for start, end in sheet.merged_cell_ranges or []]
                scan, noted = scans.get(meta.name) or Scan(), notes.get(meta.name, {})
                linked = links.get(meta.name, {})
                sheets.append(Sheet(composed(meta.name), rows, merged, scan, hidden, noted, linked))
    except CalamineError as error:
        raise Refused(f"can't be read: {_one_line(error)} (open it, and {SAVE})") from None
    except BaseException as error:
        # A panic in calamine's Rust code is not an Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise Refused(f"can't be read: its parts are inconsistent (open it, and {SAVE})") from None
    return sheets


def _one_line(error):
    return " ".join(str(error).split())[:200]


def _local(tag):
    """Return the name of a tag without its namespace."""
    return tag.rpartition("}")[2]


def _position(reference, sheet):
    """Return the (row, column) of a cell such as `D17`, counted from 0."""
    if not re.fullmatch(r"[A-Z]{1,3}[1-9][0-9]{0,6}", reference, re.ASCII):
        raise Refused(f"has a cell with the invalid reference {quoted(reference)} (save it again)", sheet, 1, "sheet")
    return xl_cell_to_rowcol(reference)
