"""A zip file, read without unpacking it to disk and without trusting it."""

import csv
import hashlib
import io
import re
import zipfile
from pathlib import Path

from pipeline.core.limits import MAX_UNPACKED, Unread, entries_of, read_file, unpacked
from pipeline.core.problems import DataError, Problem
from pipeline.importers.cells import letters

OTHERS = re.compile(r"(^|/)(__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)")
"""Files that operating systems add to a zip."""


def _path(entry):
    """Some programs write backslashes."""
    return entry.filename.replace("\\", "/")


def _without_top(names):
    """The names, without the folders that all files are in."""
    while names and all("/" in name for name in names) and len({name.partition("/")[0] for name in names}) == 1:
        names = [name.partition("/")[2] for name in names]
    return names


class Archive:
    """Names and texts of a zip's files, and its SHA-256. A folder that all of them are in is no part of the names.
    Raises DataError for one that is damaged, too large or leads outside itself."""

    def __init__(self, path):
        self.path = str(path)
        try:
            data = read_file(Path(path))
            self.sum = hashlib.sha256(data).hexdigest()
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                entries = [e for e in entries_of(archive, MAX_UNPACKED) if not OTHERS.search(_path(e))]
                self.names = _without_top([_path(entry) for entry in entries])
                self._data = {n: self._bytes(archive, e) for n, e in zip(self.names, entries, strict=True)}
        except FileNotFoundError:
            raise self.error("is missing (see the path)") from None
        except Unread as unread:
            raise self.error(str(unread)) from None
        except (OSError, ValueError, zipfile.BadZipFile) as error:
            raise self.error(f"is not a zip file: {error} (download it again)") from None

    def error(self, message):
        return DataError([Problem(self.path, 1, "file", message)])

    def _bytes(self, archive, entry):
        try:
            return unpacked(archive, entry)
        except Exception as error:  # zlib.error, BadZipFile and their like have no common base
            raise self.error(f'"{entry.filename}" is damaged: {error} (download it again)') from None

    def table(self, name):
        """A CSV file of the zip as a `SourceTable`."""
        if name not in self._data:
            raise self.error(f'has no file "{name}" (it is not of a layout that is known)')
        try:
            text = self._data[name].decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise self.error(f'"{name}" is not UTF-8 at byte {error.start} (download it again)') from None
        try:
            rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
        except csv.Error as error:
            raise self.error(f'"{name}" is not CSV: {error} (download it again)') from None
        if not rows:
            raise self.error(f'"{name}" is empty (download it again)')
        return SourceTable(self, name, rows[0], rows[1:])


class SourceTable:
    """Rows of a source's file; columns are found by words of their header, since headers are misspelt or broken."""

    def __init__(self, archive, name, header, rows):
        self.archive, self.name = archive, name
        self.header = [letters(cell) for cell in header]
        self.labels = [" ".join(cell.split()) for cell in header]
        width = len(header)
        for i, row in enumerate(rows):
            if any(cell.strip() for cell in row[width:]):
                raise archive.error(
                    f'"{name}", row {i + 2} has {len(row)} cells where the header has {width} (download it again)'
                )
        # Some rows end before their last, empty cells do.
        self.rows = [(row + [""] * (width - len(row)))[:width] for row in rows]

    def place(self, *words, optional=False):
        """Index of the first column whose header has one of `words` in it (an exact match before a part)."""
        for match in (str.__eq__, str.__contains__):
            for word in words:
                for i, cell in enumerate(self.header):
                    if match(cell, word):
                        return i
        if optional:
            return None
        raise self.archive.error(f'"{self.name}" has no column {words[0]} (it is not of a layout that is known)')

    def select(self, **columns):
        """An iterator of dicts: name -> cell, for name=(words of the header)."""
        places = {name: self.place(*([words] if isinstance(words, str) else words)) for name, words in columns.items()}
        for row in self.rows:
            yield {name: row[i].strip() for name, i in places.items()}
