"""Listings on standard output: a table for people, JSON for programs."""

import sys

from rich.console import Console
from rich.table import Table

from pipeline.core.problems import json_text, visible


def show(fmt, listings):
    """Print listings: name -> rows (dicts with the same keys). Columns of figures are set to the right.

    JSON is one document: a list where there is one listing, else an object of lists.
    """
    if fmt == "json":
        whole = next(iter(listings.values())) if len(listings) == 1 else listings
        print(json_text(whole))
        return
    # A pipe has no width: never cut a figure off.
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 1000, markup=False)
    first = True
    for name, rows in listings.items():
        if rows:
            if not first:
                console.print()
            console.print(_table(name, rows))
            first = False


def _table(name, rows):
    table = Table(
        title=visible(name), title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="bold"
    )
    for column in rows[0]:
        figures = all(_is_figure(row[column]) for row in rows)
        table.add_column(visible(column.replace("_", " ")), justify="right" if figures else "left", no_wrap=True)
    for row in rows:
        table.add_row(*map(_shown, row.values()))
    return table


def _shown(value):
    """A cell as text: its line breaks stay, and nothing else in it moves the cursor or turns the line round."""
    return "" if value is None else "\n".join(map(visible, str(value).split("\n")))


def _is_figure(value):
    return value is None or not isinstance(value, str) or value.lstrip("+-")[:1].isdigit() or value in ("", "N/A")
