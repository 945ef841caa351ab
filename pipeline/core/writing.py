"""Writing so that nothing half-written is ever seen, and one writer at a time."""

import contextlib
import errno
import glob
import os
import re
import shutil

from pipeline.core.problems import DataError, Problem

TEMPORARY = ".partial"
LEFT = re.compile(rf"\.(.+)\.(\d+)(\.old)?{re.escape(TEMPORARY)}")
"""Name of what a process is writing, or (`.old`) is replacing. What a killed run left is settled by the next one."""

NO_MEMORY = ("failed to map segment from shared object", "can't start new thread", "could not spawn threads",
             "can't spawn worker thread", "failed to spawn")  # fmt: skip
"""How Python's loader, its threads, and Rust's tell that there was no memory for them."""


@contextlib.contextmanager
def replacing(path):
    """A temporary path in the same folder, which takes the place of `path` once it is written out. Several at once are
    replaced once all are written. Raises OSError with the file's name where there is no room for it."""
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
    """A new folder with `files` (path -> text or bytes), which appears whole or not at all; with `replace` it takes the
    place of one that is there. Raises DataError where another process made one meanwhile, OSError as `replacing`."""
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
                what = "is there already, from a run that was quicker (nothing was written over)"
                raise DataError([Problem(str(folder), 1, "file", what)]) from None
            to_disk(folder.parent)
        finally:
            for left in (temporary, old):
                if left.exists():
                    settle_left(left)


@contextlib.contextmanager
def _folder_above(path):
    """The folder that a path is in. It is made if need be, and goes again where nothing comes into it."""
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
    """An error of the system while `path` is written names it, also where DuckDB or Polars met it."""
    try:
        yield
    except Exception as error:
        number, file = error_number(error), getattr(error, "filename", None)
        if number is None or (file and TEMPORARY not in str(file)):
            raise
        raise OSError(number, os.strerror(number), str(path)) from error


def error_number(error):
    """Number of the system's error that an exception stands for, or None. DuckDB and Polars tell it in words."""
    if isinstance(error, OSError) and error.errno:
        return error.errno
    if isinstance(error, MemoryError) or any(words in str(error) for words in NO_MEMORY):
        return errno.ENOMEM
    if isinstance(error, OSError) or type(error).__module__.split(".")[0] in ("_duckdb", "polars"):
        words = next((number for number in errno.errorcode if os.strerror(number) in str(error)), None)
        return words or (errno.ENOMEM if type(error).__name__ == "OutOfMemoryException" else None)
    return None


def _settle_dead(path):
    """The same for `path` alone, wherever it is, and only what processes left that are no more."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*{TEMPORARY}"):
        match = LEFT.fullmatch(left.name)
        if match and match[1] == path.name and not alive(int(match[2])):
            settle_left(left)


def settle_left(left):
    """Remove what was not written out; what was to be replaced, and is not, goes back to its place."""
    match = LEFT.fullmatch(left.name)
    place = left.with_name(match[1])
    if match[3] and not place.exists():
        left.rename(place)
    elif left.is_dir():
        shutil.rmtree(left)
    else:
        left.unlink()


def alive(process):
    """True for another process of this machine; this one has not begun to write yet. On Windows `os.kill` would
    interrupt it: there, any other counts as alive."""
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
    """Wait until what a file or a folder holds would survive a power cut. Windows opens no folder, and a file only for
    writing; some network file systems sync no folder."""
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
