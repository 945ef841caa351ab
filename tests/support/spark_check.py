"""Run by test_spark.py where Spark is installed. Prints JSON.

spark_check.py understood                    says what is wrong with each SQL file
spark_check.py computed ROOT SMALL ADDRESS   builds ROOT; then makes the answers of SMALL, built, at an address
"""

import contextlib
import io
import json
import sys

import polars as pl
from pyspark.errors import PySparkException

from pipeline.cli.main import main as rating
from pipeline.computing import sql
from pipeline.computing.spark import Spark, types_of
from pipeline.core.project import Project
from pipeline.schemas import SCHEMAS, columns

TABLE = "public.answers"


def _with(column, value):
    """Return the table's answers with a different value in a column."""
    names = [value if c.name == column else c.name for c in columns(SCHEMAS[TABLE])]
    return f"select {', '.join(names)} from {TABLE}\norder by edition"


SPOILT = {
    "twice": f"select * from {TABLE} union all select * from {TABLE}\norder by edition",
    "below": _with("points", "cast(-1 as double) as points"),
    "nobody": _with("company", "cast(null as varchar) as company"),
    "short": f"select edition from {TABLE}\norder by edition",
}
"""What is wrong with a table -> the model that gives it."""


class Empty(Spark):
    """Make empty tables with the columns of their schemas: Spark needs some seconds to read files."""

    def read(self, table):
        return self.frame(table, [])


def understood():
    """Return the errors of each model and audit before it is run; empty if there are none."""
    spark = Empty(Project("."), "local[1]")
    texts = sql.models() | sql.audits()
    return {name: _misunderstood(spark, name, text) for name, text in texts.items()}


def _misunderstood(spark, name, text):
    try:
        found = types_of(spark.ask(text))
        if name in SCHEMAS:
            sql.require_columns(name, found)
    except (PySparkException, sql.ModelError) as error:
        return str(error)
    return ""


def computed(root, small, address):
    """What `rating build` prints, the rows of the tables at the address, what an audit finds there, and what is said of
    spoilt tables."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        code = rating(["build", "--engine", "spark", "--master", "local[1]", "--root", root])
    if code:
        sys.exit(code)
    project = Project(small)
    spark = Spark(project, "local[1]", address)
    made = sql.needed([TABLE])
    for table in sorted({t for name in made for t in sql.inputs(sql.models()[name]) if t not in made}):
        spark.write_staged(table, pl.read_parquet(project.table(table)))
    rows = {table: spark.run_model(table) for table in made}
    found = {name: spark.run_audit(name) for name in ("not_applicable_has_a_reason",)}
    said = {}
    for what, text in SPOILT.items():
        table = f"public.{what}"
        sql.models()[table], SCHEMAS[table] = text, SCHEMAS[TABLE]
        try:
            spark.run_model(table)
        except sql.ModelError as error:
            said[what] = str(error)
    return {"out": out.getvalue(), "rows": rows, "audits": found, "said": said}


if __name__ == "__main__":
    print(json.dumps({"understood": understood, "computed": computed}[sys.argv[1]](*sys.argv[2:])))
