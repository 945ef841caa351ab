"""The SQL runner: each file of `dbt_like_sql/` is one table, computed by DuckDB in one connection."""

import os
import re
from functools import cache
from graphlib import TopologicalSorter

import duckdb
import polars as pl

from pipeline.core.project import SQL, UsageError
from pipeline.core.writing import naming, replacing
from pipeline.schemas import AS_IN_RAW, SCHEMAS, columns, describe, key
from pipeline.schemas.frames import SQL_TYPES, keeps_to, require
from pipeline.schemas.rules import RULES

GROUPS = ("staged", "scored", "compared", "public")
KEPT = ("staged", "public")
"""The groups whose tables are files. The tables of other groups exist only in the connection that computes them."""
NAMES = {"staged.units": ("edition", "company", "service"), "staged.codes": ("code",)}
"""The tables of names, with the columns that public tables take from them."""
MACROS = SQL / "macros.sql"
SMALL = 30_000
"""The most rows of a table that is checked in memory; larger ones stream, which takes a little longer to start."""
MEMORY = 7 << 30
"""DuckDB's memory limit in bytes if RATING_MEMORY_LIMIT is not set, unless its own default is lower."""
PIECE = 1_000_000
"""Rows that are checked together: streaming alone does not limit the memory, because small files can unpack to much
data."""


class ModelError(Exception):
    """A SQL model does not match its schema: an error in the code, not in the data."""


@cache
def models():
    """Return the tables made by SQL: name -> its query, each after its inputs."""
    texts = {f"public.{table}": _as_staged(table) for table in AS_IN_RAW} | {
        f"{group}.{path.stem}": path.read_text(encoding="utf-8")
        for group in GROUPS
        for path in sorted((SQL / group).glob("*.sql"))
    }
    graph = {name: [t for t in inputs(text) if t in texts] for name, text in texts.items()}
    return {name: texts[name] for name in TopologicalSorter(graph).static_order()}


def _as_staged(table):
    """Return the query of a table that is published as staged, without its private columns. Only matches of
    neighbouring editions are published."""
    schema = SCHEMAS[f"public.{table}"]
    names, grain = (",".join(f'\n    "{name}"' for name in found) for found in (schema.columns, key(schema)))
    neighbours = """
where (edition, edition_before) in (select p.edition, p.edition_before from staged.comparisons p where p.neighbour)"""
    return f"""\
-- {describe(f"public.{table}")}
-- Grain: {", ".join(key(schema))}.
select{names}
from staged.{table}{neighbours if table.endswith("_matches") else ""}
order by{grain.replace(chr(10) + "   ", "")}
"""


def needed(tables, given=()):
    """Return the wanted tables and the tables made by SQL that they depend on, in order. Dependencies in `given` exist
    already: neither they nor their inputs are added."""
    found = set(tables)
    for table, text in reversed(models().items()):
        if table in found:
            found |= set(inputs(text)) - set(given)
    return [table for table in models() if table in found]


@cache
def audits():
    """Return the audits, queries whose every row is an error: name -> query."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((SQL / "audits").glob("*.sql"))}


@cache
def inputs(text):
    """Return the tables that a select reads, such as `staged.answers`, sorted."""
    # Parsing each model takes DuckDB longer than this by a hundred times.
    plain = re.sub(r"--.*|'[^']*'", "", text)
    return tuple(sorted(set(re.findall(rf"\b(?:from|join)\s+((?:{'|'.join(GROUPS)})\.\w+)", plain))))


def comment(text):
    """Return the comment at the start of a model."""
    lines = re.match(r"(--.*\n)*", text)[0].splitlines()
    return "\n".join(line.removeprefix("--").strip() for line in lines)


def connect(build):
    """Open a DuckDB in memory with a schema for each group of tables. It spills to a folder under `build`.
    RATING_THREADS sets its number of threads, RATING_MEMORY_LIMIT its memory, such as 3GiB. Raises UsageError if DuckDB
    rejects them."""
    config: dict = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    limits = {name: os.environ.get(f"RATING_{name.upper()}") for name in ("threads", "memory_limit")}
    limits = {name: value for name, value in limits.items() if value}
    config["temp_directory"] = str(build / "spill")
    try:
        con = duckdb.connect(":memory:", config=config | limits)
    except duckdb.Error as error:
        words = ", ".join(f"RATING_{name.upper()}={value}" for name, value in limits.items())
        raise UsageError(f"{words}: {error}") from None
    if "memory_limit" not in limits:
        own = con.execute("select parse_formatted_bytes(current_setting('memory_limit'))").fetchone()[0]
        con.execute(f"set memory_limit = '{min(own, MEMORY)} bytes'")
    with naming(build):
        for group in GROUPS:
            con.execute(f"create schema {group}")
        con.execute(MACROS.read_text(encoding="utf-8"))
    return con


def _quoted(path):
    return "'" + str(path).replace("'", "''") + "'"


def rows_in(path):
    """Return the SQL that reads one Parquet file: its path is neither a pattern nor, if it contains `score=0/`, a
    column. Raises UsageError for a path that can't be written for DuckDB."""
    literal = re.sub(r"[*?[]", r"[\g<0>]", str(path))
    if "\\" in str(path) and literal != str(path):
        # A backslash in a pattern separates folders; a pattern without a match is read as a literal path.
        literal = str(path)
        if any(path.parents[-1].glob(literal.replace("\\", "/").lstrip("/"))):
            raise UsageError(f"{path}: DuckDB can't read this path because of the backslash (rename the folder)")
    return f"read_parquet({_quoted(literal)}, hive_partitioning = false)"


class DuckDB:
    """Runs models, audits and other queries over the tables of a project; a context manager."""

    address = ""

    def __init__(self, project):
        self.project, self.seen = project, set()
        self.con = connect(project.build)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.con.close()

    def place(self, table):
        """Return the path of a table; None if it is not a file."""
        return str(self.project.table(table)) if is_kept(table) else None

    def see(self, tables):
        """Make each table readable that is not yet: a view on its file, or the table itself, computed now."""
        for table in tables:
            if table in self.seen:
                continue
            if is_kept(table):
                self.view(table)
                self.seen.add(table)
            else:
                self._compute(table)

    def view(self, table):
        """Make a view on the file of a table."""
        with naming(self.project.build):
            self.con.execute(f"create view {table} as from {rows_in(self.project.table(table))}")

    def written(self, table):
        """Return a context manager: the file that is written to its path replaces the file of a table."""
        return replacing(self.project.table(table))

    def write_staged(self, table, frame):
        """Write a staged table that Python read. Returns its number of rows. Raises as `run_model` does."""
        with self.written(table) as path:
            return write_staged(path, table, frame)

    def run_model(self, table):
        """Compute one table from its inputs. Returns its number of rows.

        It is checked against its schema; a file before it replaces its previous version. Raises BrokenSchema, or
        ModelError for a table that is not a file, if it breaks the schema.
        """
        if not is_kept(table):
            self._compute(table)
            return require_rules(table, lambda text: self.con.execute(text).fetchall()[0])
        text = models()[table]
        self.see(inputs(text))
        if table.startswith("public."):
            text = self._with_enums(text)
        with self.written(table) as path:
            # DuckDB would plan a relation twice, which takes most of the time of a small table.
            copy = f"copy ({text}) to {_quoted(path)} (format parquet, compression zstd)"
            rows = self.con.execute(copy).fetchone()[0]
            check_file(table, path, rows)
        return rows

    def _with_enums(self, text):
        """Return a model that takes names from enumerations: the writer copies their dictionary, which takes it half as
        long as to collect the names of all rows. Readers see text."""
        for table in NAMES.keys() & set(inputs(text)):
            made = table.replace("staged.", "names.")
            if made not in self.seen:
                self.con.execute(f"create schema if not exists names; create table {made} as from {table}")
                # An enumeration can't be empty. Without units, no edition is sound.
                some = self.con.execute(f"from {made} limit 1").fetchone()
                for column in NAMES[table] if some else ():
                    kind = f"names.{column}"
                    self.con.execute(f"create type {kind} as enum (select distinct {column} from {made} order by all)")
                    self.con.execute(f"alter table {made} alter {column} type {kind}")
                self.seen.add(made)
            text = re.sub(rf"\b{table}\b", made, text)
        return text

    def _compute(self, table):
        """Compute a table of this connection, or make its view."""
        text = models()[table]
        self.see(inputs(text))
        kind = "view" if "A view." in comment(text) else "table"
        self.con.execute(f"create or replace {kind} {table} as {_unsorted(text)}")
        self.seen.add(table)
        found = self.con.execute(f"from {table} limit 0").description
        require_columns(table, [(name, str(kind)) for name, kind, *_ in found])

    def rows(self, text, values=()):
        """Return the rows of a select on tables, as dicts; `values` are its parameters."""
        self.see(inputs(text))
        result = self.con.execute(text, values)
        names = [d[0] for d in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def run_audit(self, name):
        """Return the rows that an audit finds, as dicts; none if there is no error."""
        return self.rows(audits()[name])


def is_kept(table):
    """True if a table is a file under `build/`."""
    return table.split(".")[0] in KEPT


def _unsorted(text):
    """Return a model without its order, which only a file needs."""
    return text[: text.rindex("\norder by ")]


def require_columns(table, found):
    """Raise ModelError if a model's columns, as (name, SQL type), are not those of its schema."""
    wanted = [(c.name, c.sql_type) for c in columns(SCHEMAS[table])]
    if found != wanted:
        wrong = [f"{f} instead of {w}" for f, w in zip(found, wanted, strict=False) if f != w]
        raise ModelError(f"{table}: {wrong or 'the number of columns differs from its schema'}")


def require_rules(table, ask):
    """Return the number of rows of a table. Raises ModelError if rows break its schema, or if keys occur more than
    once. `ask` returns the first row of a query, which DuckDB can run, and Spark once it is translated."""
    broken = {}
    for c in columns(SCHEMAS[table]):
        cell = f'"{c.name}"'
        if not c.nullable:
            broken[f"{c.name}: is missing"] = f"{cell} is null"
        for check in c.checks:
            condition = RULES[check.name].sql(cell, **check.statistics)
            broken[f"{c.name}: {check.error or check.name}"] = f"not ({condition})"
    counts = "".join(f", count(*) filter (where {condition})" for condition in broken.values())
    rows, *found = ask(f"select count(*){counts} from {table}")
    wrong = [f"{rule} in {n} rows" for rule, n in zip(broken, found, strict=True) if n]
    unique = ", ".join(f'"{name}"' for name in key(SCHEMAS[table]))
    if unique and not wrong:
        (n,) = ask(f"select count(*) from (select {unique} from {table} group by {unique} having count(*) > 1)")
        wrong = [f"{n} keys have more than one row"] if n else []
    if wrong:
        raise ModelError(f"{table}: {'; '.join(wrong)}")
    return rows


def check_file(table, path, n_rows):
    """Check that a file with `n_rows` rows matches the table's schema. Raises as `run_model` does."""
    rows = pl.scan_parquet(path, glob=False)
    found = rows.collect_schema().items()
    require_columns(table, [(name, SQL_TYPES.get(kind.base_type(), str(kind))) for name, kind in found])
    engine = "in-memory" if n_rows <= SMALL else "streaming"
    # Each piece starts with the last row of the previous one, so that the order of rows is checked too.
    pieces = (rows.slice(start, PIECE + 1) for start in range(0, max(n_rows, 1), PIECE))
    if not all(keeps_to(SCHEMAS[table], piece, engine) for piece in pieces):
        require(SCHEMAS[table], rows.collect())
        raise ModelError(f"{table}: its rows are not sorted by its key")


def checked(table, frame):
    """Return the frame if it matches the table's schema. Raises BrokenSchema otherwise."""
    return require(SCHEMAS[table], frame)


def write_staged(path, table, frame):
    """Write a staged table to a file if it matches its schema. Returns its number of rows. Raises BrokenSchema."""
    checked(table, frame)
    frame.write_parquet(path)
    return frame.height


@cache
def query(name):
    """Return the query `queries/<name>.sql` on built tables. Its parameters are named, such as $edition."""
    return (SQL / "queries" / f"{name}.sql").read_text(encoding="utf-8")


def is_blocking(name):
    """False for an audit whose comment has "Blocking: no.": its rows are reported and do not stop a build."""
    return "Blocking: no." not in comment(audits()[name])


def audited(name):
    """Return the table that an audit belongs to, the last made of its inputs, and its other inputs."""

    order = list(models())
    first, *others = sorted(inputs(audits()[name]), key=lambda t: order.index(t) if t in order else -1, reverse=True)
    return first, others
