"""The public part of an edition's raw files: what a release carries in `raw/`, and is made again from."""

import csv
import io
from pathlib import Path

from pipeline.schemas import SCHEMAS, columns
from pipeline.validation import FILES


def public_inputs(project, edition):
    """Path below the project -> bytes, of the edition (an `Edition`) and its methodology. Private columns are left out;
    files that no table is read from are too."""
    result = {}
    for folder in (edition.folder, edition.methodology.folder):
        for path in sorted(folder.iterdir()):
            table = next((t for t, name in FILES.items() if name == path.name), None)
            if table is not None and path.is_file():
                result[path.relative_to(project.root).as_posix()] = _public(path, SCHEMAS[table])
    return result


def _public(path, schema):
    """The file as it is, where all of its columns are public; else without those that are not."""
    private = {c.name for c in columns(schema) if not c.public}
    data = path.read_bytes()
    if path.suffix != ".csv" or not private:
        return data
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    if not private & set(rows[0]):
        return data
    kept = [i for i, name in enumerate(rows[0]) if name not in private]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([row[i] for i in kept] for row in rows if row)
    return out.getvalue().encode()


def write_inputs(project, inputs):
    """Put public inputs into an empty project."""
    for name, data in inputs.items():
        path = Path(project.root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
