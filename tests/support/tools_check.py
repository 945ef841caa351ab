"""Run by test_release_formats.py in the environment of other people's tools: tools_check.py WHAT[,WHAT] FOLDER ..."""

import json
import sys
from importlib.metadata import files
from pathlib import Path


def frictionless(folder):
    from frictionless import validate

    report = validate(str(folder / "datapackage.json"))
    errors = [(t.name, e.type, e.message) for t in report.tasks for e in t.errors] + [e.message for e in report.errors]
    return {"valid": report.valid, "tasks": len(report.tasks), "errors": [str(e)[:300] for e in errors[:5]]}


def croissant(folder):
    """Load every record set of the file."""
    import mlcroissant

    dataset = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    return {s.uuid: sum(1 for _ in dataset.records(s.uuid)) for s in dataset.metadata.record_sets}


def cff(folder):
    import jsonschema
    import yaml

    schema = next(f for f in files("cffconvert") if str(f).endswith("schemas/1.2.0/schema.json"))
    cited = yaml.load((folder / "CITATION.cff").read_text(encoding="utf-8"), yaml.BaseLoader)
    rules = json.loads(Path(schema.locate()).read_text())
    return [e.message[:300] for e in jsonschema.Draft7Validator(rules).iter_errors(cited)]


def readme(folder):
    """Run the code of the README unchanged, from the release's folder."""
    import csv
    import os
    import re

    import duckdb
    import pandas as pd
    import polars as pl

    text = (folder / "README.md").read_text(encoding="utf-8")
    os.chdir(folder)
    names = {"pd": pd, "pl": pl, "csv": csv}
    found = {"python": [], "sql": []}
    for language, code in re.findall(r"```(python|sql)\n(.*?)\n```", text, re.DOTALL):
        if language == "python":
            exec(code, names)
            found["python"].append(len(names[code.split(" ")[0]]))
        else:
            found["sql"].append(duckdb.sql(code).fetchall())
    answers = names["answers"]
    found["kept_apart"] = sorted(set(answers["answer"]) & {"N/A", "NA", ""})
    return found


def cells(folder):
    """Return the tables whose Parquet and CSV differ, read by pandas, polars and DuckDB with the types of the data
    package."""
    import duckdb
    import pandas as pd
    import polars as pl

    different = []
    for path in sorted((folder / "parquet").glob("*.parquet")):
        parquet = pl.read_parquet(path)
        text = folder / "csv" / f"{path.stem}.csv"
        by_polars = pl.read_csv(text, schema=parquet.schema)
        by_duckdb = duckdb.read_csv(str(text), header=True, all_varchar=True).fetchall()
        by_pandas = pd.read_csv(text, keep_default_na=False, dtype=str)
        same = parquet.equals(by_polars)
        if not (same and len(by_duckdb) == len(by_pandas) == parquet.height):
            different.append(path.stem)
    return different


CHECKS = {"frictionless": frictionless, "croissant": croissant, "cff": cff, "readme": readme, "cells": cells}

if __name__ == "__main__":
    # Starting the tools takes longer than what they do: several checks and folders go in one run.
    checks, folders = sys.argv[1].split(","), map(Path, sys.argv[2:])
    found = [[CHECKS[check](folder) for check in checks] for folder in folders]
    print(json.dumps(found if len(found) > 1 or len(checks) > 1 else found[0][0], default=str))
