"""The charts of a rating: from plain rows, in the reader's words, to an Altair chart. No files; figures come as text.

Every function takes rows (dicts) in the order in which they are to stand, and a width: `drawing.WIDE`, or
`drawing.NARROW` for phones, where names stand above the bars. Scores are 0..100, and so are their axes. What is given
as text is shown whole: it wraps and is never cut. Where there are no rows there is nothing to draw: ValueError, and the
page says so.
"""

from itertools import groupby
from math import ceil, floor

from pipeline.reporting.drawing import CATEGORIES, NARROW, WIDE, Sheet, category, line_height, widest, wrapped

NAME, LABEL, TICK = 14, 13, 12
TICKS = (0, 25, 50, 75, 100)
GAP, SPACE = 10, 14


def _some(rows, what="there are no rows to draw a chart of"):
    """The rows as a list. Raises ValueError where there is none."""
    rows = list(rows)
    if not rows:
        raise ValueError(what)
    return rows


def _is_narrow(width):
    return width < (WIDE + NARROW) / 2


def _right(rows, left, right):
    """Where an axis from 0 at `left` ends, so that each label has room before `right` behind what it belongs to."""
    ends = [right - widest(["100"], TICK) / 2]
    for row in rows:
        if row["high"]:
            ends.append(left + (right - left - 8 - widest([row["label"]], LABEL)) * 100 / row["high"])
    return max(min(ends), left + (right - left) * 0.3)


def _row(sheet, text, x, y, room, bar, above, size=NAME, bold=False, gap=8):
    """A name beside its bar or above it, drawn from x in a room: the middle of its first line, the middle of its bar,
    and where the next row begins."""
    lines = wrapped(text, room, size, bold)
    height = line_height(size) * len(lines)
    middle = y + (gap / 2 + height / 2 if above else (max(height, bar) + gap) / 2)
    sheet.text(x, middle, lines, size=size, bold=bold)
    first = middle - (height - line_height(size)) / 2
    if above:
        return first, y + gap / 2 + height + 2 + bar / 2, y + height + bar + gap + 6
    return first, middle, y + max(height, bar) + gap


class _Scale:
    """Scores, or places, between two places on a sheet; labels end before `edge`."""

    def __init__(self, sheet, left, right, low=0, high=100, edge=None):
        self.sheet, self.left, self.right, self.low, self.high = sheet, left, right, low, high
        self.edge = edge or sheet.width

    def __call__(self, value):
        return self.left + (self.right - self.left) * (value - self.low) / (self.high - self.low)

    def grid(self, top, bottom, ticks=None, both_ends=False, zero=True):
        """Lines and what they stand for above them, and below them where the chart is long. Without the line at 0 where
        names stand above the bars and begin there."""
        for tick in ticks or TICKS:
            x, edge = self(tick), tick == 0 or self(tick) < TICK
            if tick or zero:
                self.sheet.line(x, top, x, bottom, "grid" if tick else "muted", kind="grid")
            for y in (top - 9, bottom + 10)[: 2 if both_ends else 1]:
                self.sheet.text(x, y, str(tick), "muted", "left" if edge else "center", TICK)

    def score(self, row, y, height, colour):
        """The bar of a known score, a thin one for 0, or the range of an open one; what does not apply has none. With
        its label; y is the middle."""
        end = self.left
        if row["score"] is not None:
            end = max(self(row["score"]), self.left + 2)
            self.sheet.bar(self.left, end, y - height / 2, height, colour)
        elif row["low"] is not None:
            end = self(row["high"])
            self.sheet.span(self(row["low"]), end, y, tick=height / 2 - 1)
        self.label(end, y, row["label"], "muted" if row["score"] is None else "ink")

    def label(self, end, y, text, colour, bold=False):
        """A text behind what ends there."""
        lines = wrapped(text, self.edge - end - 5, LABEL, bold)
        self.sheet.text(end + 6, y, lines, colour, size=LABEL, bold=bold)


def ranking(rows, width=WIDE):
    """Units by their score, the best first: {name, place (text), score or None, low, high, label}.

    A bar for a known score, a line between two ticks for one that is a range; the label beside it.
    """
    rows = _some(rows)
    sheet, narrow = Sheet(width), _is_narrow(width)
    places = widest((r["place"] for r in rows), NAME)
    names = places + GAP if places else 0
    room = width - names if narrow else min(widest((r["name"] for r in rows), NAME), 0.38 * width)
    left = names if narrow else names + room + GAP
    scale = _Scale(sheet, left, _right(rows, left, width))
    bar = 14 if narrow or len(rows) > 20 else 17
    top = y = 20
    for row in rows:
        first, middle, following = _row(sheet, row["name"], names, y, room, bar, narrow)
        sheet.text(places, first, row["place"], "muted", "right", NAME)
        scale.score(row, middle, bar, "accent")
        y = following
    long = len(rows) > 20
    scale.grid(top, y + 4, both_ends=long, zero=not narrow)
    return sheet.chart(y + (22 if long else 5))


def _unit(row):
    return row.get("unit", row["name"])


def categories(rows, width=WIDE):
    """Units by category: {name, category, category_label, position, score or None, low, high, label}.

    A panel for each category, side by side as far as they fit, else below each other; units and categories as they
    come. Names that are the same are one unit, unless the rows tell them apart by a `unit`.
    """
    rows = _some(rows)
    sheet = Sheet(width)
    units = {_unit(r): r["name"] for r in rows}
    panels = {r["category"]: r for r in rows}
    cells = {(_unit(r), r["category"]): r for r in rows}
    room = min(widest(units.values(), NAME), 0.34 * width)
    names = {unit: wrapped(name, room, NAME) for unit, name in units.items()}
    label = widest((r["label"] for r in rows), LABEL) + 8
    word = widest((w for r in panels.values() for w in r["category_label"].split()), LABEL, bold=True) + 4
    across = next(
        n
        for n in range(len(panels), 0, -1)
        if n == 1 or (len(panels) % n == 0 and (width - room) / n - SPACE >= max(label + 64, word))
    )
    each = (width - room) / across - SPACE
    bars = _right(rows, 0, each)
    bar, y = 13, 0
    codes = list(panels)
    for first in range(0, len(codes), across):
        shown = codes[first : first + across]
        heads = [wrapped(panels[code]["category_label"], each - 4, LABEL, bold=True) for code in shown]
        head = max(map(len, heads)) * line_height(LABEL)
        top = y + head + 34
        for i, (code, lines) in enumerate(zip(shown, heads, strict=True)):
            colour = category(panels[code]["position"])
            left = room + SPACE + i * (each + SPACE)
            scale = _Scale(sheet, left, left + bars, edge=left + each)
            sheet.bar(left, left + each - 4, y, 4, colour)
            sheet.text(left, y + 10 + len(lines) * line_height(LABEL) / 2, lines, size=LABEL, bold=True)
            place = top
            for unit in units:
                height = max(line_height(NAME) * len(names[unit]), bar) + 8
                if i == 0:
                    sheet.text(0, place + height / 2, names[unit], size=NAME)
                if (unit, code) in cells:
                    scale.score(cells[unit, code], place + height / 2, bar, colour)
                place += height
            scale.grid(top, place + 2, (0, 50, 100))
        y = place + 24
    return sheet.chart(y - 18)


def indicators(rows, width=WIDE):
    """All indicators of one unit: {indicator, category, position, score or None, low, high, state, label}.

    As they come, under a heading for each category (its label). `state` complete: a bar; printed: a pale bar with an
    edge; partial: a bar as far as it is sure, hatched as far as it can be; unanswered: hatched; not_applicable: the
    label alone.
    """
    rows = _some(rows)
    sheet = Sheet(width)
    widest_name = widest((r["indicator"] for r in rows), LABEL)
    above = _is_narrow(width) and widest_name > 0.3 * width
    room = width if above else min(widest_name, 0.45 * width)
    left = 0 if above else room + GAP
    scale = _Scale(sheet, left, _right(rows, left, width))
    bar, y = 12, 0
    for (heading, position), members in groupby(rows, key=lambda r: (r["category"], r["position"])):
        colour = category(position)
        y = _heading(sheet, heading, y, width, colour) + 22
        top = y
        for row in members:
            _, middle, following = _row(sheet, row["indicator"], 0, y, room, bar, above, LABEL, gap=6)
            _indicator(scale, row, middle, bar, colour)
            y = following
        scale.grid(top, y + 2, zero=not above)
        y += 22
    return sheet.chart(y - 18)


def _heading(sheet, text, y, width, colour):
    """A rule in the colour of what it heads and its text; where it ends."""
    lines = wrapped(text, width - 4, NAME, bold=True)
    sheet.bar(0, width, y, 3, colour)
    sheet.text(0, y + 8 + len(lines) * line_height(NAME) / 2, lines, size=NAME, bold=True)
    return y + 8 + len(lines) * line_height(NAME)


def _indicator(scale, row, y, height, colour):
    if row["state"] in ("complete", "not_applicable"):
        scale.score(row, y, height, colour)
        return
    low, high = scale(row["low"]), scale(row["high"])
    if row["state"] == "printed":
        scale.sheet.bar(scale.left, max(low, scale.left + 2), y - height / 2, height, colour, "pale")
    elif row["low"] > 0:
        scale.sheet.bar(scale.left, low, y - height / 2, height, colour)
    if row["high"] > row["low"]:
        scale.sheet.bar(low, high, y - height / 2, height, colour, "hatched")
    ink = "muted" if row["score"] is None else "ink"
    scale.label(max(high, scale.left + 2), y, row["label"], ink)


def waterfall(steps, width=WIDE, close=True):
    """From one score over the parts of a change to the next: {label, kind, value, low, high, text}.

    `kind` start, end: `value` is the score, or None with low and high; part: what it adds or takes; unknown: it adds
    low to high. `text` stands beside it, with its sign. Parts after what is not known are said and not drawn. Parts are
    often less than a point, so the axis shows the neighbourhood of the scores, and these are dots: bars that do not
    begin at 0 would lie. Not `close`: 0 to 100, and bars.
    """
    steps = _some(steps)
    sheet, narrow = Sheet(width), _is_narrow(width)
    room = width if narrow else min(widest((s["label"] for s in steps), NAME, bold=True), 0.42 * width)
    left = 0 if narrow else room + GAP
    placed = _placed(steps)
    levels = [x for _, *ends in placed for x in ends if x is not None]
    window = _neighbourhood(levels) if close and levels else ()
    scale = _Scale(sheet, left, width - widest((s["text"] for s in steps), LABEL, bold=True) - 10, *window[:2])
    bar, y, above = 16, 20, None
    for step, low, high in placed:
        whole = step["kind"] in ("start", "end")
        _, middle, following = _row(sheet, step["label"], 0, y, room, bar, narrow, bold=whole, gap=12)
        if above and not narrow and low is not None and (not whole or abs(above[0] - low) < 0.1):
            sheet.line(scale(above[0]), above[1] + bar / 2, scale(above[0]), middle - bar / 2, "muted")
        _step(scale, step, low, high, middle, bar, dots=window)
        known = low is not None and step["kind"] != "unknown" and (not whole or low == high)
        above = (high, middle) if known else None
        y = following
    scale.grid(20, y + 4, window and range(window[0], window[1] + 1, window[2]), zero=not narrow)
    return sheet.chart(y + 5)


def _placed(steps):
    """Each step with the two scores between which it lies, None where the score before it is not known."""
    placed, level = [], None
    for step in steps:
        if step["kind"] in ("start", "end"):
            level = step["value"]
            ends = (level, level) if level is not None else (step["low"], step["high"])
        elif level is None:
            ends = None, None
        elif step["kind"] == "unknown":
            ends, level = (level + step["low"], level + step["high"]), None
        else:
            ends, level = (level, level + step["value"]), level + step["value"]
        placed.append((step, *ends))
    return placed


def _neighbourhood(scores):
    """Where an axis begins and ends to show these scores close by, and the step of its ticks."""
    low, high = min(scores), max(scores)
    step = next(s for s in (1, 2, 5, 10, 20, 25, 50) if (high - low) / s <= 4)
    return max(0, floor((low - step / 4) / step) * step), min(100, ceil((high + step / 4) / step) * step), step


def _step(scale, step, low, high, y, height, dots):
    sheet, whole, end = scale.sheet, step["kind"] in ("start", "end"), scale.left
    top = y - height / 2
    if low is not None:
        left, right = sorted((scale(low), scale(high)))
        end = right
        if step["kind"] == "unknown" or (whole and low != high):
            sheet.bar(left, right, top, height, "unknown", "hatched")
        elif not whole:
            sheet.bar(left, max(right, left + 1), top, height, "up" if high >= low else "down")
        elif dots:
            sheet.dot(right, y, "ink")
            end += 4
        else:
            sheet.bar(scale.left, right, top, height, "accent")
    scale.label(end, y, step["text"], "muted" if step["kind"] == "unknown" else "ink", bold=whole)


def series(rows, width=WIDE):
    """Scores over editions: {name, edition, score or None, restated or None, label}; editions as they first come.

    A line for each name, broken where a score is not known. At the right stands its newest known label, with the
    edition where that is not the newest; at the left the first one, as long as there are at most twelve names. Dashed,
    from hollow dots: `restated`, the scores by another edition's rule, where they differ; in the newest edition the
    score itself where there is none. One edition: dots. Below: names of which no score is known. ValueError where none
    is known at all.
    """
    rows = _some(rows)
    sheet = Sheet(width)
    editions = list(dict.fromkeys(r["edition"] for r in rows))
    lines = {}
    for row in rows:
        lines.setdefault(_unit(row), {})[editions.index(row["edition"])] = row
    names = {unit: line[max(line)]["name"] for unit, line in lines.items()}
    known = {unit: sorted(i for i, r in line.items() if r["score"] is not None) for unit, line in lines.items()}
    known = {unit: at for unit, at in known.items() if at}
    _some(known, "no score is known, so there is no line to draw")
    few = len(known) <= CATEGORIES
    colours = {unit: category(i) if few else "accent" for i, unit in enumerate(known, start=1)}
    last, first = {}, {}
    for unit, at in known.items():
        dated = "" if at[-1] == len(editions) - 1 else f" ({editions[at[-1]]})"
        last[unit] = wrapped(f"{names[unit]} {lines[unit][at[-1]]['label']}{dated}", 0.4 * width, LABEL)
        if len(known) <= 12 and at[0] == 0 != at[-1]:
            first[unit] = [lines[unit][0]["label"]]
    ticks = widest(map(str, TICKS), TICK) + 8
    left = ticks + (widest((t for (t,) in first.values()), LABEL) + 22 if first else 10)
    right = width - widest((t for text in last.values() for t in text), LABEL) - 34
    x = [left + (right - left) * (i / (len(editions) - 1) if len(editions) > 1 else 0.5) for i in range(len(editions))]
    top, height = 12, _height(last, [lines[n][at[-1]]["score"] for n, at in known.items()])

    def y(score):
        return top + height * (1 - score / 100)

    bottom = y(0)
    for tick in TICKS:
        sheet.line(ticks - 4, y(tick), right, y(tick), "grid" if tick else "muted", kind="grid")
        sheet.text(ticks - 8, y(tick), str(tick), "muted", "right", TICK)
    for i, edition in enumerate(editions):
        end = "left" if i == 0 else "right" if i == len(editions) - 1 else "center"
        sheet.text(x[i], bottom + 14, edition, "muted", "center" if len(editions) == 1 else end, TICK)
    for unit, at in known.items():
        _line(sheet, lines[unit], at, x, y, colours[unit], few)
    for labels, i, side in ((last, -1, 1), (first, 0, -1)):
        wanted = {unit: y(lines[unit][known[unit][i]]["score"]) for unit in labels}
        for unit, middle in _apart(wanted, labels, top, bottom).items():
            start, end = x[known[unit][i]] + 6 * side, right + 26 if side > 0 else x[0] - 16
            sheet.line(start, wanted[unit], end, middle, colours[unit] if few else "line", kind="grid")
            sheet.text(end + 4 * side, middle, labels[unit], size=LABEL, align="left" if side > 0 else "right")
    unknown = [f"{names[unit]} {line[max(line)]['label']}" for unit, line in lines.items() if unit not in known]
    below = wrapped(" · ".join(unknown), width, LABEL) if unknown else []
    sheet.text(0, bottom + 26 + len(below) * line_height(LABEL) / 2, below, "muted", size=LABEL)
    return sheet.chart(bottom + 26 + len(below) * line_height(LABEL))


def _height(labels, scores):
    """A height for an axis from 0 to 100, that labels beside the scores need not go far from them."""
    needed = sum(map(len, labels.values())) * line_height(LABEL)
    spread = needed * 100 / max(1, max(scores) - min(scores))
    return max(280, needed, min(spread, 1.8 * needed))


def _line(sheet, line, known, x, y, colour, strong):
    """One name's scores, and beneath them its restated ones."""
    newest, size = max(line), 3.5 if strong else 2.5
    restated = {i: r["restated"] if r["restated"] is not None or i != newest else r["score"] for i, r in line.items()}
    restated = {i: score for i, score in restated.items() if score is not None}
    differ = {i for i, score in restated.items() if line[i]["score"] is None or abs(score - line[i]["score"]) > 0.05}
    for i in sorted(restated):
        if {i, i + 1} & differ and i + 1 in restated:
            sheet.line(x[i], y(restated[i]), x[i + 1], y(restated[i + 1]), colour, 1.5 if strong else 1, (4, 3))
        if i in differ:
            sheet.dot(x[i], y(restated[i]), colour, size, hollow=True)
    for i in known:
        if i + 1 in known:
            sheet.line(x[i], y(line[i]["score"]), x[i + 1], y(line[i + 1]["score"]), colour, 2 if strong else 1.5)
        sheet.dot(x[i], y(line[i]["score"]), colour, size)


def _apart(wanted, texts, top, bottom):
    """Where the middles of labels lie, as near as can be to where they are wanted, so that none covers another."""
    order = sorted(wanted, key=lambda name: wanted[name])
    heights = [len(texts[name]) * line_height(LABEL) for name in order]
    shifts = [sum(heights[:i]) + heights[i] / 2 for i in range(len(order))]
    blocks = []
    for name, shift in zip(order, shifts, strict=True):
        blocks.append([wanted[name] - shift, 1])
        while len(blocks) > 1 and blocks[-1][0] < blocks[-2][0]:
            (place, n), (before, m) = blocks.pop(), blocks.pop()
            blocks.append([(place * n + before * m) / (n + m), n + m])
    starts = [min(max(place, top), bottom - sum(heights)) for place, n in blocks for _ in range(n)]
    return {name: start + shift for name, start, shift in zip(order, starts, shifts, strict=True)}


def robustness(rows, width=WIDE):
    """How firm places are: {name, place or None, best, worst, low, high}, places as whole numbers, 1 at the left.

    A dot for the published place, a band from the best to the worst one over the scenarios; a line between two ticks
    where the published place itself is a range, low to high.
    """
    rows = _some(rows)
    sheet, narrow = Sheet(width), _is_narrow(width)
    shown = [str(r["place"] or (f"{r['low']}–{r['high']}" if r["low"] is not None else "")) for r in rows]
    names = widest(shown, NAME) + GAP
    room = width - names if narrow else min(widest((r["name"] for r in rows), NAME), 0.38 * width)
    left = names + 8 if narrow else names + room + GAP + 8
    count = max(len(rows), *(r[end] for r in rows for end in ("worst", "high") if r[end] is not None), 2)
    scale = _Scale(sheet, left, width - 9, 1, count)
    band, top = 12, 20
    y = top
    for row, place in zip(rows, shown, strict=True):
        first, middle, following = _row(sheet, row["name"], names, y, room, band, narrow)
        sheet.text(names - GAP, first, place, "muted", "right", NAME)
        if row["best"] is not None:
            sheet.bar(scale(row["best"]) - 6, scale(row["worst"]) + 6, middle - band / 2, band, "accent", "pale")
        if row["low"] is not None and row["low"] != row["high"]:
            sheet.span(scale(row["low"]), scale(row["high"]), middle, tick=band / 2 - 1)
        if row["place"] is not None:
            sheet.dot(scale(row["place"]), middle, "accent")
        y = following
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100) if count / s <= (8 if narrow else 16))
    scale.grid(top, y + 4, [1, *range(step if step > 2 else 1 + step, count + 1, step)])
    return sheet.chart(y + 5)
