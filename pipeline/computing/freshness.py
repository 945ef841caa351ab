"""Whether the built tables are up to date with `raw/` and the code; a build and the sensor check this first."""

import hashlib
import json

from pipeline.core.limits import read_json
from pipeline.core.version import code_version, libraries
from pipeline.core.writing import replacing


def fingerprint(project):
    """Return a hash of everything that the tables depend on: the files in raw/ except its history, the code and the
    libraries."""
    whole = hashlib.sha256(json.dumps([code_version(), libraries()]).encode())
    history = project.raw / "history"
    for path in sorted(p for p in project.raw.rglob("*") if p.is_file() and not p.is_relative_to(history)):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{path.relative_to(project.raw).as_posix()} {digest}\n".encode())
    return whole.hexdigest()


def is_fresh(project, with_errors=False):
    """True if the last build was completed, neither its inputs nor its tables have changed since, and it left out no
    edition, or `with_errors` is set."""
    try:
        state = read_json(_file(project).read_text())
        sound = state["sound"] or with_errors
        return sound and state["tables"] == _tables(project) and state["inputs"] == fingerprint(project)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def remember(project, inputs, sound):
    """Record a completed build with the fingerprint of its inputs, taken before it; `sound` is false if an edition was
    left out because of its errors."""
    with replacing(_file(project)) as temporary:
        temporary.write_text(json.dumps({"inputs": inputs, "sound": sound, "tables": _tables(project)}, indent=1))


def _file(project):
    return project.build / "fresh.json"


def _tables(project):
    """Return file under build/ -> its size and modification time, of every table."""
    found = {}
    for path in sorted(project.build.glob("*/*.parquet")):
        stat = path.stat()
        found[path.relative_to(project.build).as_posix()] = [stat.st_size, stat.st_mtime_ns]
    return found
