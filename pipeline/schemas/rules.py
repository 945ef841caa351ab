"""Pandera's checks that our schemas use, and their counterparts elsewhere. A missing value passes all of them."""

from collections.abc import Callable
from typing import NamedTuple


class Rule(NamedTuple):
    """A check as a condition on a column, in polars and in DuckDB's SQL, and as constraints of a Table Schema. Each is
    called with the statistics of the check."""

    polars: Callable
    sql: Callable
    table_schema: Callable


def _nothing(**_statistics):
    """Return no constraint: Table Schema has a different property for it (`required`), or none."""
    return {}


def literal(value):
    """Return a value as SQL."""
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


RULES = {
    "isin": Rule(
        lambda cell, allowed_values: cell.is_in(list(allowed_values)),
        lambda cell, allowed_values: f"{cell} in ({', '.join(map(literal, allowed_values))})",
        lambda allowed_values: {"enum": list(allowed_values)},
    ),
    "str_matches": Rule(
        lambda cell, pattern: cell.str.contains(pattern),
        lambda cell, pattern: f"regexp_matches({cell}, {literal(pattern)})",
        lambda pattern: {"pattern": pattern},
    ),
    "str_length": Rule(
        lambda cell, min_value, **_: cell.str.len_chars() >= min_value,
        lambda cell, min_value, **_: f"length({cell}) >= {min_value}",
        _nothing,
    ),
    "in_range": Rule(
        lambda cell, min_value, max_value, **_: cell.is_between(min_value, max_value),
        lambda cell, min_value, max_value, **_: f"{cell} between {min_value} and {max_value}",
        lambda min_value, max_value, **_: {"minimum": min_value, "maximum": max_value},
    ),
    "greater_than_or_equal_to": Rule(
        lambda cell, min_value: cell >= min_value,
        lambda cell, min_value: f"{cell} >= {min_value}",
        lambda min_value: {"minimum": min_value},
    ),
    "greater_than": Rule(
        lambda cell, min_value: cell > min_value, lambda cell, min_value: f"{cell} > {min_value}", _nothing
    ),
    "less_than_or_equal_to": Rule(
        lambda cell, max_value: cell <= max_value, lambda cell, max_value: f"{cell} <= {max_value}", _nothing
    ),
}
