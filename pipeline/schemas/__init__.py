"""The one place where a table's columns, types, units and meaning are written. `SCHEMAS` has them all."""

import inspect

from pipeline.schemas import (
    compared,
    lineage,
    public,
    public_printed,
    scored,
    scored_questions,
    staged_derived,
    staged_edition,
    staged_methodology,
)
from pipeline.schemas.base import SQL_TYPES, Table, columns, empty, grain_first, keeps_to, key, table_name, text_to

__all__ = [
    "AS_IN_RAW",
    "LINEAGE",
    "RAW",
    "SCHEMAS",
    "SQL_TYPES",
    "columns",
    "describe",
    "empty",
    "keeps_to",
    "key",
    "models",
    "text_to",
]

RAW = (staged_edition, staged_methodology)
"""Modules of the tables that are read from raw files."""

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
"""Tables that are published as they were staged, less the columns that are not public."""


def models(module):
    """The tables that a module of schemas declares, in its order: table name -> model."""
    found = [m for m in vars(module).values() if inspect.isclass(m) and m.__module__ == module.__name__]
    # Only tables have a grain; the other models are what tables share.
    return {table_name(m): m for m in found if issubclass(m, Table) and m.to_schema().unique}


def _schemas():
    schemas, texts = {}, {}
    for module in (*RAW, staged_derived, scored, scored_questions, compared, public, public_printed):
        for name, model in models(module).items():
            schemas[name], texts[name] = grain_first(model.to_schema()), inspect.getdoc(model)
    for table in AS_IN_RAW:
        whole = schemas[f"staged.{table}"]
        schemas[f"public.{table}"] = whole.select_columns([c.name for c in columns(whole) if c.public])
        texts[f"public.{table}"] = texts[f"staged.{table}"]
    return schemas, texts


SCHEMAS, _TEXTS = _schemas()

LINEAGE = {name: grain_first(model.to_schema()) for name, model in models(lineage).items()}
_TEXTS |= {name: inspect.getdoc(model) for name, model in models(lineage).items()}
"""Schemas of the raw files that are no table of their own."""


def describe(table):
    """What a table is, in a sentence or two."""
    return _TEXTS[table]
