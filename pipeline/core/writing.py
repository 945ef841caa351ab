"""Atomic writing of files and folders: a reader never sees a half-written one."""

import contextlib
import csv
import errno
import glob
import io
import os
import re
import shutil

from pipeline.core.problems import DataError, Problem

TEMPORARY = ".partial"
LEFT = re.compile(rf"\.(.+)\.(\d+)(\.old)?{re.escape(TEMPORARY)}")
"""Name of a path that a process is writing, or (`.old`) replacing. The next run cleans up after a killed one."""

NO_MEMORY = ("failed to map segment from shared object", "can't start new thread", "could not spawn threads",
             "can't spawn worker thread", "failed to spawn")  # fmt: skip
"""Texts by which the loader, Python's threads and Rust's threads report that memory is exhausted."""


@contextlib.contextmanager
def replacing(path):
    """Yield a temporary path in the same folder, which replaces `path` when the context ends without an error. Nested
    contexts replace their files only after all are written. Raises OSError with the name `path`."""
    temporary = beside(path)
    with naming(path), _folder_above(path):
        _settle_dead(path)
        try:
            yield temporary
            to_disk(temporary)
            temporary.replace(path)
            to_disk(path.parent)
        finally:
            temporary.unlink(missing_ok=True)


def write_folder(folder, files, replace=False):
    """Write a new folder with `files` (path -> text or bytes), whole or not at all; with `replace` it replaces an
    existing one. Raises DataError if another process wrote the folder meanwhile, and OSError like `replacing`."""
    temporary, old = beside(folder), beside(folder, ".old")
    with naming(folder), _folder_above(folder):
        _settle_dead(folder)
        try:
            temporary.mkdir()
            for name, content in files.items():
                path = temporary / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
            for path in [*temporary.rglob("*"), temporary]:
                to_disk(path)
            if replace and folder.exists():
                folder.rename(old)
            try:
                temporary.rename(folder)
            except OSError as error:
                if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                    raise
                what = "already exists: another run finished first (nothing was overwritten)"
                raise DataError([Problem(str(folder), 1, "file", what)]) from None
            to_disk(folder.parent)
        finally:
            for left in (temporary, old):
                if left.exists():
                    settle_left(left)


def csv_of(rows, end="\n"):
    """Return rows of cells as the text of a CSV file, with `end` after each row."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end).writerows(rows)
    return out.getvalue()


@contextlib.contextmanager
def _folder_above(path):
    """Create the folder of a path if it is missing, and remove it again after an error if it is empty."""
    made = [folder for folder in path.parents if not folder.exists()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for folder in made:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


@contextlib.contextmanager
def naming(path):
    """Give system errors the name `path` instead of a temporary one, also if DuckDB or Polars raised them."""
    try:
        yield
    except Exception as error:
        number, file = error_number(error), getattr(error, "filename", None)
        if number is None or (file and TEMPORARY not in str(file)):
            raise
        raise OSError(number, os.strerror(number), str(path)) from error


def error_number(error):
    """Return the errno of an exception, or None. DuckDB and Polars report it only in their message."""
    if isinstance(error, OSError) and error.errno:
        return error.errno
    if isinstance(error, MemoryError) or any(words in str(error) for words in NO_MEMORY):
        return errno.ENOMEM
    if isinstance(error, OSError) or type(error).__module__.split(".")[0] in ("_duckdb", "polars"):
        words = next((number for number in errno.errorcode if os.strerror(number) in str(error)), None)
        return words or (errno.ENOMEM if type(error).__name__ == "OutOfMemoryException" else None)
    return None


def _settle_dead(path):
    """Clean up after dead processes that were writing or replacing `path`."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*{TEMPORARY}"):
        match = LEFT.fullmatch(left.name)
        if match and match[1] == path.name and not alive(int(match[2])):
            settle_left(left)


def settle_left(left):
    """Remove an unfinished path; restore one that was to be replaced if its replacement is missing."""
    match = LEFT.fullmatch(left.name)
    original = left.with_name(match[1])
    if match[3] and not original.exists():
        left.rename(original)
    elif left.is_dir():
        shutil.rmtree(left)
    else:
        left.unlink()


def alive(process):
    """Return True for a different, running process. Files of this process id are old, as it has not written yet. On
    Windows `os.kill` would interrupt it, so every different id counts as alive."""
    if os.name == "nt":
        return process != os.getpid()
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return process != os.getpid()


def beside(path, kind=""):
    return path.with_name(f".{path.name}.{os.getpid()}{kind}{TEMPORARY}")


def to_disk(path):
    """Flush a file or folder to disk. Windows can't open folders, and syncs only files opened for writing; some network
    file systems can't sync folders."""
    folder = path.is_dir()
    if folder and os.name == "nt":
        return
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if not (folder and error.errno == errno.EINVAL):
            raise
    finally:
        os.close(handle)
