"""Frames of polars by their schemas: empty ones, text converted to types, and the check of a schema."""

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import polars as pl

from pipeline.schemas.base import columns, key
from pipeline.schemas.column import TYPES
from pipeline.schemas.rules import RULES

SQL_TYPES: dict[type[pl.DataType], str] = {getattr(pl, name): sql for name, sql in TYPES.values()}


class BrokenSchema(Exception):
    """A frame breaks its schema; `cases` are pandera's failure cases, a frame with a row for each."""

    def __init__(self, cases):
        super().__init__(str(cases))
        self.cases = cases


def empty(schema):
    """A polars frame of the schema's columns and no row."""
    return pl.DataFrame(schema={c.name: c.dtype for c in columns(schema)})


def text_to(frame, schema):
    """Cast a frame of text to the schema's types: what can't be cast becomes null, empty text where null may be."""
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
    """Text such as 28.57 as a whole number of 1e-12 point, rounded half up; None where it is no number in reach."""
    if not re.fullmatch(r"-?[0-9]{1,6}(\.[0-9]+)?", cell, re.ASCII):
        return None
    return int((Decimal(cell) * 10**12).to_integral_value(ROUND_HALF_UP))


def keeps_to(schema, frame, engine="in-memory"):
    """True where a frame surely keeps to its schema: all rules in one pass over the data, which is some twenty times as
    fast as pandera's pass a rule. Where it is false pandera judges, and says what is wrong. A LazyFrame is a file: its
    rows have to be in the order of the grain, which shows that each is unique. With the engine "streaming" it is never
    whole in memory."""
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
    """Whether each row's key is above that of the row before."""
    rising = pl.lit(False)
    for name in reversed(names):
        cell, before = pl.col(name), pl.col(name).shift(1)
        rising = (cell > before) | ((cell == before) & rising)
    return rising.fill_null(True)


def require(schema, frame):
    """Return a frame that keeps to its schema. Raises BrokenSchema, with what pandera finds, for any other."""
    if keeps_to(schema, frame):
        return frame
    # Only a frame with errors needs pandera.
    import pandera.errors

    try:
        return pandera_schema(schema).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        raise BrokenSchema(errors.failure_cases) from None


def pandera_schema(schema):
    """Return a schema as pandera's."""
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
