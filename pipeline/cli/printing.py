"""Listings on standard output: tables that fit the terminal, or JSON with stable keys.

Rich is imported only when a table is printed: importing it takes longer than everything else at start-up.
"""

import re
import shutil
import sys
from collections import Counter
from dataclasses import dataclass

from pipeline.core.problems import json_text, say, visible

GAP = 2
"""Spaces between two columns."""
LEAST = 24, 16
"""Minimum widths of the first and of further text columns when wrapped; longer words are broken."""
BREAKS = re.compile(r"(?<=to) (?=\d)| (?=\()")
"""Where figures can be wrapped: `0.00 to 100.00`, `0 of 9 (9 printed)`."""
SHOWN = 3
"""Number of warnings listed of each kind, by default."""


@dataclass(frozen=True)
class Listings:
    """How a command prints its results: `--format` and `--wide`."""

    format: str = "text"
    wide: bool = False

    @property
    def json(self):
        return self.format == "json"

    def show(self, listings, **more):
        """Print listings: name -> rows (dicts with the same keys).

        JSON is one object with the listings and `more`. As text, each listing that has rows is a table below its name.
        On a terminal, tables are no wider than the terminal unless `wide` is set; elsewhere, lines have no limit.
        """
        if self.json:
            print(json_text(more | listings))
            return
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() and not self.wide else None
        tables = [_table(visible(name.replace("_", " ")), rows, width) for name, rows in listings.items() if rows]
        if tables:
            print("\n\n".join(tables))


def _table(name, rows, width):
    """Return a listing as text, with ANSI styles on a terminal, and below it the columns that did not fit."""
    from rich.console import Console
    from rich.table import Table

    columns = [_Column(name, [row[name] for row in rows]) for name in rows[0]]
    shown = _fit(columns, width) if width else columns
    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="bold")
    for c in shown:
        table.add_column(c.head, justify="right" if c.figures else "left", width=c.width, overflow="fold")
    for cells in zip(*(c.cells for c in shown), strict=True):
        table.add_row(*map(_set_in, cells))
    console = Console(highlight=False, markup=False, width=width or sum(c.width + GAP for c in shown))
    with console.capture() as captured:
        console.print(name, style="bold", soft_wrap=not width)
        console.print(table)
        if without := [c.head for c in columns if c not in shown and any(c.cells)]:
            console.print(f"not shown: {', '.join(without)} (--wide shows all columns)", style="dim")
    # Rich pads each line to the width of the table.
    return "\n".join(line.rstrip() for line in captured.get().removesuffix("\n").split("\n"))


class _Column:
    """The cells of a column as text, its full width, and its minimum width: ids, codes and figures are not broken."""

    def __init__(self, name, values):
        from rich.cells import cell_len

        self.head = visible(name.replace("_", " "))
        self.figures = all(map(_is_figure, values))
        self.cells = list(map(_shown, values))
        lines = [line for cell in self.cells for line in cell.split("\n")]
        self.width = max(map(cell_len, [self.head, *lines]))
        self.text = any(" " in cell for cell in self.cells) and not self.figures
        parts = (part for line in lines for part in BREAKS.split(line))
        self.least = max(map(cell_len, [*self.head.split(), *parts]))


def _fit(columns, width):
    """Return the columns that fit the width, narrowed as needed. Drop empty columns first, then the last ones."""
    shown, least = list(columns), iter(LEAST)
    for c in filter(lambda c: c.text, columns):
        c.least = min(c.width, next(least, LEAST[-1]))
    while sum(c.least + GAP for c in shown) - GAP > width and len(shown) > 1:
        shown.remove(([c for c in shown[1:] if not any(c.cells)] or shown)[-1])
    shown[0].least = min(shown[0].least, width)
    for c in shown:
        c.width = min(c.width, width)
    while sum(c.width + GAP for c in shown) - GAP > width:
        # Wrap text before figures.
        wide = [c for c in shown if c.width > c.least and not c.figures] or [c for c in shown if c.width > c.least]
        max(wide, key=lambda c: c.width).width -= 1
    for c in shown:
        if c.figures:
            c.cells = [BREAKS.sub("\n", cell) if len(cell) > c.width else cell for cell in c.cells]
    return shown


def _shown(value):
    """Return a cell as text. Keeps line breaks; shows other control and bidirectional characters as code points."""
    return "" if value is None else "\n".join(map(visible, str(value).split("\n")))


def _set_in(cell):
    """Indent a cell that begins with spaces as a whole, including its wrapped lines."""
    from rich.padding import Padding

    depth = len(cell) - len(cell.lstrip(" "))
    return Padding(cell.lstrip(" "), (0, 0, 0, depth)) if depth else cell


def _is_figure(value):
    return value is None or not isinstance(value, str) or value.lstrip("+-")[:1].isdigit() or value in ("", "N/A")


def problems(found, every=False):
    """Print every error, the first few warnings of each kind, and the number of the rest; with `every`, print all."""
    counts = Counter()
    for p in found:
        if p.level == "warning":
            counts[p.kind] += 1
        if every or p.level != "warning" or counts[p.kind] <= SHOWN:
            say(p)
    for kind, n in counts.items():
        if n > SHOWN and not every:
            say(f'warning: {n - SHOWN} more of {n} "{kind}" (rating check --kind "{kind}" lists them)')
