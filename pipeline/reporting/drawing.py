"""A chart as a fact of a page: its kind and rows. A page shows it inline, `rating chart` as a picture."""

import json
from functools import cache
from typing import NamedTuple

from pipeline.reporting import charts
from pipeline.reporting.charts.svg import both


class Drawing(NamedTuple):
    """A chart of `charts` by name, with its rows and options as JSON, so that equal ones are drawn once."""

    kind: str
    rows: str
    options: str

    def __html__(self):
        """Inline SVG for wide and narrow screens, which Jinja does not escape."""
        return _inline(self)

    def chart(self):
        """Return the `Chart` for a wide screen."""
        return getattr(charts, self.kind)(json.loads(self.rows), **json.loads(self.options))


def drawn(kind, rows, **options):
    """Return the `Drawing` of rows (dicts) with texts in the reader's language. The page describes it in words."""
    return Drawing(kind, json.dumps(rows), json.dumps(options))


@cache
def _inline(drawing):
    return both(getattr(charts, drawing.kind), json.loads(drawing.rows), **json.loads(drawing.options))
