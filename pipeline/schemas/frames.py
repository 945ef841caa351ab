"""polars frames and their schemas: empty frames, conversion of text to types, and validation."""

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import polars as pl

from pipeline.schemas.base import columns, key
from pipeline.schemas.column import TYPES
from pipeline.schemas.rules import RULES

SQL_TYPES: dict[type[pl.DataType], str] = {getattr(pl, name): sql for name, sql in TYPES.values()}


class BrokenSchema(Exception):
    """A frame violates its schema; `cases` is a frame of pandera's failure cases."""

    def __init__(self, cases):
        super().__init__(str(cases))
        self.cases = cases


def empty(schema):
    """Return a polars frame with the schema's columns and without rows."""
    return pl.DataFrame(schema={c.name: c.dtype for c in columns(schema)})


def text_to(frame, schema):
    """Return a frame of text with the schema's types. Values that can't be converted become null, and so does an empty
    text in a nullable column."""
    return frame.select(_cast(frame, c) for c in columns(schema))


def _cast(frame, c):
    cell = pl.col(c.name)
    if c.dtype is pl.String:
        return cell.replace("", None) if c.nullable else cell
    if c.dtype is pl.Boolean:
        return cell.replace_strict({"true": True, "false": False}, default=None, return_dtype=pl.Boolean)
    if c.unit == "1e-12 point":
        return pl.Series(c.name, [_points(text) for text in frame[c.name]], dtype=pl.Int64)
    return cell.cast(c.dtype, strict=False)


@cache
def _points(cell):
    """Return text such as 28.57 as an integer in units of 1e-12 point, rounded half up; None if it is not a number, or
    has more than six digits before the point."""
    if not re.fullmatch(r"-?[0-9]{1,6}(\.[0-9]+)?", cell, re.ASCII):
        return None
    return int((Decimal(cell) * 10**12).to_integral_value(ROUND_HALF_UP))


def keeps_to(schema, frame, engine="in-memory"):
    """Return True if a frame certainly matches its schema; if False, pandera must check it, and reports what is wrong.

    All rules are checked in one pass over the data, about twenty times as fast as pandera's one pass for each rule. A
    LazyFrame is a file; its rows must be sorted by the key, which shows that each key is unique. With the engine
    "streaming", it is never loaded as a whole.
    """
    wanted = [(c.name, c.dtype) for c in columns(schema)]
    rows = frame.lazy()
    if list(rows.collect_schema().items()) != wanted:
        return False
    rules = []
    for c in columns(schema):
        cell = pl.col(c.name)
        if not c.nullable:
            rules.append(cell.null_count() == 0)
        rules += [RULES[check.name].polars(cell, **check.statistics).all() for check in c.checks]
    names = key(schema)
    if frame is rows:
        rules.append(_rising(names).all())
    elif names and frame.n_unique(subset=names) != frame.height:
        return False
    return not rules or rows.select(pl.all_horizontal(*rules)).collect(engine=engine).item()


def _rising(names):
    """Return the condition that each row's key is greater than the previous row's."""
    rising = pl.lit(False)
    for name in reversed(names):
        cell, before = pl.col(name), pl.col(name).shift(1)
        rising = (cell > before) | ((cell == before) & rising)
    return rising.fill_null(True)


def require(schema, frame):
    """Return the frame if it matches its schema. Raises BrokenSchema, with what pandera finds, if it does not."""
    if keeps_to(schema, frame):
        return frame
    # Only a frame with errors needs pandera.
    import pandera.errors

    try:
        return pandera_schema(schema).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        raise BrokenSchema(errors.failure_cases) from None


def pandera_schema(schema):
    """Return a schema as a schema of pandera."""
    import pandera.polars as pa

    fields = {
        c.name: pa.Column(
            c.dtype,
            [getattr(pa.Check, check.name)(**check.statistics, error=check.error) for check in c.checks],
            nullable=c.nullable,
        )
        for c in columns(schema)
    }
    return pa.DataFrameSchema(fields, strict=True, ordered=True, unique=key(schema))
