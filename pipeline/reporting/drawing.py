"""Marks on a sheet, drawn by Altair: as SVG inside a page, in its colours, or as a picture for the press.

Places are in px from the top left. They are computed here and in `charts`, not by scales and axes of Vega: names that
wrap and labels that give way to each other need them. All marks of a kind are one layer, which draws fast.
"""

import hashlib
import os
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import altair as alt
import vl_convert

FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif'
PICTURE_FONT = "Liberation Sans, sans-serif"
"""In pictures: vl-convert brings it, with all Kazakh letters, so that they look the same wherever they are made."""
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")

WIDE, NARROW = 640, 360
"""Widths of a drawing, for a desktop and for a phone: text is 12 to 15 px at both."""

PALETTE = {
    "paper": ("#ffffff", "#14181d"),
    "soft": ("#f3f5f7", "#1f252c"),
    "ink": ("#1b2026", "#e9edf1"),
    "muted": ("#56616c", "#a3aeb9"),
    "line": ("#cdd4da", "#3c454f"),
    "grid": ("#e1e5e9", "#2c343c"),
    "link": ("#0b5cad", "#7dbbf5"),
    "focus": ("#b5460f", "#ffb86b"),
    "accent": ("#0a6b78", "#45b3c2"),
    "cat1": ("#24409e", "#5279e0"),
    "cat2": ("#db6414", "#ec8632"),
    "cat3": ("#8f6fd0", "#c3a2ff"),
    "cat4": ("#2b9c86", "#86e6d1"),
    "cat5": ("#55232a", "#b05c66"),
    "cat6": ("#64520c", "#f0df55"),
    "up": ("#1c6ba0", "#63b3ec"),
    "down": ("#b34a0c", "#ee9153"),
    "unknown": ("#6b7680", "#97a3ae"),
}
"""Name -> its colour on light and on dark paper. `cat1`.. are for the categories of a methodology, by their order. All
marks stand out from the paper at 3:1, texts at 4.5:1, and the six differ for the colour-blind. No light colour stands
twice: by them a drawing's colours are known again."""

CATEGORIES = sum(name.startswith("cat") for name in PALETTE)
HATCHED = 0.25
"""The opacity that Vega is told for what becomes hatched: a fill of its own it does not have."""

SIZE = {"expr": "datum.size"}
SVG = "http://www.w3.org/2000/svg"
NAMES = {light: name for name, (light, _) in PALETTE.items()}
MARGIN, LEADING = 24, 1.25
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


def css_variables():
    """The palette as CSS: light; dark where the reader's machine or the page's `data-theme` says so; light when
    printed. And which of the two drawings of `both` is seen."""
    light, dark = ("".join(f"--c-{name}:{pair[i]};" for name, pair in PALETTE.items()) for i in (0, 1))
    return (
        f":root{{{light}}}\n"
        f'@media screen and (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{dark}}}}}\n'
        f'@media screen{{:root[data-theme="dark"]{{{dark}}}}}\n'
        ".drawn-narrow{display:none!important}\n"
        "@media screen and (max-width:34rem){.drawn-wide{display:none!important}"
        ".drawn-narrow{display:block!important}}\n"
    )


def category(position):
    """The colour of the category at a position, the first is 1; after the last one they start again."""
    return f"cat{(position - 1) % CATEGORIES + 1}"


@cache
def clean(text):
    """A text on one line, without the characters that XML can't hold."""
    text = "".join(" " if c.isspace() else c for c in str(text))
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs") and ord(c) & 0xFFFE != 0xFFFE)
    return " ".join(text.split(" ")).strip()


@cache
def _em(character):
    """How wide a character is, in em: what the widest of the usual fonts (DejaVu Sans, Verdana) needs."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.3 if unicodedata.category(character) == "So" else 1.04
    if character in "ijlftr|!'.,:;()[]{}/\\IJіїІЇӀ· ‐-":
        return 0.37
    if character in "mwMW@%—…+−=<>ЖШЩЮФМДҒӘжшщюфыОӨOQG":
        return 0.9
    return 0.74 if character.isupper() else 0.64


def text_width(text, size, bold=False):
    """About how many px a text takes: rather too many than too few."""
    return sum(map(_em, text)) * size * (1.12 if bold else 1)


def widest(texts, size, bold=False):
    return max((text_width(clean(text), size, bold) for text in texts), default=0)


def wrapped(text, width, size, bold=False):
    """Lines of a text that fit a width; a word that doesn't is broken. Nothing is left out."""
    lines = [""]
    for word in clean(text).split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, size, bold) <= width:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for character in word:
            if lines[-1] and text_width(lines[-1] + character, size, bold) > width:
                lines.append("")
            lines[-1] += character
    return lines


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
        mark = chart.mark_rect(fillOpacity=of["opacity"], strokeWidth=of["edge"])
        return mark.encode(x, y, x2, y2, fill, stroke)
    if kind in ("grid", "lines"):
        mark = chart.mark_rule(strokeWidth=of["width"], strokeDash=of["dash"])
        return mark.encode(x, y, x2, y2, stroke)
    if kind == "dots":
        mark = chart.mark_point(shape="circle", fillOpacity=1, opacity=1, size=of["area"], strokeWidth=2)
        return mark.encode(x, y, stroke, alt.Fill("fill:N", scale=None, legend=None))
    mark = chart.mark_text(
        align=of["align"],
        baseline="alphabetic",
        fontSize=of["size"],
        fontWeight=of["weight"],
        lineBreak="\n",
        lineHeight=alt.expr(f"datum.size * {LEADING}"),
    )
    return mark.encode(x, y, alt.Text("text:N"), fill)


def line_height(size):
    return size * LEADING


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
        if node.get("fill-opacity") == str(HATCHED) and node.get("fill") in NAMES:
            del node.attrib["fill-opacity"]
            name = NAMES[node.get("fill")]
            hatched.add(name)
            node.set("fill", f"url(#{own}-{name})")
        for name in ("fill", "stroke", "stop-color"):
            if node.get(name) in NAMES:
                node.set(name, colour(NAMES[node.get(name)]))
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
