"""A chart as SVG inside a page, in the page's colours, or as a separate picture."""

import hashlib
import os
import xml.etree.ElementTree as ET
from collections import Counter
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import vl_convert

from pipeline.reporting.charts.canvas import FONT, NARROW, WIDE, Bar, Dot, Line
from pipeline.reporting.charts.palette import PALETTE
from pipeline.reporting.charts.text_metrics import line_height, wrapped

PICTURE_FONT = "Liberation Sans, sans-serif"
"""The font of pictures: vl-convert includes it, with all Kazakh letters, so that pictures look the same everywhere."""
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")
SVG = "http://www.w3.org/2000/svg"
MARGIN = 24
ANCHORS = {"left": None, "center": "middle", "right": "end"}


def _n(value):
    """Return a number as text with at most two decimals."""
    return f"{round(value, 2) + 0:g}"


def _element(tag, text=None, /, **attributes):
    """Return an SVG element without the attributes that are None; `_` in their names becomes `-`."""
    element = ET.Element(tag, {k.replace("_", "-"): str(v) for k, v in attributes.items() if v is not None})
    element.text = text
    return element


def _mark(mark, colour, pattern):
    """Return the SVG element of one mark. `colour` maps a name of the palette to CSS, `pattern` to the fill of its
    hatching."""
    if isinstance(mark, Bar):
        path = f"M{_n(mark.x)},{_n(mark.y)}h{_n(mark.width)}v{_n(mark.height)}h{_n(-mark.width)}Z"
        own = colour(mark.colour)
        fill = pattern(mark.colour) if mark.look == "hatched" else own
        edge = {} if mark.look == "solid" else {"stroke": own}
        return _element("path", d=path, fill=fill, fill_opacity=0.45 if mark.look == "pale" else None, **edge)
    if isinstance(mark, Line):
        path = f"M{_n(mark.x)},{_n(mark.y)}L{_n(mark.x2)},{_n(mark.y2)}"
        width, dash = None if mark.width == 1 else _n(mark.width), ",".join(map(_n, mark.dash)) or None
        return _element("path", d=path, stroke=colour(mark.colour), stroke_width=width, stroke_dasharray=dash)
    if isinstance(mark, Dot):
        at = {"cx": _n(mark.x), "cy": _n(mark.y), "r": _n(mark.radius)}
        return _element("circle", **at, fill=colour(mark.fill), stroke=colour(mark.colour), stroke_width=2)
    first, *more = mark.lines
    weight = "bold" if mark.bold else None
    look = {"fill": colour(mark.colour), "text_anchor": ANCHORS[mark.align], "font_size": _n(mark.size)}
    text = _element("text", first, x=_n(mark.x), y=_n(mark.y), **look, font_weight=weight)
    text.extend(_element("tspan", line, x=_n(mark.x), dy=_n(line_height(mark.size))) for line in more)
    return text


def _layer(marks, colour, pattern):
    """Return a group of marks. Lines of the same look are one path; attributes shared by most marks move to the
    group."""
    group, paths = ET.Element("g"), {}
    for element in (_mark(mark, colour, pattern) for mark in marks):
        look = tuple(sorted((k, v) for k, v in element.items() if k != "d"))
        if isinstance(marks[0], Line) and look in paths:
            paths[look].set("d", paths[look].get("d") + element.get("d"))
        else:
            paths[look] = element
            group.append(element)
    if group[0].tag == "text":
        # A halo keeps a label legible where it crosses a line.
        halo = {"stroke": colour("paper"), "stroke-width": "3", "stroke-linejoin": "round", "paint-order": "stroke"}
        group.attrib |= halo
    for name in ("fill", "stroke", "stroke-width", "text-anchor", "font-size", "font-weight"):
        values = [value for element in group if (value := element.get(name))]
        if name not in group.attrib and len(values) == len(group):
            group.set(name, Counter(values).most_common(1)[0][0])
            for element in group:
                if element.get(name) == group.get(name):
                    del element.attrib[name]
    return group


@cache
def _converter():
    """Return vl-convert with its own fonts before the system's: an old Liberation Sans of the system has no Kazakh
    letters, which would then come from any font. vl-convert reads the system's fonts only once, from the folders in
    FONTCONFIG_FILE, here an empty one; they are registered after that."""
    with TemporaryDirectory() as folder:
        none = Path(folder, "fonts.conf")
        none.write_text(f"<fontconfig><dir>{folder}</dir></fontconfig>", encoding="utf-8")
        before = os.environ.get("FONTCONFIG_FILE")
        os.environ["FONTCONFIG_FILE"] = str(none)
        try:
            vl_convert.svg_to_png(f'<svg xmlns="{SVG}" width="1" height="1"/>')
        finally:
            del os.environ["FONTCONFIG_FILE"]
            if before is not None:
                os.environ["FONTCONFIG_FILE"] = before
    for folder in FONT_FOLDERS:
        if Path(folder).is_dir():
            vl_convert.register_font_directory(folder)
    return vl_convert


def _drawn(chart, colour, key=""):
    """Return a chart as an SVG element without size and font. `colour` maps a name of the palette to CSS. Ids start
    with a hash of the chart and `key`, so that no two drawings on a page share one."""
    own = "c" + hashlib.sha256(f"{key}\n{chart}".encode()).hexdigest()[:8]
    root = _element("svg", xmlns=SVG, viewBox=f"0 0 {_n(chart.width)} {_n(chart.height)}", fill="none")
    marks = [mark for layer in chart.layers for mark in layer]
    for name in sorted({mark.colour for mark in marks if isinstance(mark, Bar) and mark.look == "hatched"}):
        turned = {"patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
        hatching = _element("pattern", id=f"{own}-{name}", width=6, height=6, **turned)
        hatching.append(_element("path", d="M1,0v6", stroke=colour(name), stroke_width=1.2))
        root.append(hatching)
    root.extend(_layer(layer, colour, lambda name: f"url(#{own}-{name})") for layer in chart.layers if layer)
    return root


def svg(chart, labelled_by="", key="", kind=""):
    """Return a chart as SVG text for a page; the same chart gives the same bytes.

    It has a viewBox instead of a size, its colours are the page's variables (see `css_variables`; light without them),
    and it is an image labelled by the element `labelled_by`, or hidden from screen readers without one, because a text
    or table of the page describes it. `key` makes ids unique if a page shows the same chart twice; `kind` becomes the
    class.
    """
    root = _drawn(chart, lambda name: f"var(--c-{name},{PALETTE[name][0]})", key)
    root.attrib |= {"role": "img", "aria-labelledby": labelled_by} if labelled_by else {"aria-hidden": "true"}
    if kind:
        root.set("class", kind)
    root.set("font-family", FONT)
    return ET.tostring(root, encoding="unicode")


def both(draw, rows, labelled_by="", key="", **options):
    """Return the inline SVGs of a chart for wide and for narrow screens; the page's CSS shows one of them."""
    return "".join(
        svg(draw(rows, width=width, **options), labelled_by=labelled_by, key=key, kind=kind)
        for width, kind in ((WIDE, "drawn-wide"), (NARROW, "drawn-narrow"))
    )


def press(chart, title, source, fmt, theme="light"):
    """Return a chart with its title above and its source below, as the bytes of an SVG or (twice the size) a PNG.

    Raises ValueError for an unknown format or theme.

    """
    if fmt not in ("svg", "png"):
        raise ValueError(f'unknown format "{fmt}" (use svg or png)')
    if theme not in ("light", "dark"):
        raise ValueError(f'unknown theme "{theme}" (use light or dark)')
    colours = {name: pair[theme == "dark"] for name, pair in PALETTE.items()}
    drawing = _drawn(chart, colours.get)
    _, _, width, height = map(float, drawing.get("viewBox").split())
    root = ET.Element("svg", {"xmlns": SVG, "fill": "none", "font-family": FONT if fmt == "svg" else PICTURE_FONT})
    ET.SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": colours["paper"]})
    y = _lines(root, title, MARGIN, width, 20, colours["ink"], bold=True)
    group = ET.SubElement(root, "g", {"transform": f"translate({MARGIN},{y + 12:g})"})
    group[:] = list(drawing)
    y = _lines(root, source, y + 12 + height + 12, width, 12, colours["muted"])
    root.attrib |= {"width": f"{width + 2 * MARGIN:g}", "height": f"{y + MARGIN:g}"}
    text = ET.tostring(root, encoding="unicode")
    return text.encode() if fmt == "svg" else _converter().svg_to_png(text, scale=2)


def _lines(root, text, y, width, size, colour, bold=False):
    """Add a text in lines from y on. Returns the y of its end."""
    for line in wrapped(text, width, size, bold):
        y += line_height(size)
        at = {"x": f"{MARGIN}", "y": f"{y - size * 0.25:g}", "font-size": f"{size}", "fill": colour}
        ET.SubElement(root, "text", at | ({"font-weight": "bold"} if bold else {})).text = line
    return y
