"""Opening an XLSX file from outside, safely: what is too big, damaged or of another kind is refused before it is read.

The XML parts of the zip are read within bounds for what python-calamine does not tell: which cells are formulas or
error values, notes and threaded comments, and how far a sheet reaches. Calamine is given a new zip of just these parts.
Nothing is evaluated and nothing fetched.
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

from pipeline.core.limits import MAX_WORKBOOK, Unread, entries_of, read_file, unpacked
from pipeline.core.lookalikes import composed
from pipeline.core.problems import quoted

MAX_ROWS = 100_000
MAX_AREA = 3_000_000
"""Cells of the rectangle from A1 to the last one that holds something, over all sheets: calamine lays it out whole."""

MAX_LETTERS = 20_000_000
"""Of the texts in cells, over all sheets: a text that is stored once may stand in every cell."""

MAX_DEPTH = 60
MAX_ELEMENTS = 1_000_000
"""Of the XML of all parts."""

MAX_MARKS = 20_000
"""Formulas, error values and merged ranges of one sheet; notes of one sheet."""

WORKBOOK, STRINGS = "xl/workbook.xml", "xl/sharedStrings.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
SAVE = "save it as Excel workbook, .xlsx"
# Excel encrypts a workbook into a file of the old kind, with a part of this name.
OLD_KIND, ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")
OTHER_KINDS = {
    "xl/workbook.bin": f"is a binary workbook, .xlsb ({SAVE})",
    "xl/vbaproject.bin": f"holds macros ({SAVE}, without macros)",
    "word/document.xml": f"is a Word document ({SAVE})",
    "content.xml": f"is an OpenDocument file ({SAVE})",
}
"""A part that tells the kind of a file -> why it is refused."""


THREADED = "threadedComment"
NOTES = {"comments": ("comment", "t"), THREADED: (THREADED, "text")}
"""The end of a relation that leads to a sheet's notes -> the elements of a note and of its text. Excel writes each
thread as a note too, for older programs: where there is the thread, it counts."""

NONE = ElementTree.Element("none")


class Refused(Exception):
    """A workbook that is not read. `sheet` and `cell` where it is known, for what it is refused."""

    def __init__(self, message, sheet="", line=1, cell="file"):
        super().__init__(message)
        self.message, self.sheet, self.line, self.cell = message, sheet, line, cell


@dataclass(frozen=True)
class Scan:
    """What the XML of a sheet says: `formulas`: (row, column) -> True where it has a value; `errors`: (row, column) ->
    such as #REF!; both counted from 0. `area` in cells, `letters` of the shared texts."""

    formulas: dict = field(default_factory=dict)
    errors: dict = field(default_factory=dict)
    area: int = 0
    letters: int = 0


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows of values from A1 on, as calamine gives them; `merged` ranges (first row, first column, last row,
    last column), counted from 0; what its XML says of formulas and error values; `notes`: (row, column) -> text."""

    name: str
    rows: list
    merged: list = field(default_factory=list)
    scan: Scan = field(default_factory=Scan)
    hidden: bool = False
    notes: dict = field(default_factory=dict)

    def value(self, row, column):
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""


def open_workbook(path):
    """The sheets of an XLSX file, as [Sheet]. Raises Refused."""
    parts = _parts(_bytes(path))
    try:
        trees = trees_of(parts)
        where = _sheet_parts(trees[WORKBOOK], trees.get(RELATIONS, NONE))
        lengths = [sum(map(len, text.itertext())) for text in trees.get(STRINGS, NONE).iter("si")]
        scans = {name: _scan(name, trees[part], lengths) for name, part in where.items() if part in trees}
        if sum(scan.area for scan in scans.values()) > MAX_AREA:
            raise Refused(f"has sheets of more than {MAX_AREA:,} cells (is it the right file?)")
        if sum(scan.letters for scan in scans.values()) > MAX_LETTERS:
            raise Refused(f"holds more than {MAX_LETTERS:,} letters (is it the right file?)")
        notes = {name: sheet_notes(trees, part or "xl/none.xml", name) for name, part in where.items()}
        return _read(_packed(parts), scans, notes)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Refused(f"can't be read: {_one_line(error)} (open it, and {SAVE} anew)") from None


def _bytes(path):
    try:
        data = read_file(path, MAX_WORKBOOK)
    except FileNotFoundError:
        raise Refused("is missing (see its name)") from None
    except Unread as unread:
        raise Refused(str(unread)) from None
    if not data:
        raise Refused("is empty (was it saved, or copied whole?)")
    if data.startswith(OLD_KIND):
        if ENCRYPTED in data:
            raise Refused("is encrypted (save it without a password)")
        raise Refused(f"is an Excel file of the kind before 2007, .xls ({SAVE})")
    if not data.startswith(b"PK"):
        raise Refused(f"is no Excel workbook ({SAVE}; for CSV there is `rating import answers`)")
    return data


def _parts(data):
    """Name -> bytes of the XML parts of a zip, read within bounds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            entries = entries_of(file, MAX_WORKBOOK)
            _fit(entries)
            return {e.filename: unpacked(file, e) for e in entries if e.filename.endswith((".xml", ".rels"))}
    except Unread as unread:
        raise Refused(str(unread)) from None
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise Refused(f"is damaged: {_one_line(error)} (copy or save it once more)") from None


def _fit(entries):
    """Refuse a zip that by its directory is no workbook."""
    names = [entry.filename.lower() for entry in entries]
    for name, message in OTHER_KINDS.items():
        if name in names:
            raise Refused(message)
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise Refused(f"has the part {twice} twice (open it, and {SAVE} anew)")
    if WORKBOOK not in names:
        raise Refused(f"is a zip, but no Excel workbook ({SAVE})")
    if WORKBOOK not in [entry.filename for entry in entries]:
        raise Refused(f"spells {WORKBOOK} in capitals (open it, and {SAVE} anew)")


class _Bounded(ElementTree.TreeBuilder):
    """Builds the tree of a part, its tags without namespaces, within bounds."""

    def __init__(self, part):
        super().__init__()
        self.part, self.depth, self.count = part, 0, 0

    def doctype(self, *_):
        raise Refused(f"has a DOCTYPE in {self.part}, as no workbook does (do not open it; ask where it comes from)")

    def start(self, tag, attrs, /):
        self.depth, self.count = self.depth + 1, self.count + 1
        if self.depth > MAX_DEPTH:
            raise Refused(f"has {self.part} nested deeper than {MAX_DEPTH} levels (open it, and save it anew)")
        if self.count > MAX_ELEMENTS:
            raise Refused(f"has more than {MAX_ELEMENTS:,} elements in {self.part} (is it the right file?)")
        return super().start(_local(tag), attrs)

    def end(self, tag, /):
        self.depth -= 1
        return super().end(tag)


def trees_of(parts):
    """Name of a part -> root of its XML."""
    found, count = {}, 0
    for name, data in parts.items():
        builder = _Bounded(name)
        parser = ElementTree.XMLParser(target=builder)
        parser.feed(data)
        found[name] = parser.close()
        count += builder.count
        if count > MAX_ELEMENTS:
            raise Refused(f"has more than {MAX_ELEMENTS:,} XML elements (is it the right file?)")
    return found


def _sheet_parts(workbook, relations):
    """Name of a sheet -> name of its part."""
    targets, sheets = {}, {}

    def add(known, name, value):
        if name in known:
            raise Refused(f"names {quoted(name)} twice in its list of sheets (open it, and save it anew)")
        known[name] = value

    for node in relations.iter("Relationship"):
        add(targets, node.get("Id"), _target("xl", node))
    for node in workbook.iter("sheet"):
        found = {_local(key): value for key, value in node.items()}
        add(sheets, found.get("name", ""), targets.get(found.get("id")))
    return sheets


def _target(folder, relation):
    """The part that a relation leads to from a folder."""
    return posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")


def _scan(name, sheet, lengths):
    """The `Scan` of a sheet; `lengths` are those of the shared texts. Refuses one that reaches too far. A cell that
    does not say where it stands comes after the one before it."""
    formulas, errors, letters, merged = {}, {}, 0, 0
    row = column = -1
    last_row = last_column = 0
    for node in sheet.iter():
        if node.tag == "row":
            row, column = int(node.get("r", row + 2)) - 1, -1
        elif node.tag == "mergeCell":
            merged += 1
        elif node.tag == "c":
            row, column = _place_of(node.get("r"), name) if "r" in node.attrib else (row, column + 1)
            kind, formula = node.get("t", ""), any(True for _ in node.iter("f"))
            value = "".join(text for part in node.iter() if part.tag in ("v", "is") for text in part.itertext())
            if not formula and not value:
                continue
            last_row, last_column = max(last_row, row), max(last_column, column)
            if last_row >= MAX_ROWS:
                what = f"is in a row below {MAX_ROWS:,} (remove what stands there)"
                raise Refused(what, name, row + 1, cell_name(row, column))
            if (last_row + 1) * (last_column + 1) > MAX_AREA:
                what = "is far outside the form (remove what stands there)"
                raise Refused(what, name, row + 1, cell_name(row, column))
            if formula:
                formulas[row, column] = bool(value)
            if kind == "s" and int(value) < len(lengths):
                letters += lengths[int(value)]
            if kind == "e":
                errors[row, column] = value[:20]
        if merged + len(formulas) + len(errors) > MAX_MARKS:
            what = f"has more than {MAX_MARKS:,} formulas and merged cells (fill in the form as it was written)"
            raise Refused(what, name, 1, "sheet")
    return Scan(formulas, errors, (last_row + 1) * (last_column + 1), letters)


def sheet_notes(trees, part, name):
    """(row, column) -> text of the notes of a sheet, from 0, without their authors where the file has these apart."""
    folder, file = posixpath.split(part)
    relations = trees.get(f"{folder}/_rels/{file}.rels", NONE).iter("Relationship")
    notes = {}
    for kind, target in sorted((node.get("Type", "").rpartition("/")[2], _target(folder, node)) for node in relations):
        if kind not in NOTES or target not in trees:
            continue
        found, (note, text) = {}, NOTES[kind]
        for node in trees[target].iter(note):
            # The replies of a thread hang on the same cell.
            said = "".join(part.text or "" for part in node.iter(text))
            found.setdefault(_place_of(node.get("ref", ""), name), []).append(f"\n{said}")
            if len(found) > MAX_MARKS:
                raise Refused(f"has more than {MAX_MARKS:,} notes (is it the right file?)", name, 1, "sheet")
        notes |= {place: said for place, texts in found.items() if (said := "".join(texts).strip())}
    return notes


def _packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, data in parts.items():
            file.writestr(zipfile.ZipInfo(name), data)
    out.seek(0)
    return out


def _read(file, scans, notes):
    sheets = []
    try:
        with CalamineWorkbook.from_filelike(file) as book:
            for meta in book.sheets_metadata:
                rows, merged, hidden = [], [], meta.visible != SheetVisibleEnum.Visible
                if meta.typ == SheetTypeEnum.WorkSheet:
                    if meta.name not in scans:
                        raise Refused(f"has no part for its sheet {quoted(meta.name)} (open it, and {SAVE} anew)")
                    sheet = book.get_sheet_by_name(meta.name)
                    rows = [
                        [composed(value) if isinstance(value, str) else value for value in cells]
                        for cells in sheet.to_python(skip_empty_area=False)
                    ]
                    merged = [(*start, *end) for start, end in sheet.merged_cell_ranges or []]
                scan, noted = scans.get(meta.name) or Scan(), notes.get(meta.name, {})
                sheets.append(Sheet(composed(meta.name), rows, merged, scan, hidden, noted))
    except CalamineError as error:
        raise Refused(f"can't be read: {_one_line(error)} (open it, and {SAVE} anew)") from None
    except BaseException as error:
        # What calamine did not expect ends in a panic of its Rust code, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise Refused(f"can't be read: its parts do not fit together (open it, and {SAVE} anew)") from None
    return sheets


def _one_line(error):
    return " ".join(str(error).split())[:200]


def _local(tag):
    """The name of a tag without its namespace."""
    return tag.rpartition("}")[2]


def _place_of(reference, sheet):
    """(row, column), from 0, of a cell such as `D17`."""
    match = re.fullmatch(r"([A-Z]{1,3})([1-9][0-9]{0,6})", reference, re.ASCII)
    if match is None:
        raise Refused(f"has a cell at {quoted(reference)}, which is no place (save it anew)", sheet, 1, "sheet")
    number = 0
    for letter in match[1]:
        number = 26 * number + ord(letter) - 64
    return int(match[2]) - 1, number - 1


def cell_name(row, column):
    """`D17`, from a row and a column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
