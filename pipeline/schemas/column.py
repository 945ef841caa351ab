"""Columns and tables as schemas declare them. polars and pandera are not imported here, because loading them takes
longer than most commands take to run."""

from typing import Any, NamedTuple, NewType

Int32 = NewType("Int32", int)

TYPES: dict[Any, tuple[str, str]] = {
    str: ("String", "VARCHAR"),
    int: ("Int64", "BIGINT"),
    Int32: ("Int32", "INTEGER"),
    float: ("Float64", "DOUBLE"),
    bool: ("Boolean", "BOOLEAN"),
}
"""Type in a declaration -> (its name in polars, its name in SQL)."""

SHORT = {
    "ge": ("greater_than_or_equal_to", "min_value"),
    "gt": ("greater_than", "min_value"),
    "le": ("less_than_or_equal_to", "max_value"),
}
"""Check with one argument -> (pandera's name of the check, its name of the argument)."""


class Check(NamedTuple):
    """A check of pandera. `statistics` are its arguments; `error` is the message for a value that fails it, or None."""

    name: str
    statistics: dict
    error: str | None


class Column(NamedTuple):
    """One column of a table. `type` is a key of TYPES. `fields.column` explains the other attributes."""

    description: str
    nullable: bool
    public: bool
    unit: str | None
    kind: str | None
    optional: bool
    words: bool
    checks: tuple
    name: str
    type: Any = str

    @property
    def dtype(self):
        """The polars type."""
        import polars as pl

        return getattr(pl, TYPES[self.type][0])

    @property
    def sql_type(self):
        return TYPES[self.type][1]


class Schema(NamedTuple):
    """A table. `columns`: name -> `Column`, in order; `file`: the raw file that it is read from, or an empty text."""

    columns: dict[str, Column]
    key: list[str]
    description: str
    file: str


def checks_of(arguments):
    """Return `Check`s from arguments such as `ge=1` or `isin={"allowed_values": [...], "error": "..."}`."""
    found = []
    for name, given in arguments.items():
        if name in SHORT:
            long, argument = SHORT[name]
            found.append(Check(long, {argument: given}, None))
        else:
            statistics = dict(given)
            found.append(Check(name, statistics, statistics.pop("error", None)))
    return tuple(found)
