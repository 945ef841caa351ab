"""The lock that allows one writer at a time in a project, and the clean-up after killed runs before it writes.

filelock is imported where a lock is taken, because it takes a fifth of the start-up time of `rating --help`.
"""

import contextlib
import os

from pipeline.core.history import settle
from pipeline.core.problems import DataError, Problem
from pipeline.core.writing import LEFT, TEMPORARY, naming, settle_left

FOLDERS = ("raw/*", "raw/*/*", "raw/*/*/*", "releases", "releases/*", "build", "build/*", "build/*/*")
"""Folders of a project that are written into. Releases are not among them, because they never change."""


def sweep(project):
    """Clean up after killed runs. The caller must hold the project's lock."""
    for folder in FOLDERS:
        for left in sorted(project.root.glob(f"{folder}/.*{TEMPORARY}")):
            if LEFT.fullmatch(left.name):
                settle_left(left)
    settle(project)


@contextlib.contextmanager
def only_one(project):
    """Hold the project's lock, so that runs do not mix their files. Raises DataError if another process holds it."""
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
    """Write the id of the process that holds the lock after the first byte, which Windows locks against reading."""
    os.ftruncate(handle, 0)
    os.write(handle, f" {os.getpid()}\n".encode())


def _process(path):
    """Return the process id in a lock file, or None."""
    try:
        with path.open("rb", buffering=0) as file:
            file.seek(1)
            return int(file.read())
    except (OSError, ValueError):
        return None
