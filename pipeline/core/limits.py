"""Limits on the files that are read; a file that exceeds one is refused before it is read.

A zip is never unpacked to disk, and no more of each of its files is unpacked than the zip's directory states.
"""

import json
import stat
import sys
import zipfile
from pathlib import PurePosixPath

MAX_BYTES = 100 * 10**6
"""Bytes of a CSV file, of a zip from RDR, or of a download."""

MAX_SECONDS = 600
"""Seconds of a whole download, redirects included."""

MAX_IDLE = 30
"""Seconds without a byte in a download."""

MAX_REDIRECTS = 5
"""Redirects of a download."""

MAX_YAML = 200_000
"""Bytes of a YAML file: most have a page or two, and the parser is slow."""

MAX_DEPTH = 20
"""Levels of nesting in a YAML file."""

MAX_ROWS = 500_000
"""Rows of a CSV file, blank ones included: about fifteen times the answers of RDR's largest edition."""

MAX_CELL = 2**20
"""Characters in one cell of a CSV file."""

MAX_ERRORS = 1_000
"""Errors that are listed for one file; one more states that the list is cut."""

MAX_WORKBOOK = 50 * 10**6
"""Bytes of a workbook, and of its unpacked parts together."""

MAX_UNPACKED = 500 * 10**6
"""Bytes of the unpacked files of a zip from RDR."""

MAX_ENTRIES = 1_000
"""Files in a zip, or parts in a workbook."""


class Unread(Exception):
    """A file is not read; the message states what was found (what to do)."""


def read_file(path, most=MAX_BYTES, within=None):
    """Return a file's bytes. Raises FileNotFoundError if it does not exist, and Unread if it is not a regular file, is
    a link to a path outside the folder `within`, or has more than `most` bytes."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
            raise Unread("is a pipe or a device (replace it with the file itself)")
        if within is not None and not path.resolve().is_relative_to(within.resolve()):
            raise Unread(f"is a link to a path outside {within.name}/ (replace it with the file itself)")
        if found.st_size <= most:
            with path.open("rb") as file:
                data = file.read(found.st_size + 1)
                if len(data) > found.st_size:
                    # It is being written, or is a special file without a size.
                    data += file.read(most)
        if found.st_size > most or len(data) > most:
            raise Unread(f"has more than {most / 10**6:g} MB and is not read (check that it is the right file)")
    except FileNotFoundError:
        if path.is_symlink():
            raise Unread("is a broken link (replace it with the file itself)") from None
        raise
    except PermissionError as error:
        todo = "check its permissions, and close it in other programs such as Excel"
        raise Unread(f"can't be read: {error.strerror} ({todo})") from None
    except OSError as error:
        raise Unread(f"can't be read: {error.strerror} (check its name and permissions)") from None
    return data


def read_input():
    """Return the bytes of standard input. Raises Unread if there are more than MAX_BYTES."""
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Unread(f"has more than {MAX_BYTES / 10**6:g} MB and is not read (check that it is the right file)")
    return data


def read_json(text):
    """Return the value of a JSON text. Raises ValueError if it is malformed, or nested too deeply for Python."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("is nested too deeply") from None


def exists_or_link(path):
    """Return True if a path exists or is a link, even a broken one, which must not be taken for a missing file."""
    return path.exists() or path.is_symlink()


def leads_outside(name):
    """Return True for a relative path that leaves its folder."""
    name = name.replace("\\", "/")
    return not name or name.startswith("/") or ":" in name or "\0" in name or ".." in PurePosixPath(name).parts


def entries_of(archive, most):
    """Return the files of an open zip, as ZipInfos. Raises Unread if it has too many or too large files, paths outside
    the archive, links, encrypted files or unsupported compression methods."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MAX_ENTRIES:
        raise Unread(
            f"contains {len(entries):,} files (at most {MAX_ENTRIES:,} are read; check that it is the right file)"
        )
    for entry in archive.infolist():
        if leads_outside(entry.filename):
            raise Unread(f'contains "{entry.filename}", a path outside the archive (do not use this file)')
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise Unread(f'contains "{entry.filename}", a link (do not use this file)')
        if entry.flag_bits & 1:
            raise Unread(f'contains "{entry.filename}", which is encrypted (save it without a password)')
        # Python does not limit the memory that other methods use.
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unread(
                f'contains "{entry.filename}", which uses an unsupported compression method (compress it again)'
            )
    size = sum(entry.file_size for entry in entries)
    if size > most:
        raise Unread(
            f"unpacks to {size // 10**6:,} MB (at most {most // 10**6} MB are read; check that it is the right file)"
        )
    return entries


def unpacked(archive, entry):
    """Return the bytes of a file of a zip. Raises BadZipFile if the zip's directory states a different length."""
    with archive.open(entry) as part:
        data = part.read(entry.file_size + 1)
    if len(data) != entry.file_size:
        raise zipfile.BadZipFile(f"{entry.filename} does not have the length that the archive states")
    return data
