"""Descriptions of a release for machines: Frictionless Data Package (v2) and Croissant, made from the schemas."""

import hashlib
import json
import re

import polars as pl

from pipeline.releasing.data import OF_ALL_EDITIONS, PUBLIC
from pipeline.releasing.markdown import plain
from pipeline.schemas import SCHEMAS, columns, describe, key
from pipeline.schemas.rules import RULES

FRICTIONLESS = {
    pl.String: "string",
    pl.Int64: "integer",
    pl.Int32: "integer",
    pl.Float64: "number",
    pl.Boolean: "boolean",
}
CROISSANT = {
    pl.String: "sc:Text",
    pl.Int64: "sc:Integer",
    pl.Int32: "sc:Integer",
    pl.Float64: "sc:Float",
    pl.Boolean: "sc:Boolean",
}
LICENCES = {
    "CC-BY-4.0": (
        "Creative Commons Attribution 4.0 International",
        "https://creativecommons.org/licenses/by/4.0/legalcode",
    )
}
REFERS_TO = {
    "companies": ["edition", "company"],
    "services": ["edition", "company", "service"],
    "indicators": ["edition", "indicator"],
    "elements": ["edition", "element"],
    "categories": ["edition", "category"],
}
"""Tables that others refer to, with their keys: a table with all these columns has a foreign key to it."""


def data_package(about, files):
    """Return `datapackage.json`: every table as CSV and Parquet. `about`: the release's `About`; `files`: path ->
    bytes."""
    name, path = LICENCES.get(about.licence, (about.licence, None))
    licence = {"name": about.licence, "title": name, **({"path": path} if path else {})}
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": about.edition,
        "version": str(about.version),
        "title": about.title,
        # Markdown, as the standard has it.
        "description": plain(about.description),
        "licenses": [licence],
        "contributors": [{"title": author, "roles": ["creator"]} for author in about.authors],
        "sources": [{"title": source} for source in about.sources],
        "keywords": about.keywords,
        "resources": [],
    }
    for table in PUBLIC:
        name = table.replace("_", "-")
        package["resources"] += [
            _resource(name, table, "csv", "text/csv", files)
            | {"bytes": len(files[f"csv/{table}.csv"]), "encoding": "utf-8", "schema": table_schema(table)},
            # frictionless (5.21) takes a Parquet file's nulls for figures and counts its bytes wrongly: what the file
            # holds is checked in its CSV twin, and the file itself carries the types of its columns.
            _resource(f"{name}-parquet", table, "parquet", "application/vnd.apache.parquet", files)
            | {"schema": {"fields": [f | {"type": "any"} for f in map(_named, columns(SCHEMAS[f"public.{table}"]))]}},
        ]
    return to_json(package)


def _resource(name, table, form, mediatype, files):
    path = f"{form}/{table}.{form}"
    content = files[path]
    return {
        "name": name,
        "type": "table",
        "title": table,
        "description": describe(f"public.{table}"),
        "path": path,
        "format": form,
        "mediatype": mediatype,
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }


def table_schema(table):
    """Return the Table Schema of a table's CSV file: fields, primary key, foreign keys."""
    schema = SCHEMAS[f"public.{table}"]
    found = {
        "fields": [_field(c) for c in columns(schema)],
        "missingValues": [""],
        "primaryKey": key(schema),
    }
    own = schema.columns
    refers = [
        {"fields": fields, "reference": {"resource": other, "fields": fields}}
        for other, fields in ({} if table in OF_ALL_EDITIONS else REFERS_TO).items()
        # A column that can be an empty text is no foreign key: an empty text refers to no row.
        if other != table and all(f in own and not _may_be_empty(own[f]) for f in fields)
    ]
    return found | ({"foreignKeys": refers} if refers else {})


def allowed(c):
    """Return the values that a column allows; none if it does not list them."""
    return next((list(check.statistics["allowed_values"]) for check in c.checks if check.name == "isin"), [])


def _may_be_empty(c):
    """True for a text column that has no nulls but can have empty texts."""
    rules = {check.name: check.statistics for check in c.checks}
    if c.nullable or c.dtype is not pl.String or {"isin", "str_length"} & rules.keys():
        return False
    return "str_matches" not in rules or re.search(rules["str_matches"]["pattern"], "") is not None


def _named(c):
    return {"name": c.name, "description": c.description} | ({"unit": c.unit} if c.unit else {})


def _field(c):
    constraints = {} if c.nullable else {"required": True}
    for check in c.checks:
        constraints |= RULES[check.name].table_schema(**check.statistics)
    found = _named(c) | {"type": FRICTIONLESS[c.dtype]}
    if "enum" in constraints:
        found["categories"] = constraints["enum"]
    if _may_be_empty(c):
        # An empty text is a value here, such as the company as a whole among services.
        found["missingValues"] = []
        constraints.pop("required")
    return found | ({"constraints": constraints} if constraints else {})


def croissant(about, files):
    """Return `croissant.json` (Croissant 1.0): the Parquet files and their columns as record sets."""
    _, licence = LICENCES.get(about.licence, (None, about.licence))
    distribution, record_sets = [], []
    for table in PUBLIC:
        path = f"parquet/{table}.parquet"
        distribution.append(
            {
                "@type": "cr:FileObject",
                "@id": path,
                "name": f"{table}.parquet",
                "contentUrl": path,
                "encodingFormat": "application/x-parquet",
                "contentSize": f"{len(files[path])} B",
                "sha256": hashlib.sha256(files[path]).hexdigest(),
            }
        )
        record_sets.append(
            {
                "@type": "cr:RecordSet",
                "@id": table,
                "name": table,
                "description": describe(f"public.{table}"),
                "key": [{"@id": f"{table}/{name}"} for name in key(SCHEMAS[f"public.{table}"])],
                "field": [
                    {
                        "@type": "cr:Field",
                        "@id": f"{table}/{c.name}",
                        "name": c.name,
                        "description": f"{c.description} [{c.unit}]" if c.unit else c.description,
                        "dataType": CROISSANT[c.dtype],
                        "source": {"fileObject": {"@id": path}, "extract": {"column": c.name}},
                    }
                    for c in columns(SCHEMAS[f"public.{table}"])
                ],
            }
        )
    return to_json(
        {
            "@context": CONTEXT,
            "@type": "sc:Dataset",
            "conformsTo": "http://mlcommons.org/croissant/1.0",
            "name": about.edition,
            "description": about.description,
            "version": str(about.version),
            "license": licence,
            "datePublished": about.released,
            "citeAs": about.citation,
            "creator": [{"@type": "sc:Organization", "name": author} for author in about.authors],
            "keywords": about.keywords,
            "distribution": distribution,
            "recordSet": record_sets,
        }
    )


def to_json(value):
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{
        name: f"cr:{name}"
        for name in (
            "citeAs",
            "column",
            "equivalentProperty",
            "extract",
            "field",
            "fileObject",
            "fileProperty",
            "fileSet",
            "format",
            "includes",
            "isLiveDataset",
            "jsonPath",
            "key",
            "md5",
            "parentField",
            "path",
            "recordSet",
            "references",
            "regex",
            "repeated",
            "replace",
            "samplingRate",
            "separator",
            "source",
            "subField",
            "transform",
        )
    },
}
"""The JSON-LD context that Croissant 1.0 requires."""
