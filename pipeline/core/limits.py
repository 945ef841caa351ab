"""Files from outside, read within bounds. All limits stand here; what reaches one is refused before it is read.

A zip is never unpacked to disk, and of each of its files no more is unpacked than its directory says.
"""

import json
import stat
import sys
import zipfile
from pathlib import PurePosixPath

MAX_BYTES = 100 * 10**6
"""Of a CSV file, of a zip of RDR's, and of what is downloaded."""

MAX_SECONDS = 600
"""Of a download, from its first address to its last byte."""

MAX_IDLE = 30
"""Seconds without a byte in a download."""

MAX_REDIRECTS = 5
"""Of a download, from one address to the next."""

MAX_YAML = 200_000
"""Bytes of a YAML file: a page or two are usual, and it is read slowly."""

MAX_DEPTH = 20
"""Of what is nested in a YAML file."""

MAX_ROWS = 500_000
"""Of a CSV file, blank ones too: some fifteen times the answers of RDR's largest edition."""

MAX_CELL = 2**20
"""Letters of one cell of a CSV file."""

MAX_ERRORS = 1_000
"""Of one file that are listed; one more says that there are others."""

MAX_WORKBOOK = 50 * 10**6
"""Bytes of a workbook, and of all its parts unpacked."""

MAX_UNPACKED = 500 * 10**6
"""Bytes that a zip of RDR's may unpack to."""

MAX_ENTRIES = 1_000
"""Files in a zip, or parts of a workbook."""


class Unread(Exception):
    """Why a file is not read: what is wrong with it (what to do)."""


def read_file(path, most=MAX_BYTES, within=None):
    """A file's bytes. Raises FileNotFoundError where there is none, and Unread for what is no file, is a link that
    leads out of the folder `within`, or has more than `most` bytes."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
            raise Unread("is a pipe or a device (put the file itself there)")
        if within is not None and not path.resolve().is_relative_to(within.resolve()):
            raise Unread(f"is a link that leads out of {within.name}/ (put the file itself there)")
        if found.st_size <= most:
            with path.open("rb") as file:
                data = file.read(found.st_size + 1)
                if len(data) > found.st_size:
                    # It is being written, or does not say how long it is.
                    data += file.read(most)
        if found.st_size > most or len(data) > most:
            raise Unread(f"has more than {most / 10**6:g} MB, and is not read (is it the right file?)")
    except FileNotFoundError:
        if path.is_symlink():
            raise Unread("is a link to nothing (put the file itself there)") from None
        raise
    except PermissionError as error:
        todo = "see its permissions, and whether another program, such as Excel, has it open"
        raise Unread(f"can't be read: {error.strerror} ({todo})") from None
    except OSError as error:
        raise Unread(f"can't be read: {error.strerror} (see its name and permissions)") from None
    return data


def read_input():
    """The bytes of standard input. Raises Unread where they are more than MAX_BYTES."""
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Unread(f"has more than {MAX_BYTES / 10**6:g} MB, and is not read (is it the right file?)")
    return data


def read_json(text):
    """What a JSON text says. Raises ValueError where it is none, or nested deeper than Python follows it."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("is nested too deeply") from None


def there(path):
    """True where something stands at a path, be it a link to nothing: then it is not simply absent."""
    return path.exists() or path.is_symlink()


def leads_outside(name):
    """True for the name of a file that does not stay in the folder that it is below."""
    name = name.replace("\\", "/")
    return not name or name.startswith("/") or ":" in name or "\0" in name or ".." in PurePosixPath(name).parts


def entries_of(archive, most):
    """The files of an open zip, as ZipInfos. Raises Unread for one that is no place for data: too much in it, paths
    outside itself, links, passwords, other ways of packing."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MAX_ENTRIES:
        raise Unread(f"holds {len(entries):,} files (at most {MAX_ENTRIES:,} are read; is it the right file?)")
    for entry in archive.infolist():
        if leads_outside(entry.filename):
            raise Unread(f'holds "{entry.filename}", a path outside itself (do not use this file)')
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise Unread(f'holds "{entry.filename}", a link (do not use this file)')
        if entry.flag_bits & 1:
            raise Unread(f'holds "{entry.filename}", which is encrypted (save it without a password)')
        # Other methods unpack without a bound.
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unread(f'holds "{entry.filename}", which is packed in an unusual way (pack it anew)')
    size = sum(entry.file_size for entry in entries)
    if size > most:
        raise Unread(f"unpacks to {size // 10**6:,} MB (at most {most // 10**6} MB are read; is it the right file?)")
    return entries


def unpacked(archive, entry):
    """What a file of a zip holds: no more than its directory says, whatever is packed."""
    with archive.open(entry) as part:
        data = part.read(entry.file_size + 1)
    if len(data) != entry.file_size:
        raise zipfile.BadZipFile(f"{entry.filename} is not as long as it says")
    return data
