"""One writer at a time in a project, and what killed runs left settled before it writes."""

import contextlib
import fcntl
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
    path = project.build / ".lock"
    with naming(path):
        project.build.mkdir(parents=True, exist_ok=True)
        lock = path.open("a+")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            message = f"another run (process {holder}) is writing here (wait until it has ended)"
            raise DataError([Problem(project.shown(path), 1, "file", message)]) from None
        with naming(path):
            lock.truncate(0)
            os.write(lock.fileno(), f"{os.getpid()}\n".encode())
        sweep(project)
        yield


def writer(project):
    """The process that holds the project's lock or held it last, if it is alive; else None."""
    try:
        process = int((project.build / ".lock").read_text())
    except (OSError, ValueError):
        return None
    return process if alive(process) else None
