"""A page of all indicators, and a page for each indicator with the answers of all services side by side."""

from collections import defaultdict

from pipeline.importers.cells import NO_REASON
from pipeline.reading.files import listed
from pipeline.reporting.site import Page, company_page, indicator_page, service_page
from pipeline.schemas.fields import UNITS

SIGNS = {"x": "—", "u": "?"}
"""Class of an answer without points -> the symbol shown instead."""

VALUE_OF = {"company_type": "type", "service_class": "class"}
"""Code of a reason -> the column whose value it mentions."""


def pages(released):
    """Yield the pages `indicators`, and `indicator-<code>` of each indicator that the edition applies."""
    yield Page("indicators", "indicators.html", _overview(released))
    found = _Found(released)
    codes = list(released.indicators)
    for i, code in enumerate(codes):
        before, after = codes[i - 1] if i else None, codes[i + 1] if i + 1 < len(codes) else None
        yield Page(indicator_page(code), "indicator.html", {**found.facts(code), "before": before, "after": after})


def _overview(released):
    figures = {r["indicator"]: r for r in released.rows("indicators/extremes")}
    dots = by(released.rows("indicators/dots"), "indicator")
    groups = []
    for category, row in released.categories.items():
        own = [r for r in released.indicators.values() if r["category"] == category]
        lines = [(r, figures[r["indicator"]], dots[r["indicator"]]) for r in own if r["indicator"] in figures]
        if lines:
            groups.append((released.positions[category], row, lines))
    n_elements = sum(e["indicator"] in released.indicators for e in released.elements.values())
    is_open = any(f["best_low"] != f["best_high"] or f["worst_low"] != f["worst_high"] for f in figures.values())
    return {"groups": groups, "n_elements": n_elements, "is_open": is_open}


class _Found:
    """The release's rows by indicator."""

    def __init__(self, released):
        self.released = released
        self.scores = by(released.rows("indicators/scores"), "indicator")
        self.levels = by(released.rows("indicators/levels"), "indicator")
        answers = released.rows("indicators/answers")
        self.reasons = _reasons(answers)
        self.answers = by(answers, "indicator")
        self.signs = by(released.rows("indicators/given"), "indicator")
        self.selection = {r["indicator"]: r for r in released.whole("selection")}
        self.elements = by(released.elements.values(), "indicator")
        self.recommendations = defaultdict(list)
        for row in released.recommendations.values():
            for code in listed(row["indicators"]):
                self.recommendations[code].append(row)
        self.conclusions = defaultdict(list)
        for row in released.rows("indicators/findings"):
            asked = {released.elements.get(code, {}).get("indicator", code) for code in listed(row["scopes"])}
            for code in asked:
                self.conclusions[code].append(row)

    def facts(self, code):
        """Return the facts of the template of one indicator's page."""
        released, row = self.released, self.released.indicators[code]
        scores, elements = self.scores[code], self.elements[code]
        applies = [s for s in scores if s["status"] != "not_applicable"]
        # If all answers are missing, the table would show only question marks: only printed levels are shown.
        asked = elements if any(a["status"] in ("scored", "printed") for a in self.answers[code]) else []
        groups = self._groups(code, asked)
        if not asked:
            groups = [g for g in groups if any(unit[1]["status"] == "printed" for unit in g[2])]
        return {
            "row": row,
            "category": released.categories[row["category"]],
            "position": released.positions[row["category"]],
            "mates": [
                r
                for r in released.indicators.values()
                if r["family"] == row["family"] and r["indicator"] != row["indicator"]
            ],
            "selected": self.selection[code],
            "applies": applies,
            "does_not": [s for s in scores if s["status"] == "not_applicable"],
            "is_known": any(s["n_scored"] + s["n_printed"] for s in scores),
            "elements": elements,
            "labelled": any(e["label_en"] for e in elements),
            "asked": asked,
            "groups": groups,
            "signs": _signs(self.signs[code]),
            "printed": {level["company"] for level in self.levels[code] if level["status"] == "printed"},
            "reasons": self.reasons[code],
            "recommendations": self.recommendations[code],
            "conclusions": self.conclusions[code],
            "points": points,
            "reason": reason,
        }

    def _groups(self, code, elements):
        """Return [(company, its score, rows)] with a row for each unit and strand: the service, the level, the address
        of its answers, a cell for each element, and the result of `_whole`."""
        cells = {(a["company"], a["service"], a["strand"], a["element"]): a for a in self.answers[code]}
        scores = {s["company"]: s for s in self.scores[code]}
        lines = by(self.levels[code], "company")
        groups = []
        for company, row in self.released.companies.items():
            levels = sorted(lines[company], key=self._unit)
            if not levels:
                continue
            units = []
            for level in levels:
                unit = company, level["service"], level["strand"]
                given = [cells.get((*unit, e["element"])) for e in elements]
                address = next((answer_address(a) for a in given if a), self._page(*unit[:2]))
                row_cells = [_cell(answer) for answer in given]
                units.append((self.released.services[unit[:2]], level, address, row_cells, _whole(row_cells)))
            groups.append((row, scores.get(company), units))
        return groups

    def _page(self, company, service):
        unit = self.released.services[company, service]["unit"]
        return f"{service_page(company, service) if unit == 'service' else company_page(company)}.html"

    def _unit(self, level):
        unit = self.released.services[level["company"], level["service"]]["unit"]
        return UNITS.index(unit), level["service"], level["strand"]


def by(rows, *columns):
    """Return value of a column -> rows, or tuple of values of several columns -> rows."""
    found = defaultdict(list)
    for row in rows:
        found[row[columns[0]] if len(columns) == 1 else tuple(row[c] for c in columns)].append(row)
    return found


def _cell(answer):
    """Return (class, points or symbol, the answer if it does not apply) of an answer; None if it is not asked."""
    if answer is None:
        return None
    kind = answer["kind"]
    return kind, SIGNS.get(kind, answer["points"]), answer if kind == "x" else None


def _whole(cells):
    """Return the first answer of a row if none of its answers applies, all for the same reason; else None."""
    same = len(cells) > 2 and all(cell and cell[2] for cell in cells) and len({c[2]["reason"] for c in cells}) == 1
    return cells[0][2] if same else None


def answer_address(answer):
    """Return the address of an answer: on the service's page, or the company's for group and operating company."""
    strand = "" if answer["strand"] == "all" else f"-{answer['strand']}"
    if answer["unit"] == "service":
        return f"{service_page(answer['company'], answer['service'])}.html#{answer['element']}{strand}"
    return f"{company_page(answer['company'])}.html#{answer['service']}-{answer['element']}{strand}"


def _signs(rows):
    """Return the legend of an indicator's table: [(class, points or symbol, answers)]; each answer states whether its
    element is reversed."""
    found = {}
    for r in rows:
        found.setdefault((r["kind"], SIGNS.get(r["kind"], r["points"])), []).append(r)
    order = "ypoxu"
    return sorted(((kind, sign, answers) for (kind, sign), answers in found.items()), key=lambda s: order.index(s[0]))


def points(words, value):
    """Return the points of an answer without needless decimals: 50, not 50.00; a symbol unchanged."""
    return value if isinstance(value, str) else words.number(value, "1" if value == int(value) else "0.1")


def _reasons(answers):
    """Return indicator -> [(an answer that does not apply, number of those with its reason)], the most frequent
    first."""
    found = by([r for r in answers if r["status"] == "not_applicable"], "indicator", "reason")
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0][1]))
    reasons = defaultdict(list)
    for (code, _), rows in ordered:
        reasons[code].append((rows[0], len(rows)))
    return reasons


def reason(words, answer):
    """Return why an answer does not apply, in the reader's language; None if a researcher wrote the reason."""
    if code := answer["reason_code"]:
        value = answer["reason_value"]
        return words.published(f"not_applicable.{code}", value=words.value(VALUE_OF[code], value) if value else "")
    if answer["reason"] == NO_REASON:
        return words("indicator_no_reason")
    return None if answer["reason"] else words("not_applicable")
