"""Corrections of released cells: the raw file stays unchanged, and each correction states the value that it replaces.

`old` is a guard: if the raw file later has a different value, the correction fails instead of hiding that value.
"""

import re

from pipeline.core.problems import quoted
from pipeline.reading.dates import plain_date
from pipeline.reading.validation import FILES
from pipeline.schemas import SCHEMAS, columns, key
from pipeline.schemas.fields import ELEMENT

ROW_KEYS = {
    "given_answers": {"company": "company", "service": "service", "strand": "strand", "element": "element"},
    "published_scores": {"company": "company", "service": "service", "strand": "strand", "scope": "element"},
    "published_ranks": {"company": "company", "service": "service", "scope": "element"},
    "sources": {"company": "company", "source": "element"},
    "services": {"company": "company", "service": "service"},
    "companies": {"company": "company"},
}
"""Table that can be corrected -> {column of its key: column of corrections.csv}."""


def table_of(cells):
    """Return the name of the table that a row of corrections.csv corrects."""
    if re.fullmatch(ELEMENT, cells["element"]):
        return "given_answers"
    if cells["element"] and not cells["element"][0].isupper():
        return "sources"
    if cells["element"]:
        return "published_ranks" if cells["column"] == "rank" else "published_scores"
    return "services" if cells["service"] else "companies"


def corrected(reader, corrections, table, raw):
    """Return a raw table with its corrections (a `RawTable` or None) applied in order; report those that do not fit."""
    if raw is None or corrections is None or table not in ROW_KEYS:
        return raw
    own = [(line, cells) for line, cells in corrections.rows if table_of(cells) == table]
    if not own:
        return raw

    def report(line, column, message):
        reader.error(corrections.file, line, column, message, "correction")

    names = ROW_KEYS[table]
    known = {c.name: c for c in columns(SCHEMAS[f"staged.{table}"])}
    public = [c.name for c in known.values() if c.public and c.name != "edition"]
    rows = raw.frame.to_dicts()
    row_of = {tuple(row[name] for name in names): i for i, row in enumerate(rows)}
    file = FILES[f"staged.{table}"]
    for line, cells in own:
        i = row_of.get(tuple(cells[name] for name in names.values()))
        column = cells["column"]
        if column in known and known[column].kind == "date":
            cells = cells | {name: plain_date(cells[name]) for name in ("old", "new")}
        if i is None:
            what = ", ".join(cells[name] or '""' for name in names.values())
            report(
                line, "element" if cells["element"] else "company", f"{file} has no row for {what} (correct the key)"
            )
        elif column not in public or column in key(SCHEMAS[f"staged.{table}"]):
            allowed = ", ".join(c for c in public if c not in names)
            report(line, "column", f"{quoted(column)} can't be corrected in {file} (write one of: {allowed})")
        elif cells["old"] == cells["new"]:
            report(line, "new", "is the same as old (write the corrected value, or remove the line)")
        elif rows[i][column] != cells["old"]:
            found = f"line {raw.lines[i]} of {file} has {quoted(rows[i][column])}, not {quoted(cells['old'])}"
            report(line, "old", f"{found} (the file has changed: remove this correction, or update old)")
        else:
            rows[i][column] = cells["new"]
    return raw.corrected(rows)
