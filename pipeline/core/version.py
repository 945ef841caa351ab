"""Which code and libraries compute: what a release records, and what decides whether a build is current."""

import hashlib
import importlib.metadata
from functools import cache

from pipeline.core.project import HOME, SQL

CODE = "digital-rating"
LIBRARIES = ["duckdb", "pandera", "polars", "pyarrow", "pyyaml"]
ROOMS = ("core", "schemas", "reading", "computing", "releasing")
"""Folders of `pipeline/` that can change a figure or a byte of a release; the others only read and show them."""


@cache
def code_version():
    """Number of this code's version, and a sum of the files that a release depends on."""
    whole = hashlib.sha256()
    found = [p for room in ROOMS for kind in ("py", "csv") for p in (HOME / "pipeline" / room).glob(f"**/*.{kind}")]
    for path in sorted([*found, *SQL.glob("*/*.sql")]):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(HOME).as_posix()} {digest}\n".encode())
    return {"version": importlib.metadata.version(CODE), "sha256": whole.hexdigest()}


def libraries():
    return {name: importlib.metadata.version(name) for name in LIBRARIES}
