"""An Altair chart as SVG inside a page, in its colours, or as a picture for the press."""

import hashlib
import os
import re
import xml.etree.ElementTree as ET
from collections import Counter
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import vl_convert

from pipeline.reporting.charts.canvas import FONT, HATCHED, NARROW, WIDE
from pipeline.reporting.charts.palette import PALETTE
from pipeline.reporting.charts.text_metrics import line_height, wrapped

PICTURE_FONT = "Liberation Sans, sans-serif"
"""In pictures: vl-convert brings it, with all Kazakh letters, so that they look the same wherever they are made."""
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")
SIZE = {"expr": "datum.size"}
SVG = "http://www.w3.org/2000/svg"
NAMES = {light: name for name, (light, _) in PALETTE.items()}

MARGIN = 24
HANDED_DOWN = ("fill", "stroke", "stroke-width", "stroke-dasharray", "text-anchor", "font-size", "font-weight")
NOT_SAID = {"role", "aria-hidden", "aria-roledescription", "font-family", "stroke-miterlimit"}
NEEDLESS = {
    "fill-opacity": "1",
    "stroke-opacity": "1",
    "opacity": "1",
    "font-weight": "normal",
    "font-style": "normal",
    "text-anchor": "start",
    "stroke-width": "0",
    "stroke-dasharray": "",
    "transform": "translate(0,0)",
}


def _written(value):
    """An attribute's value with figures of at most two decimals and without px."""
    value = re.sub(r"-?\d+\.\d+(?:e-?\d+)?", lambda m: f"{float(m[0]):.2f}".rstrip("0").rstrip("."), value)
    return value.removesuffix("px").lstrip("-") if value.endswith("px") else value


def _tidied(node):
    """An element's children without what Vega adds for its own use: groups that say nothing, backgrounds, roles."""
    children = []
    for child in node:
        child.tag = child.tag.rpartition("}")[2]
        kind = child.attrib.pop("class", "").split()
        if "background" in kind or "foreground" in kind:
            continue
        if child.get("stroke-width") == "0":
            child.attrib.pop("stroke", None)
        said = {name: _written(value) for name, value in child.attrib.items() if name not in NOT_SAID}
        child.attrib = {name: value for name, value in said.items() if NEEDLESS.get(name) != value}
        child[:] = _tidied(child)
        if child.tag == "g" and (not child.attrib or not len(child)):
            # The halo of texts is asked for by their group.
            if "mark-text" not in kind:
                children += child
                continue
            child.set("class", "texts")
        _simplify(child)
        if children and _follows(children[-1], child):
            children[-1].set("d", children[-1].get("d") + child.get("d"))
        else:
            children.append(child)
    return children


def _simplify(node):
    """Where a text, line or dot is, said by its own attributes instead of by a transform."""
    at = re.fullmatch(r"translate\((-?[\d.]+),(-?[\d.]+)\)", node.get("transform", ""))
    round_ = re.fullmatch(r"M([\d.]+),0A\1,\1,0,1,1,-\1,0A\1,\1,0,1,1,\1,0Z?", node.get("d", ""))
    if not at:
        return
    x, y = at.groups()
    if node.tag == "text":
        node.attrib = {"x": x, "y": y, **_without(node, "transform")}
        for line in node[1:]:
            line.set("x", x)
    elif node.tag == "line":
        over, down = (float(node.get(name, 0)) for name in ("x2", "y2"))
        if not over:
            end = f"v{_written(str(down))}"
        else:
            end = f"l{_written(str(over))},{_written(str(down))}" if down else f"h{_written(str(over))}"
        node.tag, node.attrib = "path", {"d": f"M{x},{y}{end}", **_without(node, "transform", "x2", "y2")}
    elif round_:
        node.tag, node.attrib = "circle", {"cx": x, "cy": y, "r": round_[1], **_without(node, "transform", "d")}


def _without(node, *names):
    return {name: value for name, value in node.attrib.items() if name not in names}


def _follows(before, node):
    """Whether two marks are lines that look alike: they can be one path."""
    return (
        node.tag == before.tag == "path"
        and "Z" not in node.get("d") + before.get("d")
        and _without(node, "d") == _without(before, "d")
    )


def _hand_down(node):
    """What most children of a group say alike is said once, by the group."""
    for child in node:
        _hand_down(child)
    for name in HANDED_DOWN if node.tag == "g" else ():
        values = Counter(child.get(name) for child in node)
        if None not in values and name not in node.attrib:
            common = values.most_common(1)[0][0]
            node.set(name, common)
            for child in node:
                if child.get(name) == common:
                    del child.attrib[name]


@cache
def _converter():
    """vl-convert, with its own fonts before the machine's. A machine's Liberation Sans may be an old one without Kazakh
    letters, and these then come from any font. It reads the machine's fonts once, from where FONTCONFIG_FILE says: from
    nowhere."""
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
    """An Altair chart as an SVG element without size and font. `colour` says how a name of the palette is written; ids
    begin with what the chart and `key` give, so that no two drawings share one."""
    # The kinds of layers are few and the tests validate them; to do so for each chart takes as long as to draw it.
    spec = chart.to_dict(validate=False)
    for layer in spec.get("layer", ()):
        mark = layer.get("mark")
        if isinstance(mark, dict) and mark.get("fontSize") == SIZE:
            # Vega measures every text, which takes longer than all the rest; below 0 it does not, and writes the same.
            mark["fontSize"] = {"expr": f"-{SIZE['expr']}"}
    text = _converter().vegalite_to_svg(spec)
    own = "c" + hashlib.sha256(f"{key}\n{text}".encode()).hexdigest()[:8]
    root = ET.fromstring(text)
    size = root.get("width"), root.get("height")
    root[:] = _tidied(root)
    root.tag, root.attrib = "svg", {"xmlns": SVG, "viewBox": f"0 0 {size[0]} {size[1]}", "fill": "none"}
    hatched = set()
    for node in root.iter():
        for name, value in node.attrib.items():
            if name == "id":
                node.set(name, f"{own}-{value}")
            elif value.startswith("url(#") or name.endswith("href"):
                node.set(name, value.replace("#", f"#{own}-", 1))
        if node.get("fill-opacity") == str(HATCHED) and node.get("fill", "") in NAMES:
            del node.attrib["fill-opacity"]
            name = NAMES[node.get("fill", "")]
            hatched.add(name)
            node.set("fill", f"url(#{own}-{name})")
        for name in ("fill", "stroke", "stop-color"):
            if node.get(name, "") in NAMES:
                node.set(name, colour(NAMES[node.get(name, "")]))
        if node.attrib.pop("class", ""):
            # A label stays legible where it crosses a line.
            halo = {"stroke": colour("paper"), "stroke-width": "3", "stroke-linejoin": "round", "paint-order": "stroke"}
            node.attrib |= halo
    _hand_down(root)
    if hatched:
        root.insert(0, _hatchings(own, sorted(hatched), colour))
    return root


def _hatchings(own, names, colour):
    defs = ET.Element("defs")
    for name in names:
        pattern = {"width": "6", "height": "6", "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
        pattern = ET.SubElement(defs, "pattern", {"id": f"{own}-{name}", **pattern})
        ET.SubElement(pattern, "path", {"d": "M1,0v6", "stroke": colour(name), "stroke-width": "1.2"})
    return defs


def svg(chart, inline=True, labelled_by="", key="", kind=""):
    """An Altair chart as SVG text; the same chart gives the same bytes.

    Inline: for a page. It has no size of its own but a viewBox, its colours are the page's variables (`css_variables`;
    by themselves light), it is an image with the name of the element `labelled_by`, or hidden from screen readers where
    none is given: the page then says by a text or a table what it shows. Else: a file of its own, light, with its size.
    `key` keeps the ids of the same chart apart where a page shows it twice; `kind` becomes the class.
    """
    if not inline:
        root = _drawn(chart, lambda name: PALETTE[name][0], key)
        _, _, width, height = root.get("viewBox").split()
        root.attrib |= {"width": width, "height": height}
    else:
        root = _drawn(chart, lambda name: f"var(--c-{name},{PALETTE[name][0]})", key)
        root.attrib |= {"role": "img", "aria-labelledby": labelled_by} if labelled_by else {"aria-hidden": "true"}
    if kind:
        root.set("class", kind)
    root.set("font-family", FONT)
    return ET.tostring(root, encoding="unicode")


def both(draw, rows, labelled_by="", key="", **options):
    """The inline SVG of a chart for wide and for narrow screens, one after the other; the page's CSS shows one."""
    return "".join(
        svg(draw(rows, width=width, **options), labelled_by=labelled_by, key=key, kind=kind)
        for width, kind in ((WIDE, "drawn-wide"), (NARROW, "drawn-narrow"))
    )


def press(chart, title, source, fmt, theme="light"):
    """A chart with its title above and its source below, as the bytes of an SVG or (twice the size) a PNG.

    Raises ValueError for another format or theme.

    """
    if fmt not in ("svg", "png"):
        raise ValueError(f'no picture of a chart is made as "{fmt}" (svg or png)')
    if theme not in ("light", "dark"):
        raise ValueError(f'there is no theme "{theme}" (light or dark)')
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
    """A text in lines from y on; where it ends."""
    for line in wrapped(text, width, size, bold):
        y += line_height(size)
        place = {"x": f"{MARGIN}", "y": f"{y - size * 0.25:g}", "font-size": f"{size}", "fill": colour}
        ET.SubElement(root, "text", place | ({"font-weight": "bold"} if bold else {})).text = line
    return y
