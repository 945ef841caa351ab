"""`rating build --engine spark`: the same SQL files, run by Apache Spark.

The models are written in DuckDB's SQL, which sqlglot puts into Spark's. The extra `spark` and Java 17 are needed."""

import os
import re
import shutil
import socket
from functools import cache
from urllib.parse import urlsplit

import polars as pl

from pipeline.computing import sql
from pipeline.core.project import UsageError
from pipeline.core.writing import beside, replacing
from pipeline.schemas import SCHEMAS, columns, key
from pipeline.schemas.rules import RULES

TYPES = {"string": "VARCHAR", "bigint": "BIGINT", "int": "INTEGER", "double": "DOUBLE", "boolean": "BOOLEAN"}
"""Spark's names of the types that a table may have -> DuckDB's."""

SETTINGS = {
    # Whole numbers that do not fit are an error, as in DuckDB, and never another number.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
}

LOCAL = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": str(os.cpu_count()),
}
"""For a master in this process, where nobody else has anything to set or to see."""


@cache
def in_spark(text):
    """The text of a model or an audit in Spark's SQL, with `staged__answers` for `staged.answers`, as a view of a
    session has no schema, and with what the macros stand for."""
    import sqlglot
    from sqlglot import exp

    def plain(node):
        if isinstance(node, exp.Table) and node.db:
            node.set("this", exp.to_identifier(_view(f"{node.db}.{node.name}")))
            node.set("db", None)
        if isinstance(node, exp.Anonymous) and node.name in _macros():
            names, body = _macros()[node.name]
            given = dict(zip(names, map(exp.paren, node.expressions), strict=True))
            filled = body.transform(lambda n: given[n.name].copy() if isinstance(n, exp.Column) else n)
            return exp.paren(filled).transform(plain)
        return node

    return sqlglot.parse_one(text, read="duckdb").transform(plain).sql(dialect="spark")


@cache
def _macros():
    """The macros of `dbt_like_sql/macros.sql`: name -> (names of its parameters, its expression)."""
    import sqlglot

    found = [made for made in sqlglot.parse(sql.MACROS.read_text(encoding="utf-8"), read="duckdb") if made]
    return {made.this.this.name: ([p.name for p in made.this.expressions], made.expression) for made in found}


def _view(table):
    return table.replace(".", "__")


def types_of(frame):
    """The columns of a frame of Spark's as (name, SQL type)."""
    return [(name, TYPES.get(kind, kind)) for name, kind in frame.dtypes]


def require_server(master):
    """Raises UsageError where nobody listens at the address of a Spark Connect server: Spark would try for minutes."""
    at = urlsplit(master)
    try:
        socket.create_connection((at.hostname, at.port or 15002), timeout=10).close()
    except (OSError, ValueError) as error:
        raise UsageError(
            f"no Spark Connect server answers at {master}: {error} (start it, or correct --master)"
        ) from None


class Spark:
    """What `computing.sql.DuckDB` does, by Spark: it runs models and audits, writes and checks tables.

    `master` is Spark's own (`local[2]`, `spark://...`, `yarn`, `k8s://...`), or `sc://...` of a Spark Connect server.
    `address` is where the tables are kept, anything that Spark reads and writes (`s3a://bucket/rating`); none: the
    project's `build/`, where each table is one file, as DuckDB writes it. Raises UsageError where Spark does not start.
    """

    def __init__(self, project, master, address=""):
        import sqlglot  # noqa: F401
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession

        settings = SETTINGS | (LOCAL if master.startswith("local") else {})
        if master.startswith("sc://"):
            require_server(master)
        builder = SparkSession.builder.config(map=settings).appName("rating")
        try:
            place = builder.remote(master) if master.startswith("sc://") else builder.master(master)
            self.session = place.getOrCreate()
        except (PySparkException, Py4JError) as error:
            reason = " ".join(str(error).split())[:300]
            raise UsageError(f"Spark does not start on {master}: {reason} (is Java 17 or newer there?)") from None
        self.project, self.address = project, address.rstrip("/")
        self.seen = set()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        """The session is Spark's own, and ends with the process."""

    def place(self, table):
        """Where a table is: a path, or an address."""
        return f"{self.address}/{table.replace('.', '/')}.parquet" if self.address else str(self.project.table(table))

    def write_staged(self, table, frame):
        """As of DuckDB."""
        if not self.address:
            return sql.write_staged(self.project, table, frame)
        sql.checked(table, frame)
        self._write(table, self.frame(table, frame.to_arrow()))
        return frame.height

    def frame(self, table, rows):
        """Rows of a table as a frame of Spark's."""
        # Through Spark Connect, an empty frame has no types of its own.
        names = {sql_type: name for name, sql_type in TYPES.items()}
        types = ", ".join(f"`{c.name}` {names[c.sql_type]}" for c in columns(SCHEMAS[table]))
        return self.session.createDataFrame(rows, types)

    def read(self, table):
        """A table as a frame of Spark's. Its place is not a pattern."""
        literal = re.sub(r"[*?\[\]{}\\]", r"\\\g<0>", self.place(table))
        return self.session.read.parquet(literal)

    def run_model(self, table):
        """As of DuckDB."""
        found = self.ask(sql.models()[table])
        if self.address:
            sql.require_columns(table, types_of(found))
            self._write(table, found)
            return self._checked(table)
        path = self.project.table(table)
        folder = beside(path.with_suffix(""))
        with replacing(path) as temporary:
            try:
                # One sorted file, like DuckDB's.
                found.coalesce(1).write.parquet(str(folder))
                next(folder.glob("part-*.parquet")).rename(temporary)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            n_rows = pl.scan_parquet(temporary, glob=False).select(pl.len()).collect().item()
            sql.check_file(table, temporary, n_rows)
            return n_rows

    def run_audit(self, name):
        """As of DuckDB."""
        return [row.asDict() for row in self.ask(sql.audits()[name]).collect()]

    def ask(self, text):
        """Spark's frame of a model or an audit, which is computed when it is used. Raises Spark's errors where it does
        not understand the text."""
        self._see(sql.inputs(text))
        return self.session.sql(in_spark(text))

    def _see(self, tables):
        """Views on tables, as they are when they are first read."""
        for table in tables:
            if table not in self.seen:
                self.read(table).createOrReplaceTempView(_view(table))
                self.seen.add(table)

    def _write(self, table, frame):
        """A folder of sorted files; complete once Spark has put its `_SUCCESS` there."""
        frame.write.mode("overwrite").parquet(self.place(table))

    def _checked(self, table):
        """The number of rows of a table that keeps to its schema. Raises ModelError otherwise."""
        from pyspark.sql import functions as f

        self._see([table])
        frame = self.session.table(_view(table))
        rules = {}
        for column, (name, field) in zip(columns(SCHEMAS[table]), SCHEMAS[table].columns.items(), strict=True):
            cell = f.col(name)
            if not column.nullable:
                rules[f"{name}: is missing"] = cell.isNull()
            for check in field.checks:
                rules[f"{name}: {check.error or check.name}"] = ~RULES[check.name].spark(cell, **check.statistics)
        counts = frame.agg(f.count("*"), *(f.count_if(broken) for broken in rules.values())).first()
        wrong = [f"{rule} in {n} rows" for rule, n in zip(rules, counts[1:], strict=True) if n]
        doubled = frame.groupBy(*key(SCHEMAS[table])).count().where("count > 1").count()
        if wrong or doubled:
            raise sql.ModelError(f"{table}: {'; '.join(wrong) or f'{doubled} keys have more than one row'}")
        return counts[0]
