"""The schemas of all tables, in `SCHEMAS`: the only source of their columns, types, units and meaning."""

from pipeline.schemas import (
    compared,
    lineage,
    public,
    scored,
    staged_derived,
    staged_edition,
    staged_methodology,
)
from pipeline.schemas.base import columns, key, schemas_of

__all__ = ["AS_IN_RAW", "LINEAGE", "SCHEMAS", "columns", "describe", "key"]

AS_IN_RAW = (
    "companies",
    "services",
    "selection",
    "categories",
    "indicators",
    "elements",
    "sources",
    "corrections",
    "editions",
    "published_ranks",
    "comparisons",
    "company_matches",
    "service_matches",
    "element_matches",
    "agreement",
    "recommendations",
    "questions",
)
"""Staged tables that are published without further computation, with their public columns only."""


SCHEMAS = {}
"""Name of a table -> its `Schema`."""

for _module in (staged_edition, staged_methodology, staged_derived, scored, compared, public):  # fmt: skip
    SCHEMAS |= schemas_of(_module)
for _table in AS_IN_RAW:
    _whole = SCHEMAS[f"staged.{_table}"]
    _public = {name: column for name, column in _whole.columns.items() if column.public}
    SCHEMAS[f"public.{_table}"] = _whole._replace(columns=_public, file="")

LINEAGE = schemas_of(lineage)
"""Schemas of the raw files of lineage, which several staged tables are derived from."""


def describe(table):
    """Return the description of a table, in one or two sentences."""
    return (SCHEMAS | LINEAGE)[table].description
