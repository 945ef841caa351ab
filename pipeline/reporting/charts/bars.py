"""Charts of scores and ranks: `ranking`, `categories`, `indicators`, `robustness`."""

from itertools import groupby

from pipeline.reporting.charts.axes import GAP, LABEL, NAME, SPACE, Scale, axis_end, is_narrow, named_row, some, unit_of
from pipeline.reporting.charts.canvas import WIDE, Canvas
from pipeline.reporting.charts.palette import category
from pipeline.reporting.charts.text_metrics import line_height, widest, wrapped


def ranking(rows, width=WIDE):
    """Draw units by score, the highest first. Rows: {name, rank (as text), score or None, low, high, label}.

    A known score is a bar, a range a line between two ticks; the label is beside it.
    """
    rows = some(rows)
    canvas, narrow = Canvas(width), is_narrow(width)
    ranks = widest((r["rank"] for r in rows), NAME)
    names = ranks + GAP if ranks else 0
    room = width - names if narrow else min(widest((r["name"] for r in rows), NAME), 0.38 * width)
    left = names if narrow else names + room + GAP
    scale = Scale(canvas, left, axis_end(rows, left, width))
    bar = 14 if narrow or len(rows) > 20 else 17
    top = y = 20
    for row in rows:
        first, middle, following = named_row(canvas, row["name"], names, y, room, bar, narrow)
        canvas.text(ranks, first, row["rank"], "muted", "right", NAME)
        scale.score(row, middle, bar, "accent")
        y = following
    long = len(rows) > 20
    scale.grid(top, y + 4, both_ends=long, zero=not narrow)
    return canvas.chart(y + (22 if long else 5))


def categories(rows, width=WIDE):
    """Draw units by category. Rows: {name, category, category_label, position, score or None, low, high, label}.

    Each category is a panel; panels are side by side if they fit, else below each other. Units and categories keep the
    order of the rows. Rows with the same name are one unit, unless they have a different `unit`.
    """
    rows = some(rows)
    canvas = Canvas(width)
    units = {unit_of(r): r["name"] for r in rows}
    panels = {r["category"]: r for r in rows}
    cells = {(unit_of(r), r["category"]): r for r in rows}
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
    bars = axis_end(rows, 0, each)
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
            scale = Scale(canvas, left, left + bars, edge=left + each)
            canvas.bar(left, left + each - 4, y, 4, colour)
            canvas.text(left, y + 10 + len(lines) * line_height(LABEL) / 2, lines, size=LABEL, bold=True)
            at = top
            for unit in units:
                height = max(line_height(NAME) * len(names[unit]), bar) + 8
                if i == 0:
                    canvas.text(0, at + height / 2, names[unit], size=NAME)
                if (unit, code) in cells:
                    scale.score(cells[unit, code], at + height / 2, bar, colour)
                at += height
            scale.grid(top, at + 2, (0, 50, 100))
        y = at + 24
    return canvas.chart(y - 18)


def indicators(rows, width=WIDE):
    """Draw all indicators of one unit. Rows: {indicator, category, position, score or None, low, high, state, label}.

    Indicators keep the order of the rows, under a heading for each category (its label). `state` complete: a bar;
    printed: a pale bar with an outline; partial: a bar up to the lower bound, hatched up to the upper one; unanswered:
    hatched; not_applicable: only the label.
    """
    rows = some(rows)
    canvas = Canvas(width)
    widest_name = widest((r["indicator"] for r in rows), LABEL)
    above = is_narrow(width) and widest_name > 0.3 * width
    room = width if above else min(widest_name, 0.45 * width)
    left = 0 if above else room + GAP
    scale = Scale(canvas, left, axis_end(rows, left, width))
    bar, y = 12, 0
    for (heading, position), members in groupby(rows, key=lambda r: (r["category"], r["position"])):
        colour = category(position)
        y = _heading(canvas, heading, y, width, colour) + 22
        top = y
        for row in members:
            _, middle, following = named_row(canvas, row["indicator"], 0, y, room, bar, above, LABEL, gap=6)
            _indicator(scale, row, middle, bar, colour)
            y = following
        scale.grid(top, y + 2, zero=not above)
        y += 22
    return canvas.chart(y - 18)


def _heading(canvas, text, y, width, colour):
    """Draw a heading: a coloured line and a text. Returns the y of its end."""
    lines = wrapped(text, width - 4, NAME, bold=True)
    canvas.bar(0, width, y, 3, colour)
    canvas.text(0, y + 8 + len(lines) * line_height(NAME) / 2, lines, size=NAME, bold=True)
    return y + 8 + len(lines) * line_height(NAME)


def _indicator(scale, row, y, height, colour):
    if row["state"] in ("complete", "not_applicable"):
        scale.score(row, y, height, colour)
        return
    low, high = scale(row["low"]), scale(row["high"])
    if row["state"] == "printed":
        scale.canvas.bar(scale.left, max(low, scale.left + 2), y - height / 2, height, colour, "pale")
    elif row["low"] > 0:
        scale.canvas.bar(scale.left, low, y - height / 2, height, colour)
    if row["high"] > row["low"]:
        scale.canvas.bar(low, high, y - height / 2, height, colour, "hatched")
    ink = "muted" if row["score"] is None else "ink"
    scale.label(max(high, scale.left + 2), y, row["label"], ink)


def robustness(rows, width=WIDE):
    """Draw the robustness of ranks. Rows: {name, rank or None, best, worst, low, high}, all ranks as whole
    numbers; 1 is at the left.

    The published rank is a dot, or a line between two ticks if it is a range, low to high; a band leads from the best
    to the worst rank over the scenarios.
    """
    rows = some(rows)
    canvas, narrow = Canvas(width), is_narrow(width)
    shown = [str(r["rank"] or (f"{r['low']}–{r['high']}" if r["low"] is not None else "")) for r in rows]
    names = widest(shown, NAME) + GAP
    room = width - names if narrow else min(widest((r["name"] for r in rows), NAME), 0.38 * width)
    left = names + 8 if narrow else names + room + GAP + 8
    count = max(len(rows), *(r[end] for r in rows for end in ("worst", "high") if r[end] is not None), 2)
    scale = Scale(canvas, left, width - 9, 1, count)
    band, top = 12, 20
    y = top
    for row, rank in zip(rows, shown, strict=True):
        first, middle, following = named_row(canvas, row["name"], names, y, room, band, narrow)
        canvas.text(names - GAP, first, rank, "muted", "right", NAME)
        if row["best"] is not None:
            canvas.bar(scale(row["best"]) - 6, scale(row["worst"]) + 6, middle - band / 2, band, "accent", "pale")
        if row["low"] is not None and row["low"] != row["high"]:
            canvas.span(scale(row["low"]), scale(row["high"]), middle, tick=band / 2 - 1)
        if row["rank"] is not None:
            canvas.dot(scale(row["rank"]), middle, "accent")
        y = following
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100) if count / s <= (8 if narrow else 16))
    scale.grid(top, y + 4, [1, *range(step if step > 2 else 1 + step, count + 1, step)])
    return canvas.chart(y + 5)
