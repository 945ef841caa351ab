"""Comparison of two releases (or folders of tables): differences of schemas, rows and cells, and whether they concern
only words."""

from dataclasses import dataclass

import polars as pl
import pyarrow.parquet as pq

from pipeline.core.figures import rounded
from pipeline.releasing.markdown import plain, tamed
from pipeline.releasing.versions import KINDS, MAJOR, MINOR, PATCH
from pipeline.schemas import SCHEMAS, columns, key

COLUMNS = ["table", "row", "column", "kind", "old", "new", "difference"]


@dataclass(frozen=True, eq=False)
class Changes:
    """`schema`: (table, column, difference, kind of version); `cells`: a frame with COLUMNS, in which `row` is the key,
    joined by `/`."""

    schema: list
    cells: pl.DataFrame

    @property
    def words(self):
        """True for each cell that changed and has only words."""
        return self.cells.select(
            pl.struct("table", "column", "kind").map_elements(
                lambda c: c["kind"] == "changed" and c["column"] in _words(c["table"]), return_dtype=pl.Boolean
            )
        ).to_series()

    @property
    def kind(self):
        """The lowest kind of version that these changes require, or None if nothing differs."""
        kinds = [kind for *_, kind in self.schema]
        if self.cells.height:
            kinds.append(PATCH if self.words.all() else MINOR)
        return max(kinds, key=KINDS.index, default=None)


def read_tables(folder):
    """Return table -> frame of a release or any folder of Parquet files (with or without a folder `parquet`)."""
    inner = folder / "parquet"
    found = sorted((inner if inner.is_dir() else folder).glob("*.parquet"))
    return {path.stem: pl.from_arrow(pq.ParquetFile(path).read()) for path in found}


def compare(before, after):
    """Compare two sets of tables (name -> frame). Rows are matched by the key of the table's schema. Returns
    `Changes`."""
    schema, parts = [], [pl.DataFrame(schema=_SCHEMA)]
    for table in sorted(before.keys() - after.keys()):
        schema.append((table, "", "table removed", MAJOR))
    for table in sorted(after.keys() - before.keys()):
        schema.append((table, "", "table added", MINOR))
    for table in sorted(before.keys() & after.keys()):
        old, new = before[table], after[table]
        for name in old.columns:
            if name not in new.columns:
                schema.append((table, name, "column removed", MAJOR))
            elif old.schema[name] != new.schema[name]:
                schema.append((table, name, f"type changed from {old.schema[name]} to {new.schema[name]}", MAJOR))
        for name in new.columns:
            if name not in old.columns:
                schema.append((table, name, "column added", MINOR))
        parts.append(_cells(table, old, new))
    return Changes(schema, pl.concat(parts))


_SCHEMA = dict.fromkeys(COLUMNS, pl.String) | {"difference": pl.Float64}


def _cells(table, old, new):
    names = _key(table, old, new)
    shared = [c for c in old.columns if c in new.columns and c not in names]
    # An extra column marks each side, because keys of foreign tables can have nulls.
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
        for condition, kind in ((gone, "row removed"), (added, "row added"))
    ]
    matched = both.filter(~gone & ~added)
    for name in shared:
        was, now = pl.col(name), pl.col(f"{name}\0new")
        dtype = old.schema[name]
        if dtype != new.schema[name]:
            continue
        difference = (now - was).cast(pl.Float64) if dtype.is_numeric() else pl.lit(None, pl.Float64)
        parts.append(
            matched.filter(was.ne_missing(now)).select(
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
    """Return cells as text; numbers as in a CSV file: 100, not 100.0."""
    return cell.cast(pl.String).str.strip_suffix(".0") if dtype.is_float() else cell.cast(pl.String)


def _key(table, old, new):
    """Return the columns that rows are matched by: the key of the schema of that name, else all shared columns."""
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


SAID = 20
"""The most changes of scores and ranks that a changelog lists; the CSV file has them all."""

# All weights change with each answer that stops or starts to apply, so they are counted, not listed.
COUNTED = ["answer_weights"]

GONE = ["companies", "services", "selection", "sources"]
"""Tables of which removed rows are listed by key."""


def changes_csv(changes):
    """Return the changed cells as CSV, those of COUNTED left out."""
    listed = changes.cells.filter(~pl.col("table").is_in(COUNTED))
    order = pl.col("difference").abs().fill_null(0)
    return listed.sort(order, "table", "row", "column", descending=[True, False, False, False]).write_csv(
        line_terminator="\n", float_scientific=False
    )


def section(about, changes, corrections):
    """Return the changelog's section of one version. `corrections`: the new ones, as dicts."""
    lines = [f"## {about.version} ({about.released})", ""]
    if about.note:
        lines += [plain(about.note), ""]
    if changes is None:
        return "\n".join([*lines, "First release.", ""])
    lines += [f"Since {about.previous}:", ""]
    lines += [
        f"- {plain(f'table {table}')}{plain(f', column {column}') if column else ''}: {plain(what)}"
        for table, column, what, _ in changes.schema
    ]
    lines += [_correction(row) for row in corrections]
    moved = list(_movements(changes.cells))
    lines += [f"- {plain(text)}" for text in moved[:SAID]]
    if len(moved) > SAID:
        lines.append(f"- {len(moved) - SAID} more changes of scores and ranks, in changes_since/{about.previous}.csv")
    for table in GONE:
        gone = changes.cells.filter((pl.col("table") == table) & (pl.col("kind") == "row removed"))["row"].to_list()
        if gone:
            more = f" and {len(gone) - SAID} more" if len(gone) > SAID else ""
            lines.append(f"- removed {table}: {plain(', '.join(gone[:SAID]))}{more}")
    lines += list(_counts(changes.cells))
    if not changes.cells.height and not changes.schema:
        lines.append("- no table changed")
    return "\n".join([*lines, ""])


def _correction(row):
    where = "/".join(row[name] for name in ("company", "service", "strand", "element") if row[name] not in ("", "all"))
    old, new, reason = (plain(row[name]) for name in ("old", "new", "reason"))
    return f'- corrected: {plain(where)}, {plain(row["column"])} "{old}" to "{new}": {reason}'


def _movements(cells):
    """Yield the changes of scores and ranks of companies and services, the largest first."""
    scores = cells.filter(
        pl.col("table").is_in(["company_scores", "service_scores"]) & (pl.col("column") == "score")
    ).sort(pl.col("difference").abs().fill_null(1e9), "table", "row", descending=[True, False, False])
    ranks = {
        (r["table"], r["row"]): (r["old"], r["new"])
        for r in cells.filter(pl.col("column") == "rank").iter_rows(named=True)
    }
    for r in scores.iter_rows(named=True):
        *who, scope = r["row"].split("/")
        text = f"{'/'.join(who)}, {scope}: {_figure(r['old'])} to {_figure(r['new'])}"
        if r["difference"] is not None:
            text += f" ({'' if r['difference'] < 0 else '+'}{rounded(r['difference'])})"
        if (r["table"], r["row"]) in ranks:
            text += f", {_ranked(ranks.pop((r['table'], r['row'])))}"
        yield text
    # A rank can change alone: scores of other companies changed, or the rule of ranking did.
    for (table, row), moved in sorted(ranks.items()):
        if table in ("company_scores", "service_scores") and None not in moved:
            *who, scope = row.split("/")
            yield f"{'/'.join(who)}, {scope}: {_ranked(moved)}"


def _ranked(moved):
    old, new = moved
    return f"rank {old or 'not determined'} to {new or 'not determined'}"


def _figure(text):
    return "not determined" if text is None else rounded(float(text))


def _counts(cells):
    """Yield the number of different cells and rows of each table."""
    for table in cells["table"].unique().sort():
        own = cells.filter(pl.col("table") == table)["kind"].value_counts().sort("kind")
        counts = (_counted(n, kind) for kind, n in own.iter_rows())
        yield f"- {plain(f'table {table}')}: {', '.join(counts)}"


def _counted(n, kind):
    what, done = kind.split() if kind.startswith("row") else ("cell", kind)
    return f"{n:,} {what}{'' if n == 1 else 's'} {done}"


def changelog(about, changes, corrections, earlier):
    """Return the whole file: this version's section, then those of the previous release's file."""
    head = f"# Changes of {about.edition}\n"
    return "\n".join([head, section(about, changes, corrections), *earlier]).rstrip() + "\n"


def sections(text):
    """Return the sections of a changelog, newest first."""
    return [f"## {tamed(part.rstrip())}\n" for part in text.split("\n## ")[1:]]
