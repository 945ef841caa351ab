"""The text of raw files, as importers, the desk and releases write them."""

import csv
import io
import re

import yaml

from pipeline.core.writing import csv_of
from pipeline.schemas import LINEAGE, SCHEMAS, columns


def csv_text(table, rows, public=False):
    """Return the text of a raw file from rows (dicts of text, in order). Its columns are those of the staged table,
    without optional ones that are empty, and with `public` without private ones. Other keys are ignored."""
    wanted = [c for c in columns((SCHEMAS | LINEAGE)[table]) if c.name not in ("edition", "step")]
    wanted = [c for c in wanted if c.public or not public]
    used = {name for row in rows for name, value in row.items() if value}
    names = [c.name for c in wanted if not c.optional or c.name in used]
    return csv_of([names, *([one_line_end(row.get(name) or "") for name in names] for row in rows)])


def added(text, table, rows):
    """Append rows (dicts of text) to the text of a CSV file; return the new text and the new lines. Columns and line
    ends are those of the file. Existing cells stay unchanged; optional columns that the rows need are added."""
    end = "\r\n" if "\r\n" in text else "\n"
    existing = [row for row in csv.reader(io.StringIO(text, newline="")) if any(row)]
    wanted = columns((SCHEMAS | LINEAGE)[table])
    head = [cell.strip() for cell in existing[0]] if existing else [c.name for c in wanted if not c.optional]
    used = {name for row in rows for name, value in row.items() if value}
    lacking = [c.name for c in wanted if c.optional and c.name in used - set(head)]
    if lacking or not existing:
        head += lacking
        text = csv_of([head, *(row + [""] * len(lacking) for row in existing[1:])], end)
    lines = [csv_of([[row.get(name) or "" for name in head]], end) for row in rows]
    return text + ("" if text.endswith("\n") else end) + "".join(lines), [line.rstrip() for line in lines]


def one_line_end(cell):
    """Return a text with line feeds as line ends. The csv module writes a lone carriage return without quotes, and
    readers take it for the end of the row."""
    return re.sub("\r\n?", "\n", cell) if "\r" in cell else cell


def yaml_text(value):
    """Return the text of a YAML file. Texts that are whole numbers, `true` or `false` are written without quotes."""
    return yaml.safe_dump(_scalars(value), allow_unicode=True, sort_keys=False, width=120)


def _scalars(value):
    if isinstance(value, dict):
        return {key: _scalars(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_scalars(item) for item in value]
    if isinstance(value, str) and re.fullmatch("0|[1-9][0-9]{0,14}", value, re.ASCII):
        return int(value)
    return {"true": True, "false": False}.get(value, value)
