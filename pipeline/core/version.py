"""The version of the code and its libraries, which a release records and which shows whether a build is current."""

import hashlib
import importlib.metadata
from functools import cache

from pipeline.core.project import HOME, PACKAGE, SQL

CODE = "digital-rating"
LIBRARIES = ["babel", "duckdb", "pandera", "polars", "pyarrow", "pyyaml"]
ROOMS = ("core", "schemas", "reading", "computing", "releasing")
"""Packages of `pipeline/` whose code can change a figure or a byte of a release."""


@cache
def code_version():
    """Return the version number of the code and the SHA-256 of the files that a release depends on."""
    whole = hashlib.sha256()
    code = (path for room in ROOMS for path in (PACKAGE / room).rglob("*") if path.suffix in (".py", ".po", ".pot"))
    found = [
        *((PACKAGE.parent, path) for path in code),
        *((HOME, path) for kind in ("*.sql", "*/*.sql") for path in SQL.glob(kind)),
    ]
    for name, path in sorted((path.relative_to(folder).as_posix(), path) for folder, path in found):
        whole.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return {"version": importlib.metadata.version(CODE), "sha256": whole.hexdigest()}


def libraries():
    return {name: importlib.metadata.version(name) for name in LIBRARIES}
