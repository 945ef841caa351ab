"""Reading an untrusted zip file without unpacking it to disk."""

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
    """Return the path of a zip entry with slashes, as some programs write backslashes."""
    return entry.filename.replace("\\", "/")


def _without_top(names):
    """Return the names without the folders that all files share."""
    while names and all("/" in name for name in names) and len({name.partition("/")[0] for name in names}) == 1:
        names = [name.partition("/")[2] for name in names]
    return names


class Archive:
    """The names and bytes of a zip's files, and its SHA-256. Names omit a folder that all files share. Raises DataError
    if the zip is damaged, too large, or has paths outside the archive."""

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
            raise self.error("is missing (check the path)") from None
        except Unread as unread:
            raise self.error(str(unread)) from None
        except (OSError, ValueError, zipfile.BadZipFile) as error:
            raise self.error(f"is not a zip file: {error} (download it again)") from None

    def error(self, message):
        return DataError([Problem(self.path, 1, "file", message)])

    def company_type(self, text, known):
        """Return the company type that RDR's text means; `known`: text -> company type."""
        if text not in known:
            raise self.error(f'has an unknown company type "{text}" (known: {", ".join(known)})')
        return known[text]

    def _bytes(self, archive, entry):
        try:
            return unpacked(archive, entry)
        except Exception as error:  # zlib.error, BadZipFile and their like have no common base
            raise self.error(f'"{entry.filename}" is damaged: {error} (download it again)') from None

    def table(self, name):
        """Return a CSV file of the zip as a `SourceTable`."""
        if name not in self._data:
            raise self.error(f'has no file "{name}" (the layout is not supported)')
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
    """The rows of a CSV file. Columns are found by words of their header, because headers vary and are misspelt."""

    def __init__(self, archive, name, header, rows):
        self.archive, self.name = archive, name
        self.header = [letters(cell) for cell in header]
        self.labels = [" ".join(cell.split()) for cell in header]
        width = len(header)
        for i, row in enumerate(rows):
            if any(cell.strip() for cell in row[width:]):
                raise archive.error(
                    f'"{name}", row {i + 2} has {len(row)} cells, but the header has {width} (download it again)'
                )
        # Some rows lack their last, empty cells.
        self.rows = [(row + [""] * (width - len(row)))[:width] for row in rows]

    def column(self, *words, optional=False):
        """Return the index of the first column whose header equals one of `words`, or else contains one. If none does,
        return None if `optional`, and raise DataError otherwise."""
        for match in (str.__eq__, str.__contains__):
            for word in words:
                for i, cell in enumerate(self.header):
                    if match(cell, word):
                        return i
        if optional:
            return None
        raise self.archive.error(f'"{self.name}" has no column {words[0]} (the layout is not supported)')

    def select(self, **columns):
        """Yield a dict for each row: name -> cell, for name=(words of the header)."""
        indices = {
            name: self.column(*([words] if isinstance(words, str) else words)) for name, words in columns.items()
        }
        for row in self.rows:
            yield {name: row[i].strip() for name, i in indices.items()}
