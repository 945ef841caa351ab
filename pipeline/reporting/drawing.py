"""A chart in a page's facts: what is drawn of which rows. A page shows it inline, `rating chart` as a picture."""

import json
from functools import cache
from typing import NamedTuple

from pipeline.reporting import charts
from pipeline.reporting.charts.svg import both


class Drawing(NamedTuple):
    """A chart of `charts` by its name, its rows and options as JSON: equal ones are drawn once."""

    kind: str
    rows: str
    options: str

    def __html__(self):
        """Inline SVG for wide and narrow screens, which Jinja takes as it is."""
        return _inline(self)

    def chart(self):
        """The `Chart`, for a wide screen."""
        return getattr(charts, self.kind)(json.loads(self.rows), **json.loads(self.options))


def drawn(kind, rows, **options):
    """The `Drawing` of rows (dicts) in a reader's words. The page says in words what it shows."""
    return Drawing(kind, json.dumps(rows), json.dumps(options))


@cache
def _inline(drawing):
    return both(getattr(charts, drawing.kind), json.loads(drawing.rows), **json.loads(drawing.options))
