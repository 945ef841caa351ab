"""Run by test_spark.py where Spark is installed: spark_check.py PROJECT ADDRESS. The scores of a built project,
made anew at an address, and what is found of spoilt ones. Prints JSON."""

import json
import sys

import polars as pl

from pipeline import sql
from pipeline.project import Project
from pipeline.schemas import SCHEMAS
from pipeline.spark import Spark

RANKS = "select edition, scenario, {company}, target, scope, rank, {low} as rank_low, rank_high from scored.ranks"
SPOILT = {
    "twice": "select * from scored.ranks union all select * from scored.ranks\norder by edition",
    "nought": RANKS.format(company="company", low="cast(0 as integer)") + "\norder by edition",
    "nobody": RANKS.format(company="cast(null as varchar) as company", low="rank_low") + "\norder by edition",
    "short": "select edition from scored.ranks\norder by edition",
}
"""What is wrong with a table -> the model that gives it."""


def main(root, address):
    project, spark = Project(root), Spark("local[1]", address)
    made = sql.needed(["scored.ranks"])
    for table in sorted({t for name in made for t in sql.files(sql.models()[name]) if t not in made}):
        spark.write_staged(project, table, pl.read_parquet(project.table(table)))
    rows = {table: spark.run_model(project, table) for table in made}
    found = {name: spark.run_audit(project, name) for name in ("scores_are_within_their_bounds",)}
    said = {}
    for what, text in SPOILT.items():
        table = f"scored.{what}"
        sql.models()[table], SCHEMAS[table] = text, SCHEMAS["scored.ranks"]
        try:
            spark.run_model(project, table)
        except sql.ModelError as error:
            said[what] = str(error)
    print(json.dumps({"rows": rows, "audits": found, "said": said}))


main(*sys.argv[1:])
