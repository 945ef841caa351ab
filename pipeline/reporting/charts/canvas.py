"""Marks on a sheet, which Altair makes a chart of.

Places are in px from the top left. They are computed here and in the charts, not by scales and axes of Vega: names that
wrap and labels that give way to each other need them. All marks of a kind are one layer, which draws fast.
"""

from functools import cache

import altair as alt

from pipeline.reporting.charts.palette import PALETTE
from pipeline.reporting.charts.text_metrics import LEADING, clean, line_height

FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif'
WIDE, NARROW = 640, 360
"""Widths of a drawing, for a desktop and for a phone: text is 12 to 15 px at both."""
HATCHED = 0.25
"""The opacity that Vega is told for what becomes hatched: a fill of its own it does not have."""


@cache
def _layer(kind):
    """The layer of a kind of marks, without data. All that varies from mark to mark is read from its row."""
    x, y = alt.X("x:Q", scale=None, axis=None), alt.Y("y:Q", scale=None, axis=None)
    x2, y2 = alt.X2("x2:Q"), alt.Y2("y2:Q")
    fill, stroke = (c("colour:N", scale=None, legend=None) for c in (alt.Fill, alt.Stroke))
    own = ("opacity", "edge", "width", "dash", "size", "weight", "align", "area")
    of = {name: alt.expr(f"datum.{name}") for name in own}
    chart = alt.Chart(alt.NamedData(name=kind))
    if kind == "bars":
        chart = chart.encode(x, y, x2, y2, fill, stroke)
        return chart.mark_rect(fillOpacity=of["opacity"], strokeWidth=of["edge"])
    if kind in ("grid", "lines"):
        return chart.encode(x, y, x2, y2, stroke).mark_rule(strokeWidth=of["width"], strokeDash=of["dash"])
    if kind == "dots":
        chart = chart.encode(x, y, stroke, alt.Fill("fill:N", scale=None, legend=None))
        return chart.mark_point(shape="circle", fillOpacity=1, opacity=1, size=of["area"], strokeWidth=2)
    return chart.encode(x, y, alt.Text("text:N"), fill).mark_text(
        align=of["align"],
        baseline="alphabetic",
        fontSize=of["size"],
        fontWeight=of["weight"],
        lineBreak="\n",
        lineHeight=alt.expr(f"datum.size * {LEADING}"),
    )


class Sheet:
    """Marks that become one chart. Colours are names of the palette. The kinds of marks lie over each other: grid,
    bars, lines, dots, texts."""

    def __init__(self, width):
        self.width = width
        self.marks = {kind: [] for kind in ("grid", "bars", "lines", "dots", "texts")}

    def bar(self, x, x2, y, height, colour, look="solid"):
        """A bar from x to x2, with its top at y: solid, hatched (not known) or pale (taken over); these have an
        edge."""
        opacity = {"solid": 1, "hatched": HATCHED, "pale": 0.45}[look]
        shade = {"colour": PALETTE[colour][0], "opacity": opacity, "edge": int(look != "solid")}
        self.marks["bars"].append({"x": x, "x2": x2, "y": y, "y2": y + height, **shade})

    def line(self, x, y, x2, y2, colour="ink", width=1, dash=(), kind="lines"):
        self.marks[kind].append(
            {"x": x, "y": y, "x2": x2, "y2": y2, "colour": PALETTE[colour][0], "width": width, "dash": list(dash)}
        )

    def span(self, x, x2, y, colour="unknown", tick=5, width=2):
        """A range that is not known more closely: a line with ticks at its ends."""
        self.line(x, y, x2, y, colour, width)
        for end in (x, x2):
            self.line(end, y - tick, end, y + tick, colour, width)

    def dot(self, x, y, colour, radius=4.5, hollow=False):
        fill = PALETTE["paper" if hollow else colour][0]
        self.marks["dots"].append({"x": x, "y": y, "colour": PALETTE[colour][0], "fill": fill, "area": 4 * radius**2})

    def text(self, x, y, text, colour="ink", align="left", size=13, bold=False):
        """A text, or its lines; y is the middle of a line, or of all the lines."""
        lines = [clean(line) for line in ([text] if isinstance(text, str) else text)]
        if any(lines):
            first = y - line_height(size) * (len(lines) - 1) / 2 + size * 0.35
            look = {"colour": PALETTE[colour][0], "align": align, "size": size, "weight": "bold" if bold else "normal"}
            self.marks["texts"].append({"x": x, "y": first, "text": "\n".join(lines), **look})

    def chart(self, height):
        """The sheet as an Altair chart of its width and a height."""
        kinds = {kind: marks for kind, marks in self.marks.items() if marks}
        chart = alt.layer(
            *map(_layer, kinds),
            width=self.width,
            height=round(height),
            autosize=alt.AutoSizeParams(type="none"),
            padding=0,
            background="transparent",
            config=_config(),
        )
        chart.datasets = {
            kind: [{k: round(v, 2) if isinstance(v, float) else v for k, v in mark.items()} for mark in marks]
            for kind, marks in kinds.items()
        }
        return chart


@cache
def _config():
    return alt.Config(aria=False, font=FONT, view=alt.ViewConfig(stroke=None))
