"""Writing so that nothing half-written is ever seen, and one writer at a time."""

import contextlib
import fcntl
import os
import shutil

from pipeline.problems import DataError, Problem

TEMPORARY = ".partial"
"""Suffix of what is being written; a leftover of a killed run is swept at the next one."""


@contextlib.contextmanager
def replacing(path):
    """A temporary path in the same folder, which takes the place of `path` once it is written out."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}{TEMPORARY}")
    try:
        yield temporary
        _to_disk(temporary)
        temporary.replace(path)
        _to_disk(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def write_folder(folder, files, swept=True, replace=False):
    """A new folder with `files` (path -> text or bytes), which appears whole or not at all. `swept` is false where the
    folder around it is not ours; with `replace` it takes the place of one that is there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    if swept:
        sweep(folder.parent)
    temporary, old = (folder.with_name(f".{folder.name}.{which}{os.getpid()}{TEMPORARY}") for which in ("", "old."))
    try:
        temporary.mkdir()
        for name, content in files.items():
            path = temporary / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            _to_disk(path)
        if replace and folder.exists():
            folder.rename(old)
        temporary.rename(folder)
        _to_disk(folder.parent)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def sweep(folder):
    """Remove what killed runs left half-written in a folder."""
    for path in folder.glob(f".*{TEMPORARY}"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


@contextlib.contextmanager
def only_one(project):
    """Hold the project's lock: two builds would mix their tables. Raises DataError while another holds it."""
    project.build.mkdir(parents=True, exist_ok=True)
    path = project.build / ".lock"
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            message = f"another run (process {holder}) is writing here (wait until it has ended)"
            raise DataError([Problem(project.shown(path), 1, "file", message)]) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        for group in project.build.iterdir():
            if group.is_dir():
                sweep(group)
        yield


def _to_disk(path):
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
