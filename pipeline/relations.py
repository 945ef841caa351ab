"""What the files of an edition say of each other: ids that must stand elsewhere, and answers that must fit."""

import datetime
import difflib
import re

from pipeline.schemas.fields import UNIT_IDS


def check_relations(edition):
    """Report every fault and warning between the files of an edition; a file that could not be read is passed over."""
    context = _Context(edition)
    for name, check in _CHECKS.items():
        raw = edition.raw.get(name)
        if raw is not None:
            for line, row in edition.check.each(raw):
                check(context, context.row(raw, line), row)
    _companies_have_services(context)


class _Context:
    """What the rows of other files are looked up in."""

    def __init__(self, edition):
        m = edition.methodology
        self.edition, self.methodology = edition, m
        self.indicators = {r["indicator"]: r for r in m.indicators.frame.iter_rows(named=True)}
        self.elements = {r["element"]: r for r in m.elements.frame.iter_rows(named=True)}
        self.scopes = m.scopes()
        self.companies = {r["company"]: r for r in self._rows("companies")}
        self.services = {(r["company"], r["service"]): r for r in self._rows("services")}
        self.sources = {(r["company"], r["source"]) for r in self._rows("sources")}
        selection = self._rows("selection")
        self.selected = {r["indicator"] for r in selection} if edition.raw["selection"] else set(self.indicators)

    def _rows(self, name):
        raw = self.edition.raw.get(name)
        return [] if raw is None else list(raw.frame.iter_rows(named=True))

    def row(self, raw, line):
        return _Row(self.edition.reader, raw.file, line)

    def exclusion(self, service, element):
        """Why the methodology does not ask this unit for the element, or None."""
        e, i = self.elements[element], self.indicators[self.elements[element]["indicator"]]
        unit, scope = service["unit"], i["scoring_scope"]
        if (scope == "services" and unit != "service") or (scope == "company" and unit == "service"):
            return f"{unit} {service['service']}, for {i['indicator']} is asked of {scope} only"
        kind = self.companies.get(service["company"], {}).get("type", "")
        for name, value in (("excluded_company_types", kind), ("excluded_service_classes", service["class"])):
            if value and value in (i[name] + ";" + e[name]).split(";"):
                what = "company type" if name == "excluded_company_types" else "service class"
                return f"{what} {value}"
        return None


class _Row:
    """Says what is wrong in one line of one file."""

    def __init__(self, reader, file, line):
        self.reader, self.file, self.line = reader, file, line

    def fault(self, column, message, kind="relation"):
        self.reader.fault(self.file, self.line, column, message, kind)

    def warn(self, column, message, kind):
        self.reader.warn(self.file, self.line, column, message, kind)

    def missing(self, column, value, where, known):
        close = difflib.get_close_matches(value, known, n=1, cutoff=0.6) if value.isascii() else None
        todo = f'did you mean "{close[0]}"?' if close else "correct it, or add it there"
        # A code with foreign letters has been named by its code point already.
        if value.isascii():
            self.fault(column, f'"{value}" is not in {where} ({todo})')


def _company(context, row, cells):
    types = context.methodology.company_types
    if cells["type"] and cells["type"] not in types:
        row.missing("type", cells["type"], f"company_types of methodology {context.methodology.name}", types)


def _service(context, row, cells):
    _known_company(context, row, cells)
    unit, service = cells["unit"], cells["service"]
    if unit in UNIT_IDS and service != UNIT_IDS[unit]:
        row.fault("service", f'"{service}" is a {unit} (write "{UNIT_IDS[unit]}")')
    elif unit == "service" and service in (*UNIT_IDS.values(), "company"):
        row.fault("service", f'"{service}" is kept for another meaning (choose another id)')
    classes = context.methodology.service_classes
    if cells["class"] and cells["class"] not in classes:
        row.missing("class", cells["class"], f"service_classes of methodology {context.methodology.name}", classes)


def _selected(context, row, cells):
    if cells["indicator"] not in context.indicators:
        row.missing("indicator", cells["indicator"], f"methodology {context.methodology.name}", context.indicators)
    if not cells["evidence"]:
        row.fault("evidence", "is empty (write one of: printed, text, assumed)")


def _answer(context, row, cells):
    known = _known_service(context, row, cells)
    element = cells["element"]
    if element not in context.elements:
        row.missing("element", element, f"methodology {context.methodology.name}", context.elements)
        return
    indicator = context.elements[element]["indicator"]
    _known_strand(context, row, cells["strand"], indicator)
    if indicator not in context.selected:
        row.fault(
            "element",
            f'"{element}" is of {indicator}, which selection.csv does not list (add {indicator} there, '
            "or remove the answer)",
        )
    if known:
        _given(context, row, cells, context.exclusion(context.services[cells["company"], cells["service"]], element))


def _given(context, row, cells, exclusion):
    """An answer against the scale, the methodology's exclusions, its sources and its printed points."""
    scale = context.methodology.scale
    if not cells["answer"]:
        return
    answer = scale.find(cells["answer"])
    if answer is None:
        close = scale.nearest(cells["answer"])
        todo = f'did you mean "{close}"?' if close else f"write one of: {', '.join(scale.answers)}"
        row.fault("answer", f'"{cells["answer"]}" is not in the scale ({todo})')
        return
    reversed_ = context.elements[cells["element"]]["reversed"] == "true"
    points = scale.points(answer, reversed_)
    if not points:
        if not cells["reason"] and not exclusion:
            row.fault(
                "reason",
                f"is empty, and the methodology asks this unit for {cells['element']} (say why it does not apply)",
            )
        return
    if exclusion:
        row.warn(
            "answer",
            f'"{answer}" is given where the methodology excludes {cells["element"]}: {exclusion} (it is '
            "scored; remove it if it should not be)",
            "excluded",
        )
    for source in filter(None, (s.strip() for s in cells["sources"].split(";"))):
        if (cells["company"], source) not in context.sources:
            row.warn(
                "sources",
                f'"{source}" is not a source of {cells["company"]} in sources.csv (add it there, or correct it)',
                "unlisted source",
            )
    if not cells["sources"] and float(scale.points(answer)) > 0:
        row.warn("sources", f'"{answer}" without a source (name the document)', "no source")
    if _number(cells["printed_points"]) not in (None, float(points)):
        row.warn(
            "printed_points",
            f'"{answer}" gives {points} points, but {cells["printed_points"]} are printed (see '
            "which is right; the answer is scored)",
            "contradiction",
        )


def _source(context, row, cells):
    _known_company(context, row, cells)
    for name in ("document_date", "accessed_date"):
        day = cells[name]
        if re.fullmatch(r"\d{4}-\d\d-\d\d", day) and not day.endswith("-00"):
            try:
                datetime.date.fromisoformat(day)
            except ValueError:
                row.fault(name, f'"{day}" is not a date (that month has no such day)', "value")


def _published_score(context, row, cells):
    if cells["service"]:
        _known_service(context, row, cells)
    else:
        _known_company(context, row, cells)
    scope = cells["scope"]
    if scope not in context.scopes:
        row.missing("scope", scope, f"methodology {context.methodology.name}", context.scopes)
    elif scope in context.indicators and cells["service"]:
        _known_strand(context, row, cells["strand"], scope)
    elif cells["strand"] != "all":
        row.fault("strand", f'"{cells["strand"]}" for a score that is not a level\'s (write "all")')
    if not cells["score"]:
        row.fault("score", "is empty (what is not printed has no row: remove it)")


def _published_rank(context, row, cells):
    if not cells["service"]:
        _known_company(context, row, cells)
    elif _known_service(context, row, cells) and cells["service"] in UNIT_IDS.values():
        row.fault("service", f'"{cells["service"]}" has no rank (leave it empty for the company)')
    if cells["scope"] not in context.scopes:
        row.missing("scope", cells["scope"], f"methodology {context.methodology.name}", context.scopes)


_CHECKS = {
    "companies": _company,
    "services": _service,
    "selection": _selected,
    "given_answers": _answer,
    "sources": _source,
    "published_scores": _published_score,
    "published_ranks": _published_rank,
}


def _known_company(context, row, cells):
    if cells["company"] not in context.companies:
        row.missing("company", cells["company"], "companies.csv", context.companies)
        return False
    return True


def _known_service(context, row, cells):
    if not _known_company(context, row, cells):
        return False
    if (cells["company"], cells["service"]) not in context.services:
        known = [service for company, service in context.services if company == cells["company"]]
        row.missing("service", cells["service"], f"services.csv of {cells['company']}", known)
        return False
    return True


def _known_strand(context, row, strand, indicator):
    known = context.methodology.strands[indicator]
    if strand not in known:
        row.fault("strand", f'"{strand}" is not a strand of {indicator} (write {" or ".join(known)})')


def _companies_have_services(context):
    raw = context.edition.raw.get("companies")
    if raw is None or context.edition.raw.get("services") is None:
        return
    having = {company for (company, _), row in context.services.items() if row["unit"] == "service"}
    for line, cells in context.edition.check.each(raw):
        if cells["company"] not in having:
            message = f'"{cells["company"]}" has no service in services.csv (add one, or remove the company)'
            context.row(raw, line).fault("company", message)


def _number(text):
    try:
        return float(text)
    except ValueError:
        return None
