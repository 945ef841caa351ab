"""Validation of raw rows against a table's schema: types and rules by pandera, with the line of each error."""

import re
from dataclasses import replace

import polars as pl

from pipeline.core.lookalikes import foreign
from pipeline.core.problems import quoted
from pipeline.reading.dates import NoDate, plain_date, read_date
from pipeline.reading.privacy import check_secrets
from pipeline.schemas import LINEAGE, SCHEMAS, columns, key
from pipeline.schemas.fields import ID, ID_FORM
from pipeline.schemas.frames import BrokenSchema, require, text_to

NOUNS = {pl.Int64: "a whole number", pl.Int32: "a whole number", pl.Float64: "a number", pl.Boolean: "true or false"}


def wrong_id(given, folder):
    """Return the message for a YAML file's id that is not the name of its folder; else an empty text."""
    if not re.fullmatch(ID, folder):
        return f"the folder's name, {quoted(folder)}, is not an id ({ID_FORM}; rename the folder)"
    return "" if given == folder else f"is not the folder's name (write {quoted(folder)})"


def read_table(reader, path, table, without=()):
    """Return a CSV file as `RawTable` with the columns of a table, `without` some, or None if it can't be read."""
    wanted = [c for c in columns(SCHEMAS[table]) if c.name not in ("edition", *without)]
    # The raw files of a release have no private columns.
    optional = [c.name for c in wanted if c.optional or not c.public]
    raw = reader.csv(path, [c.name for c in wanted], optional)
    dates = [c.name for c in wanted if c.kind == "date"]
    if raw is None or not dates:
        return raw
    # Corrections and all later steps need dates in one form.
    plain = [pl.Series(name, list(map(plain_date, raw.frame[name])), dtype=pl.String) for name in dates]
    return replace(raw, frame=raw.frame.with_columns(plain))


def typed(reader, edition, table, raw):
    """Return the typed frame of a raw table, with `edition` as its first column; report every error."""
    schema = SCHEMAS[table] if table in SCHEMAS else LINEAGE[table]
    text = raw.frame.with_columns(edition=pl.lit(edition)).select(c.name for c in columns(schema))
    found = text_to(text, schema)
    bad = set()

    def report(i, column, message, kind="value"):
        bad.add((i, column))
        reader.error(raw.file, raw.line(i, column), column, message, kind)

    for c in (c for c in columns(schema) if c.dtype is not pl.String):
        for i in (found[c.name].is_null() & (text[c.name] != "")).arg_true():
            noun = "a number" if c.unit == "1e-12 point" else NOUNS[c.dtype]
            report(i, c.name, f"{quoted(text[c.name][i])} is not {noun} (correct it)")
    for c in (c for c in columns(schema) if c.kind == "date"):
        for i, value in enumerate(text[c.name]):
            try:
                read_date(value)
            except NoDate as why:
                report(i, c.name, str(why))
    try:
        require(schema, found)
    except BrokenSchema as broken:
        kinds = {c.name: c.kind for c in columns(schema)}
        for case in broken.cases.sort("index", "column", maintain_order=True).iter_rows(named=True):
            column, i = case["column"], case["index"]
            if column not in kinds or i is None or (i, column) in bad:
                continue
            value = text[column][i]
            if value == "":
                report(i, column, "is empty (fill it in)")
            elif kinds[column] and not value.isascii():
                report(i, column, f"{quoted(value)} {foreign(value)}", "letters")
            else:
                report(i, column, f"{quoted(value)} {case['check']}")
    check_secrets(reader, raw, text, schema)
    first, names = {}, [k for k in key(schema) if k not in ("edition", "step")]
    keys = text.select(names)
    for i in keys.is_duplicated().arg_true() if names else ():
        values = keys.row(i)
        if values in first:
            what = ", ".join(v[:200] or '""' for v in values)
            message = f"{what} is a duplicate of line {raw.lines[first[values]]} (remove one of the two)"
            report(i, ", ".join(names), message, "duplicate key")
        first.setdefault(values, i)
    return found.sort(key(schema))


FILES = {table: schema.file for table, schema in SCHEMAS.items() if schema.file}
"""Staged table -> the raw file that it is read from."""
