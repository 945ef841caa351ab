"""Rows of text against a table's schema: types and rules by pandera, with the line of each fault."""

import re
from dataclasses import replace

import pandera.errors
import polars as pl

from pipeline.core.lookalikes import foreign
from pipeline.core.problems import quoted
from pipeline.reading.dates import NoDate, plain_date, read_date
from pipeline.reading.privacy import check_secrets
from pipeline.schemas import LINEAGE, RAW, SCHEMAS, columns, keeps_to, key, models, text_to
from pipeline.schemas.fields import ID, ID_FORM

NOUNS = {pl.Int64: "a whole number", pl.Int32: "a whole number", pl.Float64: "a number", pl.Boolean: "true or false"}


def wrong_id(given, folder):
    """What is wrong with the id in a YAML file of a folder of that name; empty where it is the name."""
    if not re.fullmatch(ID, folder):
        return f"the folder's name, {quoted(folder)}, is not an id ({ID_FORM}; rename the folder)"
    return "" if given == folder else f"is not the folder's name (write {quoted(folder)})"


class Validator:
    """Checks raw tables of one edition and gives back their typed frames."""

    def __init__(self, reader, edition):
        self.reader = reader
        self.edition = edition

    def file(self, folder, table):
        """Read the table's CSV file in `folder`: (RawTable, typed frame), or (None, None)."""
        raw = self.read(folder / FILES[table], table)
        return (None, None) if raw is None else (raw, self.rows(table, raw))

    def read(self, path, table, without=()):
        """A CSV file as text, with the columns of a table (less those that its place says), or None."""
        wanted = [c for c in columns(SCHEMAS[table]) if c.name not in ("edition", *without)]
        # The raw files of a release have no private columns.
        optional = [c.name for c in wanted if c.optional or not c.public]
        raw = self.reader.csv(path, [c.name for c in wanted], optional)
        dates = [c.name for c in wanted if c.kind == "date"]
        if raw is None or not dates:
            return raw
        # Everything that follows, corrections among it, sees dates in one form.
        plain = [pl.Series(name, list(map(plain_date, raw.frame[name])), dtype=pl.String) for name in dates]
        return replace(raw, frame=raw.frame.with_columns(plain))

    def rows(self, table, raw):
        """The typed frame of a raw table, with `edition` as its first column. Every fault is reported."""
        schema = SCHEMAS[table] if table in SCHEMAS else LINEAGE[table]
        text = raw.frame.with_columns(edition=pl.lit(self.edition)).select(c.name for c in columns(schema))
        typed = text_to(text, schema)
        bad = set()
        for c in (c for c in columns(schema) if c.dtype is not pl.String):
            lost = (typed[c.name].is_null() & (text[c.name] != "")).arg_true().to_list()
            for i in lost:
                bad.add((i, c.name))
                noun = "a number" if c.unit == "1e-12 point" else NOUNS[c.dtype]
                self._say(raw, i, c.name, f"{quoted(text[c.name][i])} is not {noun} (correct it)", "value")
        for c in (c for c in columns(schema) if c.kind == "date"):
            for i, value in enumerate(text[c.name]):
                try:
                    read_date(value)
                except NoDate as why:
                    bad.add((i, c.name))
                    self._say(raw, i, c.name, str(why), "value")
        try:
            if not keeps_to(schema, typed):
                schema.validate(typed, lazy=True)
        except pandera.errors.SchemaErrors as errors:
            self._report(raw, text, columns(schema), errors.failure_cases, bad)
        check_secrets(self.reader, raw, text, schema)
        self._duplicates(raw, text, [k for k in key(schema) if k not in ("edition", "step")])
        return typed.sort(key(schema))

    def each(self, raw):
        """(line, row as a dict of text) for every row."""
        return zip(raw.lines, raw.frame.iter_rows(named=True), strict=True)

    def letters(self, row, column, value):
        """True where a code that stands in a list is ASCII; otherwise that is a fault."""
        if not value.isascii():
            row.fault(column, f"{quoted(value)} {foreign(value)}", "letters")
        return value.isascii()

    def _say(self, raw, index, column, message, kind):
        self.reader.fault(raw.file, raw.line(index, column), column, message, kind)

    def _report(self, raw, text, cols, cases, bad):
        kinds = {c.name: c.kind for c in cols}
        for case in cases.sort("index", "column", maintain_order=True).iter_rows(named=True):
            column, i = case["column"], case["index"]
            if column not in kinds or i is None or (i, column) in bad:
                continue
            bad.add((i, column))
            value = text[column][i]
            if value == "":
                self._say(raw, i, column, "is empty (fill it in)", "value")
            elif kinds[column] and not value.isascii():
                self._say(raw, i, column, f"{quoted(value)} {foreign(value)}", "letters")
            else:
                self._say(raw, i, column, f"{quoted(value)} {case['check']}", "value")

    def _duplicates(self, raw, text, names):
        if not names:
            return
        first = {}
        for i, values in enumerate(text.select(names).iter_rows()):
            if values in first:
                what = ", ".join(v[:200] or '""' for v in values)
                message = f"{what} stands in line {raw.lines[first[values]]} already (remove one of the two)"
                self._say(raw, i, ", ".join(names), message, "duplicate key")
            first.setdefault(values, i)


FILES = {
    name: m.Config.metadata["file"]
    for module in RAW
    for name, m in models(module).items()
    if hasattr(m.Config, "metadata")
}
"""Staged table -> the raw file that it is read from."""
