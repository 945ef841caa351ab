"""Charts of changes of scores: `waterfall` and `series`."""

from math import ceil, floor

from pipeline.reporting.charts.axes import GAP, LABEL, NAME, TICK, TICKS, Scale, is_narrow, named_row, some, unit_of
from pipeline.reporting.charts.canvas import WIDE, Canvas
from pipeline.reporting.charts.palette import CATEGORIES, category
from pipeline.reporting.charts.text_metrics import line_height, widest, wrapped


def waterfall(steps, width=WIDE, close=True):
    """Draw the components of a change between two scores. Rows: {label, kind, value, low, high, text}.

    `kind` start, end: `value` is the score, or None with low and high; part: `value` is the component; unknown: the
    component lies between low and high. `text` is beside it, with its sign. Components after an unknown level are
    labelled, but not drawn. Components are often less than a point, so the axis shows only the range of the scores, and
    scores are dots, because bars that do not start at 0 would mislead. Without `close`: 0 to 100, and bars.
    """
    steps = some(steps)
    canvas, narrow = Canvas(width), is_narrow(width)
    room = width if narrow else min(widest((s["label"] for s in steps), NAME, bold=True), 0.42 * width)
    left = 0 if narrow else room + GAP
    placed = _placed(steps)
    levels = [x for _, *ends in placed for x in ends if x is not None]
    window = _neighbourhood(levels) if close and levels else ()
    scale = Scale(canvas, left, width - widest((s["text"] for s in steps), LABEL, bold=True) - 10, *window[:2])
    bar, y, above = 16, 20, None
    for step, low, high in placed:
        whole = step["kind"] in ("start", "end")
        _, middle, following = named_row(canvas, step["label"], 0, y, room, bar, narrow, bold=whole, gap=12)
        if above and not narrow and low is not None and (not whole or abs(above[0] - low) < 0.1):
            canvas.line(scale(above[0]), above[1] + bar / 2, scale(above[0]), middle - bar / 2, "muted")
        _step(scale, step, low, high, middle, bar, dots=window)
        known = low is not None and step["kind"] != "unknown" and (not whole or low == high)
        above = (high, middle) if known else None
        y = following
    scale.grid(20, y + 4, window and range(window[0], window[1] + 1, window[2]), zero=not narrow)
    return canvas.chart(y + 5)


def _placed(steps):
    """Return each step with the two scores between which it lies, None if the score before it is unknown."""
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
    """Return start and end of an axis that fits these scores closely, and the step of its ticks."""
    low, high = min(scores), max(scores)
    step = next(s for s in (1, 2, 5, 10, 20, 25, 50) if (high - low) / s <= 4)
    return max(0, floor((low - step / 4) / step) * step), min(100, ceil((high + step / 4) / step) * step), step


def _step(scale, step, low, high, y, height, dots):
    canvas, whole, end = scale.canvas, step["kind"] in ("start", "end"), scale.left
    top = y - height / 2
    if low is not None:
        left, right = sorted((scale(low), scale(high)))
        end = right
        if step["kind"] == "unknown" or (whole and low != high):
            canvas.bar(left, right, top, height, "unknown", "hatched")
        elif not whole:
            canvas.bar(left, max(right, left + 1), top, height, "up" if high >= low else "down")
        elif dots:
            canvas.dot(right, y, "ink")
            end += 4
        else:
            canvas.bar(scale.left, right, top, height, "accent")
    scale.label(end, y, step["text"], "muted" if step["kind"] == "unknown" else "ink", bold=whole)


def series(rows, width=WIDE):
    """Draw scores over editions. Rows: {name, edition, score or None, restated or None, label}; editions keep the order
    of their first rows.

    Each name is a line, broken at unknown scores. At the right is its newest known label, with the edition if that is
    not the newest; at the left the first label, if there are at most twelve names. `restated`, the score by a different
    edition's rule, is dashed from hollow dots if it differs; in the newest edition the score replaces a missing one. A
    single edition has dots. Names without a known score are listed below. Raises ValueError if no score is known.
    """
    rows = some(rows)
    canvas = Canvas(width)
    editions = list(dict.fromkeys(r["edition"] for r in rows))
    lines = {}
    for row in rows:
        lines.setdefault(unit_of(row), {})[editions.index(row["edition"])] = row
    names = {unit: line[max(line)]["name"] for unit, line in lines.items()}
    known = {unit: sorted(i for i, r in line.items() if r["score"] is not None) for unit, line in lines.items()}
    known = {unit: at for unit, at in known.items() if at}
    some(known, "no score is known, so there is no line to draw")
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
        canvas.line(ticks - 4, y(tick), right, y(tick), "grid" if tick else "muted", behind=True)
        canvas.text(ticks - 8, y(tick), str(tick), "muted", "right", TICK)
    for i, edition in enumerate(editions):
        end = "left" if i == 0 else "right" if i == len(editions) - 1 else "center"
        canvas.text(x[i], bottom + 14, edition, "muted", "center" if len(editions) == 1 else end, TICK)
    for unit, at in known.items():
        _line(canvas, lines[unit], at, x, y, colours[unit], few)
    for labels, i, side in ((last, -1, 1), (first, 0, -1)):
        wanted = {unit: y(lines[unit][known[unit][i]]["score"]) for unit in labels}
        for unit, middle in _apart(wanted, labels, top, bottom).items():
            start, end = x[known[unit][i]] + 6 * side, right + 26 if side > 0 else x[0] - 16
            canvas.line(start, wanted[unit], end, middle, colours[unit] if few else "line", behind=True)
            canvas.text(end + 4 * side, middle, labels[unit], size=LABEL, align="left" if side > 0 else "right")
    unknown = [f"{names[unit]} {line[max(line)]['label']}" for unit, line in lines.items() if unit not in known]
    below = wrapped(" · ".join(unknown), width, LABEL) if unknown else []
    canvas.text(0, bottom + 26 + len(below) * line_height(LABEL) / 2, below, "muted", size=LABEL)
    return canvas.chart(bottom + 26 + len(below) * line_height(LABEL))


def _height(labels, scores):
    """Return the height of an axis from 0 to 100 at which labels fit close to their scores."""
    needed = sum(map(len, labels.values())) * line_height(LABEL)
    spread = needed * 100 / max(1, max(scores) - min(scores))
    return max(280, needed, min(spread, 1.8 * needed))


def _line(canvas, line, known, x, y, colour, strong):
    """Draw the scores of one name, and below them its restated ones."""
    newest, size = max(line), 3.5 if strong else 2.5
    restated = {i: r["restated"] if r["restated"] is not None or i != newest else r["score"] for i, r in line.items()}
    restated = {i: score for i, score in restated.items() if score is not None}
    differ = {i for i, score in restated.items() if line[i]["score"] is None or abs(score - line[i]["score"]) > 0.05}
    for i in sorted(restated):
        if {i, i + 1} & differ and i + 1 in restated:
            canvas.line(x[i], y(restated[i]), x[i + 1], y(restated[i + 1]), colour, 1.5 if strong else 1, (4, 3))
        if i in differ:
            canvas.dot(x[i], y(restated[i]), colour, size, hollow=True)
    for i in known:
        if i + 1 in known:
            canvas.line(x[i], y(line[i]["score"]), x[i + 1], y(line[i + 1]["score"]), colour, 2 if strong else 1.5)
        canvas.dot(x[i], y(line[i]["score"]), colour, size)


def _apart(wanted, texts, top, bottom):
    """Return the y of the middles of labels, as close as possible to the wanted ones, so that labels do not overlap."""
    order = sorted(wanted, key=lambda name: wanted[name])
    heights = [len(texts[name]) * line_height(LABEL) for name in order]
    shifts = [sum(heights[:i]) + heights[i] / 2 for i in range(len(order))]
    blocks = []
    for name, shift in zip(order, shifts, strict=True):
        blocks.append([wanted[name] - shift, 1])
        while len(blocks) > 1 and blocks[-1][0] < blocks[-2][0]:
            (at, n), (before, m) = blocks.pop(), blocks.pop()
            blocks.append([(at * n + before * m) / (n + m), n + m])
    starts = [min(max(at, top), bottom - sum(heights)) for at, n in blocks for _ in range(n)]
    return {name: start + shift for name, start, shift in zip(order, starts, shifts, strict=True)}
