"""`rating build --engine spark`: the same SQL files, run by Apache Spark.

The models are written in DuckDB's SQL; sqlglot translates them to Spark's. Requires the extra `spark` and Java 17."""

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
from pipeline.schemas import SCHEMAS, columns

TYPES = {"string": "VARCHAR", "bigint": "BIGINT", "int": "INTEGER", "double": "DOUBLE", "boolean": "BOOLEAN"}
"""Spark's names of the types of columns -> DuckDB's."""

SETTINGS = {
    # As in DuckDB, integer overflow is an error.
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
"""Settings of a master in this process, which nobody else configures or monitors."""


@cache
def in_spark(text):
    """Translate a model or an audit to Spark's SQL, with macros expanded, and with `staged__answers` for
    `staged.answers`, because temporary views have no schema."""
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
    """Return the macros of `dbt_like_sql/macros.sql`: name -> (names of its parameters, its expression)."""
    import sqlglot

    found = [made for made in sqlglot.parse(sql.MACROS.read_text(encoding="utf-8"), read="duckdb") if made]
    return {made.this.this.name: ([p.name for p in made.this.expressions], made.expression) for made in found}


def _view(table):
    return table.replace(".", "__")


def _types(table):
    """Return the columns of a table and their types as Spark writes them."""
    names = {sql_type: name for name, sql_type in TYPES.items()}
    return ", ".join(f"`{c.name}` {names[c.sql_type]}" for c in columns(SCHEMAS[table]))


def types_of(frame):
    """Return the columns of a Spark data frame as (name, SQL type)."""
    return [(name, TYPES.get(kind, kind)) for name, kind in frame.dtypes]


def require_server(master):
    """Raise UsageError if no Spark Connect server listens at an address; Spark itself would retry for minutes."""
    at = urlsplit(master)
    try:
        socket.create_connection((at.hostname, at.port or 15002), timeout=10).close()
    except (OSError, ValueError) as error:
        raise UsageError(
            f"no Spark Connect server answers at {master}: {error} (start it, or correct --master)"
        ) from None


class Spark:
    """The counterpart of `computing.sql.DuckDB`: runs models and audits, writes and checks tables.

    `master` is a Spark master (`local[2]`, `spark://...`, `yarn`, `k8s://...`), or `sc://...` for a Spark Connect
    server. `address` is the folder of the tables, anything that Spark reads and writes (`s3a://bucket/rating`); if it
    is empty, the project's `build/`, where each table is one file, as DuckDB writes it. Raises UsageError if Spark does
    not start.
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
            builder = builder.remote(master) if master.startswith("sc://") else builder.master(master)
            self.session = builder.getOrCreate()
        except (PySparkException, Py4JError) as error:
            reason = " ".join(str(error).split())[:300]
            raise UsageError(f"Spark does not start on {master}: {reason} (is Java 17 or newer installed?)") from None
        self.project, self.address = project, address.rstrip("/")
        self.seen = set()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        """Does nothing: the session ends with the process."""

    def place(self, table):
        """Return the path or address of a table."""
        return f"{self.address}/{table.replace('.', '/')}.parquet" if self.address else str(self.project.table(table))

    def write_staged(self, table, frame):
        """As in DuckDB."""
        if not self.address:
            with replacing(self.project.table(table)) as path:
                return sql.write_staged(path, table, frame)
        sql.checked(table, frame)
        self._write(table, self.frame(table, frame.to_arrow()))
        return frame.height

    def frame(self, table, rows):
        """Return the rows of a table as a Spark data frame."""
        # Spark Connect infers no types for an empty frame.
        return self.session.createDataFrame(rows, _types(table))

    def read(self, table):
        """Return a table as a Spark data frame. Its path is taken literally, not as a pattern."""
        literal = re.sub(r"[*?\[\]{}\\]", r"\\\g<0>", self.place(table))
        # With a schema, since a folder of an empty table has no files to infer it from.
        return self.session.read.schema(_types(table)).parquet(literal).select(*SCHEMAS[table].columns)

    def run_model(self, table):
        """As in DuckDB."""
        found = self.ask(sql.models()[table])
        if self.address:
            sql.require_columns(table, types_of(found))
            self._write(table, found)
            return self._checked(table)
        path = self.project.table(table)
        folder = beside(path.with_suffix(""))
        with replacing(path) as temporary:
            try:
                # One sorted file, as DuckDB writes.
                found.coalesce(1).write.parquet(str(folder))
                next(folder.glob("part-*.parquet")).rename(temporary)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            n_rows = pl.scan_parquet(temporary, glob=False).select(pl.len()).collect().item()
            sql.check_file(table, temporary, n_rows)
            return n_rows

    def run_audit(self, name):
        """As in DuckDB."""
        return [row.asDict() for row in self.ask(sql.audits()[name]).collect()]

    def ask(self, text):
        """Return the Spark data frame of a model or an audit, which is computed lazily. Raises Spark's errors for a
        query that it can't parse."""
        self._see(sql.inputs(text))
        return self.session.sql(in_spark(text))

    def _see(self, tables):
        """Make a view on each table that has none yet; it shows the table as it is now."""
        for table in tables:
            if table not in self.seen:
                self.read(table).createOrReplaceTempView(_view(table))
                self.seen.add(table)

    def _write(self, table, frame):
        """Write a table as a folder of sorted files, one folder in it for each edition; it is complete once Spark adds
        `_SUCCESS`."""
        parts = [name for name in ("edition",) if name in SCHEMAS[table].columns]
        frame.write.mode("overwrite").partitionBy(*parts).parquet(self.place(table))

    def _checked(self, table):
        """Return the number of rows of a table that matches its schema. Raises ModelError otherwise."""
        self._see([table])
        return sql.require_rules(table, lambda text: self.ask(text).first())
