"""Whether the built tables are still those of `raw/` and of this code: what a build and the sensor look at first."""

import hashlib
import json

from pipeline.core.limits import read_json
from pipeline.core.version import code_version, libraries
from pipeline.core.writing import replacing


def fingerprint(project):
    """A hash of everything that the tables depend on: the files in raw/ but its history, the code, the libraries."""
    whole = hashlib.sha256(json.dumps([code_version(), libraries()]).encode())
    history = project.raw / "history"
    for path in sorted(p for p in project.raw.rglob("*") if p.is_file() and not p.is_relative_to(history)):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{path.relative_to(project.raw).as_posix()} {digest}\n".encode())
    return whole.hexdigest()


def is_fresh(project):
    """True where the last build ended well, and neither its inputs nor its tables have changed since."""
    try:
        state = read_json(_file(project).read_text())
        return state["tables"] == _tables(project) and state["inputs"] == fingerprint(project)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def remember(project, inputs):
    """Note a build that ended well, for the inputs (a fingerprint) that it began with."""
    with replacing(_file(project)) as temporary:
        temporary.write_text(json.dumps({"inputs": inputs, "tables": _tables(project)}, indent=1))


def _file(project):
    return project.build / "fresh.json"


def _tables(project):
    """File below build -> its size and time, of every table."""
    found = {}
    for path in sorted(project.build.glob("*/*.parquet")):
        stat = path.stat()
        found[path.relative_to(project.build).as_posix()] = [stat.st_size, stat.st_mtime_ns]
    return found
