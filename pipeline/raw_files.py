"""Writing raw files: what the importers and the desk put into `raw/`."""

import csv
import io

from pipeline.schemas import SCHEMAS, columns


def csv_text(table, rows):
    """The text of a raw file from rows (dicts of text, in their order): the columns of its staged table, of the
    optional ones those that hold something. What has no column is left out."""
    used = {name for row in rows for name, value in row.items() if value}
    wanted = [c for c in columns(SCHEMAS[table]) if c.name not in ("edition", "step")]
    names = [c.name for c in wanted if not c.optional or c.name in used]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
