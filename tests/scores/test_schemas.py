"""The quick check of a table rejects whatever pandera rejects."""

import subprocess
import sys

import pandera.errors
import polars as pl
import pytest

from pipeline.computing import sql
from pipeline.computing.sql import GROUPS
from pipeline.core.project import Project
from pipeline.schemas import SCHEMAS, columns, key
from pipeline.schemas.fields import FULL
from pipeline.schemas.frames import BrokenSchema, empty, keeps_to, pandera_schema, require

CELLS = {
    pl.String: [
        None,
        "",
        "x",
        "Kaspi",
        "total",
        "F1a",
        "F1a.1",
        "2023",
        "2023-13-01",
        "ab-2023",
        "\u0420",
        "a" * 61,
        "yes\n",
    ],
    pl.Int64: [None, -1, 0, 1, 101, FULL, FULL + 1],
    pl.Int32: [None, -1, 0, 1, 13, 1989, 10**6 + 1],
    pl.Float64: [None, -0.1, 0.0, 1.0, 1.1, 100.0, 100.1, float("nan")],
    pl.Boolean: [None, True, False],
}


def errors(schema, frame):
    """Return pandera's errors, one a row; None if it accepts the frame."""
    try:
        pandera_schema(schema).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        return errors.failure_cases
    return None


def said(tables, name, frame):
    """What is said of a table of the connection with these rows; their number if they keep to its schema."""
    tables.con.register("frame", frame)
    tables.con.execute(f"create or replace table {name} as from frame").fetchall()
    try:
        return sql.require_rules(name, lambda text: tables.con.execute(text).fetchall()[0])
    except sql.ModelError as error:
        return str(error)


def test_a_table_of_the_connection_that_breaks_its_schema_is_rejected(sound):
    """A missing value, a value that is too low, and a key that occurs twice, in each table that is not a file."""
    for name in (table for table in sound if not sql.is_kept(table)):
        row = sound[name]
        with sql.DuckDB(Project(".")) as tables:
            assert said(tables, name, row) == 1
            if key(SCHEMAS[name]):
                assert said(tables, name, pl.concat([row, row])) == f"{name}: 1 keys have more than one row"
            for c in columns(SCHEMAS[name]):
                if not c.nullable:
                    missing = row.with_columns(pl.lit(None, row.schema[c.name]).alias(c.name))
                    assert said(tables, name, missing) == f"{name}: {c.name}: is missing in 1 rows"
                for least in (check.statistics.get("min_value") for check in c.checks if c.type is not str):
                    if least is not None:
                        low = row.with_columns(pl.lit(least - 1).cast(row.schema[c.name]).alias(c.name))
                        assert said(tables, name, low).startswith(f"{name}: {c.name}: ")


@pytest.fixture(scope="module")
def sound(shipped):
    """Return table -> a row that matches its schema, for the tables that have rows."""
    with sql.DuckDB(Project(shipped)) as tables:
        tables.see(SCHEMAS)
        frames = {name: tables.con.sql(f"from {name}").pl().head(1) for name in SCHEMAS}
    return {table: frame for table, frame in frames.items() if frame.height}


@pytest.mark.parametrize("group", GROUPS)
def test_each_cell_that_pandera_refuses_is_not_passed(sound, group):
    """Every column of every table is tried with every odd value of its type; columns with the same kind and rules
    once."""
    tried = {}
    for table, frame in sound.items():
        if not table.startswith(f"{group}."):
            continue
        schema = SCHEMAS[table]
        assert keeps_to(schema, frame), table
        for c in columns(schema):
            rules = str([(check.name, check.statistics) for check in c.checks])
            kind = c.dtype, c.nullable, rules
            if kind in tried:
                continue
            # Pandera is asked once a column: it takes as long for one row as for all.
            others = [frame.with_columns(pl.lit(value, c.dtype).alias(c.name)) for value in CELLS[c.dtype]]
            found = errors(schema, pl.concat(others))
            wrong = set() if found is None else set(found.filter(pl.col("column") == c.name)["index"])
            tried[kind] = len(wrong)
            for n, other in enumerate(others):
                assert keeps_to(schema, other) == (n not in wrong), (table, c.name, CELLS[c.dtype][n])
    assert sum(tried.values()) > (0 if group == "findings" else 30)


@pytest.mark.parametrize(
    ("column", "piece"), [("edition", 10_000), ("service", 10_000), ("element", 10_000), ("element", 100_000)]
)
def test_a_file_out_of_order_is_not_passed_nor_one_with_a_key_twice(sound, tmp_path, monkeypatch, column, piece):
    """The file has several row groups and pieces, so that rows are compared across them: 30,000 answers, then two of
    them swapped or the same."""
    monkeypatch.setattr(sql, "PIECE", piece)
    monkeypatch.setattr(sql, "SMALL", piece)
    names = [f"{group}{n:05}" for group in "abc" for n in range(10_000)]
    values = {"edition": names, "service": names, "element": [f"G1.{n}" for n in sorted(range(1, 30_001), key=str)]}
    rows = sound["staged.given_answers"].join(pl.DataFrame({"other": values[column]}), how="cross")
    rows = rows.with_columns(pl.col("other").alias(column)).drop("other")
    file = tmp_path / "answers.parquet"

    def passes(frame):
        frame.write_parquet(file, row_group_size=1_000)
        try:
            sql.check_file("staged.given_answers", file, frame.height)
        except (sql.ModelError, BrokenSchema):
            return False
        return True

    assert passes(rows)
    for at in (0, 999, 9_999, 15_000, 19_999, 29_998):
        swapped = [*range(at), at + 1, at, *range(at + 2, 30_000)]
        assert not passes(rows[swapped])
        assert not passes(rows[[*range(at + 1), at, *range(at + 2, 30_000)]])


def test_shapes_keys_and_types_count_too(sound):
    for table in ("staged.services", "scored.precision", "public.answers"):
        frame, schema = sound[table], SCHEMAS[table]
        first = frame.columns[0]
        for other in (
            pl.concat([frame, frame]), frame.drop(first), frame.rename({first: "x"}),
            frame.select(reversed(frame.columns)), frame.with_columns(pl.lit(1).alias(first)),
            frame.with_columns(more=pl.lit(1)),
        ):  # fmt: skip
            assert not keeps_to(schema, other)
            assert errors(schema, other) is not None, (table, other.columns)
        assert keeps_to(schema, empty(schema)) and errors(schema, empty(schema)) is None
        assert key(schema)


def test_what_a_table_is_needs_neither_polars_nor_pandera():
    """The names, keys and descriptions of all tables; polars takes longer to load than `rating list` to run."""
    code = """
import sys
from pipeline.schemas import LINEAGE, SCHEMAS, columns, describe, key
for table, schema in (SCHEMAS | LINEAGE).items():
    assert describe(table) and set(key(schema)) <= {c.name for c in columns(schema) if c.description and c.sql_type}
assert not {"polars", "pandera"} & sys.modules.keys()
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_frame_that_keeps_to_its_schema_is_not_shown_to_pandera(sound):
    code = """
import sys
from pipeline.schemas import SCHEMAS
from pipeline.schemas.frames import empty, require
for schema in SCHEMAS.values():
    require(schema, empty(schema))
assert "pandera" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)
    with pytest.raises(BrokenSchema) as broken:
        require(SCHEMAS["staged.services"], sound["staged.services"].with_columns(unit=pl.lit("planet")))
    assert broken.value.cases["column"].to_list() == ["unit"]
