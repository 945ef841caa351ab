"""Opening an XLSX file from outside, safely: what is too big, damaged or of another kind is refused before it is read.

The parts of the zip are read within bounds, and python-calamine is given a new zip of just what was looked at. Nothing
is evaluated and nothing fetched.
"""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from pipeline.core.limits import MAX_WORKBOOK, Unread, entries_of, read_file, unpacked
from pipeline.core.lookalikes import composed
from pipeline.core.problems import quoted
from pipeline.desk.workbook_notes import sheet_notes
from pipeline.desk.workbook_scan import (
    MAX_AREA,
    MAX_LETTERS,
    Refused,
    Scan,
    scan_sheet,
    sheet_parts,
    text_lengths,
    well_formed,
)

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


@dataclass
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
        for name, data in parts.items():
            well_formed(name, data)
        where = sheet_parts(parts[WORKBOOK], parts.get(RELATIONS, b"<none/>"))
        lengths = text_lengths(parts.get(STRINGS, b"<none/>"))
        scans = {name: scan_sheet(name, parts[part], lengths) for name, part in where.items() if part in parts}
        if sum(scan.area for scan in scans.values()) > MAX_AREA:
            raise Refused(f"has sheets of more than {MAX_AREA:,} cells (is it the right file?)")
        if sum(scan.letters for scan in scans.values()) > MAX_LETTERS:
            raise Refused(f"holds more than {MAX_LETTERS:,} letters (is it the right file?)")
        sheets = _read(_packed(parts), scans)
        for sheet in sheets:
            sheet.notes = sheet_notes(parts, where.get(sheet.name) or "xl/none.xml", sheet.name)
        return sheets
    except (expat.ExpatError, ValueError, LookupError) as error:
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


def _packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, data in parts.items():
            file.writestr(zipfile.ZipInfo(name), data)
    out.seek(0)
    return out


def _read(file, scans):
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
                sheets.append(Sheet(composed(meta.name), rows, merged, scans.get(meta.name) or Scan(), hidden))
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
