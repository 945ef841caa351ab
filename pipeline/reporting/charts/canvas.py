"""The marks of a chart: positions in px from the top left, colours as names of the palette."""

from typing import NamedTuple

from pipeline.reporting.charts.text_metrics import clean, line_height

FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif'
WIDE, NARROW = 640, 360
"""Widths of a drawing, for a desktop and for a phone: text is 12 to 15 px at both."""


class Bar(NamedTuple):
    """`look`: solid, hatched (unknown) or pale (a printed score); the last two have an outline."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    look: str


class Line(NamedTuple):
    """`dash`: lengths of strokes and gaps, or empty for a solid line."""

    x: float
    y: float
    x2: float
    y2: float
    colour: str
    width: float
    dash: tuple


class Dot(NamedTuple):
    x: float
    y: float
    radius: float
    colour: str
    fill: str


class Text(NamedTuple):
    """Lines of text; `y` is the baseline of the first one."""

    x: float
    y: float
    lines: tuple
    colour: str
    align: str
    size: float
    bold: bool


class Chart(NamedTuple):
    """`layers`: lists of marks, each layer above the previous one."""

    width: float
    height: float
    layers: tuple


class Canvas:
    """Collects the marks of one chart: grid, bars, lines, dots and texts, drawn in this order."""

    def __init__(self, width):
        self.width = width
        self.grid, self.bars, self.lines, self.dots, self.texts = ([] for _ in range(5))

    def bar(self, x, x2, y, height, colour, look="solid"):
        """Add a bar from x to x2, with its top at y."""
        self.bars.append(Bar(x, y, x2 - x, height, colour, look))

    def line(self, x, y, x2, y2, colour="ink", width=1, dash=(), behind=False):
        """Add a line above the bars, or `behind` them."""
        (self.grid if behind else self.lines).append(Line(x, y, x2, y2, colour, width, dash))

    def span(self, x, x2, y, colour="unknown", tick=5, width=2):
        """Add a range of unknown values: a line with ticks at its ends."""
        self.line(x, y, x2, y, colour, width)
        for end in (x, x2):
            self.line(end, y - tick, end, y + tick, colour, width)

    def dot(self, x, y, colour, radius=4.5, hollow=False):
        self.dots.append(Dot(x, y, radius, colour, "paper" if hollow else colour))

    def text(self, x, y, text, colour="ink", align="left", size=13, bold=False):
        """Add a text, or a list of lines; y is the middle of all its lines."""
        lines = tuple(clean(line) for line in ([text] if isinstance(text, str) else text))
        if any(lines):
            first = y - line_height(size) * (len(lines) - 1) / 2 + size * 0.35
            self.texts.append(Text(x, first, lines, colour, align, size, bold))

    def chart(self, height):
        """Return the `Chart` of these marks."""
        return Chart(self.width, round(height), (self.grid, self.bars, self.lines, self.dots, self.texts))
