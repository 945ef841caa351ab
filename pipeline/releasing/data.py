"""A release's tables as files: Parquet, CSV, and CSV for spreadsheets."""

import io

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.schemas import SCHEMAS, columns, describe, key

ARROW = {
    pl.String: pa.string(),
    pl.Int64: pa.int64(),
    pl.Int32: pa.int32(),
    pl.Float64: pa.float64(),
    pl.Boolean: pa.bool_(),
}
PUBLIC = [table.removeprefix("public.") for table in SCHEMAS if table.startswith("public.")]


OF_ALL_EDITIONS = ["series_scores"]
"""Tables with all editions of a series; all other tables have only the released edition."""


def read_public(project, edition):
    """Return table -> frame of the built public tables, as a release of that edition has them."""
    frames = {table: pl.read_parquet(project.table(f"public.{table}"), glob=False) for table in PUBLIC}
    return {t: f if t in OF_ALL_EDITIONS else f.filter(pl.col("edition") == edition) for t, f in frames.items()}


def arrow_schema(table):
    """Return the Arrow schema of a public table, with the description and unit of each column, and of the table."""
    schema = SCHEMAS[f"public.{table}"]
    fields = [
        pa.field(
            c.name,
            ARROW[c.dtype],
            c.nullable,
            {"description": c.description, **({"unit": c.unit} if c.unit else {})},
        )
        for c in columns(schema)
    ]
    return pa.schema(fields, {"description": describe(f"public.{table}"), "grain": ", ".join(key(schema))})


def parquet(table, frame):
    out = io.BytesIO()
    pq.write_table(frame.to_arrow().cast(arrow_schema(table)), out, compression="zstd", store_schema=True)
    return out.getvalue()


def csv(frame):
    """Return CSV: UTF-8, comma, `\\n`. A missing value is empty; an empty text is a pair of quotes. Numbers have all
    digits and no exponent."""
    return frame.write_csv(line_terminator="\n", float_scientific=False).encode()


def csv_for_spreadsheets(frame):
    """Return `csv` with a byte-order mark and Windows line ends; text that a spreadsheet would execute gets an
    apostrophe."""
    runs = pl.col(pl.String).str.contains(r"^[=+\-@\t\r\n＝＋－＠]")
    harmless = pl.when(runs).then(pl.lit("'") + pl.col(pl.String)).otherwise(pl.col(pl.String)).name.keep()
    safe = frame.with_columns(harmless)
    return safe.write_csv(line_terminator="\r\n", float_scientific=False, include_bom=True).encode()
