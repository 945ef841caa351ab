"""Writing raw files: those of the importers and the desk in `raw/`, and those of a release."""

import csv
import io
import re

import yaml

from pipeline.schemas import LINEAGE, SCHEMAS, columns


def csv_text(table, rows, public=False):
    """The text of a raw file from rows (dicts of text, in their order): the columns of its staged table, of the
    optional ones those that hold something; with `public`, of these the public ones. What has no column is left out."""
    wanted = [c for c in columns((SCHEMAS | LINEAGE)[table]) if c.name not in ("edition", "step")]
    wanted = [c for c in wanted if c.public or not public]
    used = {name for row in rows for name, value in row.items() if value}
    names = [c.name for c in wanted if not c.optional or c.name in used]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: one_line_end(row.get(name) or "") for name in names} for row in rows)
    return out.getvalue()


def added(text, table, rows):
    """The text of a CSV file with rows (dicts of text) at its end, and their lines, as its own columns and line ends
    have them. What is there stays as it is; where it lacks an optional column that the rows fill in, it gets it."""
    end = "\r\n" if "\r\n" in text else "\n"
    there = [row for row in csv.reader(io.StringIO(text, newline="")) if any(row)]
    wanted = columns((SCHEMAS | LINEAGE)[table])
    head = [cell.strip() for cell in there[0]] if there else [c.name for c in wanted if not c.optional]
    used = {name for row in rows for name, value in row.items() if value}
    lacking = [c.name for c in wanted if c.optional and c.name in used - set(head)]
    if lacking or not there:
        head += lacking
        text = "".join(_line(row + [""] * len(lacking), end) for row in there[1:])
        text = _line(head, end) + text
    lines = [_line([row.get(name) or "" for name in head], end) for row in rows]
    return text + ("" if text.endswith("\n") else end) + "".join(lines), [line.rstrip() for line in lines]


def _line(cells, end):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end).writerow(cells)
    return out.getvalue()


def one_line_end(cell):
    """A text whose lines end in one way. The csv module writes a lone carriage return without quotes, where a reader
    would end the row."""
    return re.sub("\r\n?", "\n", cell) if "\r" in cell else cell


def yaml_text(value):
    """The text of a YAML file. Whole numbers and truth values that came as text stand there without quotes."""
    return yaml.safe_dump(_scalars(value), allow_unicode=True, sort_keys=False, width=120)


def _scalars(value):
    if isinstance(value, dict):
        return {key: _scalars(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_scalars(item) for item in value]
    if isinstance(value, str) and re.fullmatch("0|[1-9][0-9]{0,14}", value, re.ASCII):
        return int(value)
    return {"true": True, "false": False}.get(value, value)
