"""One writer at a time in a project, and what killed runs left settled before it writes.

filelock is imported where a lock is taken: it is a fifth of the time in which `rating --help` starts.
"""

import contextlib
import os

from pipeline.core.history import settle
from pipeline.core.problems import DataError, Problem
from pipeline.core.writing import LEFT, TEMPORARY, alive, naming, settle_left

PLACES = ("raw/*", "raw/*/*", "raw/*/*/*", "releases", "releases/*", "build", "build/*", "build/*/*")
"""Folders of a project that are written into. A release itself is not among them: it is never touched again."""


def sweep(project):
    """Settle what killed runs left in a project. The caller holds its lock: nobody else is writing."""
    for place in PLACES:
        for left in sorted(project.root.glob(f"{place}/.*{TEMPORARY}")):
            if LEFT.fullmatch(left.name):
                settle_left(left)
    settle(project)


@contextlib.contextmanager
def only_one(project):
    """Hold the project's lock: two runs would mix what they write. Raises DataError while another holds it."""
    from filelock import FileLock, Timeout

    path = project.build / ".lock"
    with naming(path):
        try:
            lock = FileLock(path, blocking=False, preserve_lock_file=True, on_acquired=_write_process).acquire()
        except Timeout:
            holder = _process(path) or "unknown"
            message = f"another run (process {holder}) is writing here (wait until it has ended)"
            raise DataError([Problem(project.shown(path), 1, "file", message)]) from None
    with lock:
        sweep(project)
        yield


def _write_process(handle):
    """Write which process holds the lock, after the first byte: on Windows, a byte that is locked can't be read."""
    os.ftruncate(handle, 0)
    os.write(handle, f" {os.getpid()}\n".encode())


def _process(path):
    """The process that a lock names, or None."""
    try:
        with path.open("rb", buffering=0) as file:
            file.seek(1)
            return int(file.read())
    except (OSError, ValueError):
        return None


def writer(project):
    """The process that holds the project's lock or held it last, if it is alive; else None."""
    process = _process(project.build / ".lock")
    return process if process and alive(process) else None
