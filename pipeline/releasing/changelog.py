"""What moved between releases: `changes_since/<version>.csv` for programs, `CHANGELOG.md` in words."""

import polars as pl

from pipeline.core.figures import rounded
from pipeline.releasing.markdown import plain, tamed

SAID = 20
"""So many movements are told in words; the CSV file has them all."""

# The weights of all answers move with each one that stops or starts to apply: they are counted, not listed.
COUNTED = ["answer_weights"]

GONE = ["companies", "services", "selection", "sources"]
"""Tables whose rows are named when they go away."""


def changes_csv(changes):
    """Cells of answers, scores, ranks and the other tables that differ."""
    listed = changes.cells.filter(~pl.col("table").is_in(COUNTED))
    order = pl.col("difference").abs().fill_null(0)
    return listed.sort(order, "table", "row", "column", descending=[True, False, False, False]).write_csv(
        line_terminator="\n", float_scientific=False
    )


def section(about, changes, corrections):
    """The changelog's section of one version. `corrections` are those that are new in it (dicts)."""
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
        lines.append(f"- and {len(moved) - SAID} more movements, in changes_since/{about.previous}.csv")
    for table in GONE:
        gone = changes.cells.filter((pl.col("table") == table) & (pl.col("kind") == "row went away"))["row"].to_list()
        if gone:
            more = f" and {len(gone) - SAID} more" if len(gone) > SAID else ""
            lines.append(f"- {table} that went away: {plain(', '.join(gone[:SAID]))}{more}")
    lines += list(_counts(changes.cells))
    if not changes.cells.height and not changes.schema:
        lines.append("- no table differs")
    return "\n".join([*lines, ""])


def _correction(row):
    where = "/".join(row[name] for name in ("company", "service", "strand", "element") if row[name] not in ("", "all"))
    old, new, reason = (plain(row[name]) for name in ("old", "new", "reason"))
    return f'- corrected: {plain(where)}, {plain(row["column"])} "{old}" to "{new}": {reason}'


def _movements(cells):
    """Scores and places of companies and services, the largest movements first."""
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
    # A rank can move alone: others' scores moved, or ranks are worked out in another way.
    for (table, row), moved in sorted(ranks.items()):
        if table in ("company_scores", "service_scores") and None not in moved:
            *who, scope = row.split("/")
            yield f"{'/'.join(who)}, {scope}: {_ranked(moved)}"


def _ranked(moved):
    old, new = moved
    return f"place {old or 'open'} to {new or 'open'}"


def _figure(text):
    return "open" if text is None else rounded(float(text))


def _counts(cells):
    """How many cells and rows of each table differ."""
    for table in cells["table"].unique().sort():
        own = cells.filter(pl.col("table") == table)["kind"].value_counts().sort("kind")
        yield f"- {table}: " + ", ".join(f"{n} × {_SAID_OF[kind]}" for kind, n in own.iter_rows())


_SAID_OF = {"changed": "cell changed", "row is new": "row is new", "row went away": "row went away"}


def changelog(about, changes, corrections, earlier):
    """The whole file: this version's section before those of the previous release's file."""
    head = f"# Changes of {about.edition}\n"
    return "\n".join([head, section(about, changes, corrections), *earlier]).rstrip() + "\n"


def sections(text):
    """The sections of a changelog, newest first."""
    return [f"## {tamed(part.rstrip())}\n" for part in text.split("\n## ")[1:]]
