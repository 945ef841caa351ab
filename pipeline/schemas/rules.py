"""Pandera's checks that our schemas use, and how each is said elsewhere. Missing cells keep to all of them."""

from collections.abc import Callable
from typing import NamedTuple


class Rule(NamedTuple):
    """A check as a condition on a column (polars' or Spark's) and as constraints of a Table Schema; each is called with
    the statistics of the check."""

    polars: Callable
    spark: Callable
    table_schema: Callable


def _nothing(**_statistics):
    """Table Schema says it otherwise (`required`), or not at all."""
    return {}


RULES = {
    "isin": Rule(
        lambda cell, allowed_values: cell.is_in(list(allowed_values)),
        lambda cell, allowed_values: cell.isin(list(allowed_values)),
        lambda allowed_values: {"enum": list(allowed_values)},
    ),
    "str_matches": Rule(
        lambda cell, pattern: cell.str.contains(pattern),
        lambda cell, pattern: cell.rlike(pattern),
        lambda pattern: {"pattern": pattern},
    ),
    "str_length": Rule(
        lambda cell, min_value, **_: cell.str.len_chars() >= min_value,
        lambda cell, min_value, **_: cell.rlike(f"^.{{{min_value}}}"),
        _nothing,
    ),
    "in_range": Rule(
        lambda cell, min_value, max_value, **_: cell.is_between(min_value, max_value),
        lambda cell, min_value, max_value, **_: cell.between(min_value, max_value),
        lambda min_value, max_value, **_: {"minimum": min_value, "maximum": max_value},
    ),
    "greater_than_or_equal_to": Rule(
        lambda cell, min_value: cell >= min_value,
        lambda cell, min_value: cell >= min_value,
        lambda min_value: {"minimum": min_value},
    ),
    "greater_than": Rule(lambda cell, min_value: cell > min_value, lambda cell, min_value: cell > min_value, _nothing),
    "less_than_or_equal_to": Rule(
        lambda cell, max_value: cell <= max_value, lambda cell, max_value: cell <= max_value, _nothing
    ),
}
