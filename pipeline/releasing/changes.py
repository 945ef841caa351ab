"""Two releases (or folders of tables) cell by cell: what of the schema, which rows, which cells differ, and whether it
is words or figures that do."""

from dataclasses import dataclass

import polars as pl
import pyarrow.parquet as pq

from pipeline.releasing.versions import KINDS, MAJOR, MINOR, PATCH
from pipeline.schemas import SCHEMAS, columns, key

COLUMNS = ["table", "row", "column", "kind", "old", "new", "difference"]


@dataclass(frozen=True, eq=False)
class Changes:
    """`schema`: (table, column, what, kind of version); `cells`: a frame with COLUMNS, `row` the key joined by `/`."""

    schema: list
    cells: pl.DataFrame

    @property
    def words(self):
        """True for each cell that holds only words."""
        return self.cells.select(
            pl.struct("table", "column", "kind").map_elements(
                lambda c: c["kind"] == "changed" and c["column"] in _words(c["table"]), return_dtype=pl.Boolean
            )
        ).to_series()

    @property
    def kind(self):
        """The least kind of version that these changes ask for, or None where nothing differs."""
        kinds = [kind for *_, kind in self.schema]
        if self.cells.height:
            kinds.append(PATCH if self.words.all() else MINOR)
        return max(kinds, key=KINDS.index, default=None)


def read_tables(folder):
    """Table -> frame, of a release or another folder of Parquet files (with or without a folder `parquet`)."""
    inner = folder / "parquet"
    found = sorted((inner if inner.is_dir() else folder).glob("*.parquet"))
    return {path.stem: pl.from_arrow(pq.ParquetFile(path).read()) for path in found}


def compare(before, after):
    """What differs between two sets of tables (name -> frame). Rows are matched by the grain of the table's schema."""
    schema, parts = [], [pl.DataFrame(schema=_SCHEMA)]
    for table in sorted(before.keys() - after.keys()):
        schema.append((table, "", "table went away", MAJOR))
    for table in sorted(after.keys() - before.keys()):
        schema.append((table, "", "table is new", MINOR))
    for table in sorted(before.keys() & after.keys()):
        old, new = before[table], after[table]
        for name in old.columns:
            if name not in new.columns:
                schema.append((table, name, "column went away", MAJOR))
            elif old.schema[name] != new.schema[name]:
                schema.append((table, name, f"was {old.schema[name]}, is {new.schema[name]}", MAJOR))
        for name in new.columns:
            if name not in old.columns:
                schema.append((table, name, "column is new", MINOR))
        parts.append(_cells(table, old, new))
    return Changes(schema, pl.concat(parts))


_SCHEMA = dict.fromkeys(COLUMNS, pl.String) | {"difference": pl.Float64}


def _cells(table, old, new):
    names = _key(table, old, new)
    shared = [c for c in old.columns if c in new.columns and c not in names]
    # A column of our own marks each side: a key may have nulls in tables that are not ours.
    both = old.with_columns(pl.lit(True).alias("\0old")).join(
        new.with_columns(pl.lit(True).alias("\0is")),
        on=names,
        how="full",
        suffix="\0new",
        nulls_equal=True,
        maintain_order="left_right",
    )
    gone, added = pl.col("\0is").is_null(), pl.col("\0old").is_null()
    shown = [
        pl.coalesce(n, f"{n}\0new").cast(pl.String).fill_null("") for n in names if n != "edition" or len(names) == 1
    ]
    place = {"table": pl.lit(table), "row": pl.concat_str(shown, separator="/")}
    nothing = {"old": pl.lit(None, pl.String), "new": pl.lit(None, pl.String), "difference": pl.lit(None, pl.Float64)}
    parts = [
        both.filter(condition).select(**place, column=pl.lit(""), kind=pl.lit(kind), **nothing)
        for condition, kind in ((gone, "row went away"), (added, "row is new"))
    ]
    there = both.filter(~gone & ~added)
    for name in shared:
        was, now = pl.col(name), pl.col(f"{name}\0new")
        dtype = old.schema[name]
        if dtype != new.schema[name]:
            continue
        difference = (now - was).cast(pl.Float64) if dtype.is_numeric() else pl.lit(None, pl.Float64)
        parts.append(
            there.filter(was.ne_missing(now)).select(
                **place,
                column=pl.lit(name),
                kind=pl.lit("changed"),
                old=_text(was, dtype),
                new=_text(now, dtype),
                difference=difference,
            )
        )
    return pl.concat(part.select(COLUMNS) for part in parts)


def _text(cell, dtype):
    """Figures as a CSV file has them: 100, not 100.0."""
    return cell.cast(pl.String).str.strip_suffix(".0") if dtype.is_float() else cell.cast(pl.String)


def _key(table, old, new):
    """The columns that rows are matched by: the grain of our table of that name, else all columns that are shared."""
    shared = [c for c in old.columns if c in new.columns]
    for group in ("public", "scored", "staged"):
        schema = SCHEMAS.get(f"{group}.{table}")
        names = key(schema) if schema is not None else []
        if names and set(names) <= set(shared) and not (old.select(names).is_duplicated().any()):
            return names
    return shared


def _words(table):
    schema = SCHEMAS.get(f"public.{table}")
    return {c.name for c in columns(schema) if c.words} if schema is not None else set()
