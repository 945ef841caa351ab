"""Common parts of charts: rows with a name and a bar, and axes of scores or ranks."""

from pipeline.reporting.charts.canvas import NARROW, WIDE
from pipeline.reporting.charts.text_metrics import line_height, widest, wrapped

NAME, LABEL, TICK = 14, 13, 12
TICKS = (0, 25, 50, 75, 100)
GAP, SPACE = 10, 14


def some(rows, what="there are no rows to draw a chart of"):
    """Return the rows as a list. Raises ValueError if there are none."""
    rows = list(rows)
    if not rows:
        raise ValueError(what)
    return rows


def is_narrow(width):
    return width < (WIDE + NARROW) / 2


def axis_end(rows, left, right):
    """Return the x at which an axis from 0 at `left` must end, so that each label fits between its bar and `right`."""
    ends = [right - widest(["100"], TICK) / 2]
    for row in rows:
        if row["high"]:
            ends.append(left + (right - left - 8 - widest([row["label"]], LABEL)) * 100 / row["high"])
    return max(min(ends), left + (right - left) * 0.3)


def named_row(canvas, text, x, y, room, bar, above, size=NAME, bold=False, gap=8):
    """Draw a name beside its bar or above it, from x, at most `room` wide. Returns the y of the middle of its first
    line, of the middle of its bar, and of the next row."""
    lines = wrapped(text, room, size, bold)
    height = line_height(size) * len(lines)
    middle = y + (gap / 2 + height / 2 if above else (max(height, bar) + gap) / 2)
    canvas.text(x, middle, lines, size=size, bold=bold)
    first = middle - (height - line_height(size)) / 2
    if above:
        return first, y + gap / 2 + height + 2 + bar / 2, y + height + bar + gap + 6
    return first, middle, y + max(height, bar) + gap


class Scale:
    """Maps scores or ranks to x between `left` and `right` of a canvas; labels end before `edge`."""

    def __init__(self, canvas, left, right, low=0, high=100, edge=None):
        self.canvas, self.left, self.right, self.low, self.high = canvas, left, right, low, high
        self.edge = edge or canvas.width

    def __call__(self, value):
        return self.left + (self.right - self.left) * (value - self.low) / (self.high - self.low)

    def grid(self, top, bottom, ticks=None, both_ends=False, zero=True):
        """Draw grid lines with their values above, and also below a long chart. `zero` is false for charts with names
        above the bars, which start at the line at 0."""
        for tick in ticks or TICKS:
            x, edge = self(tick), tick == 0 or self(tick) < TICK
            if tick or zero:
                self.canvas.line(x, top, x, bottom, "grid" if tick else "muted", behind=True)
            for y in (top - 9, bottom + 10)[: 2 if both_ends else 1]:
                self.canvas.text(x, y, str(tick), "muted", "left" if edge else "center", TICK)

    def score(self, row, y, height, colour):
        """Draw the bar of a known score (a thin one for 0) or the range of bounds, with its label; a score that does
        not apply has only the label. y is the middle."""
        end = self.left
        if row["score"] is not None:
            end = max(self(row["score"]), self.left + 2)
            self.canvas.bar(self.left, end, y - height / 2, height, colour)
        elif row["low"] is not None:
            end = self(row["high"])
            self.canvas.span(self(row["low"]), end, y, tick=height / 2 - 1)
        self.label(end, y, row["label"], "muted" if row["score"] is None else "ink")

    def label(self, end, y, text, colour, bold=False):
        """Draw a text to the right of `end`."""
        lines = wrapped(text, self.edge - end - 5, LABEL, bold)
        self.canvas.text(end + 6, y, lines, colour, size=LABEL, bold=bold)


def unit_of(row):
    return row.get("unit", row["name"])
