"""Rules between the files of an edition: ids that must exist, and answers that must fit the methodology."""

import re
from collections import Counter
from functools import partial

import polars as pl

from pipeline.core.lookalikes import foreign, slip
from pipeline.core.problems import Problem, quoted
from pipeline.reading.exclusions import exclusion
from pipeline.reading.files import listed
from pipeline.reading.steps import KEYS, drafted, final_file
from pipeline.schemas.fields import CATEGORY, ELEMENT, ID, INDICATOR, SCOPE, UNIT_IDS

CODES = {"category": CATEGORY, "element": ELEMENT, "indicator": INDICATOR, "indicators": INDICATOR, "scope": SCOPE}


def check_relations(reader, edition):
    """Report every error and warning between the files of an edition. A file that could not be read completely is
    skipped, and nothing is looked up in it, because its own error is reported already."""
    context = _Context(edition)
    for name, check in _CHECKS.items():
        raw = edition.raw.get(name)
        if raw is not None:
            _each(reader, raw, partial(check, context))
    for raw in edition.steps.values():
        _each(reader, raw, partial(_step_answer, context))
    for raw in (*edition.steps.values(), edition.raw["given_answers"]):
        _drafts(reader, raw)
    _companies_have_services(reader, context)


def _drafts(reader, raw):
    """Warn of rows with a comment or a source but no answer, once for each company."""
    lines = {}
    for line, cells in raw.rows if raw is not None else ():
        if drafted(cells):
            lines.setdefault(cells["company"], []).append(line)
    for company, found in lines.items():
        rows = f"{len(found):,} row{'' if len(found) == 1 else 's'} of {company} with a comment or a source"
        what = f"is missing in {rows}; this is the first"
        row = Row(reader, raw.file, found[0], {"company": company})
        row.warn("answer", f"{what} (add an answer, or remove the row; drafts are not released)", "draft")


def _each(reader, raw, check):
    """Check each row, until the file has too many errors."""
    for line, cells in raw.rows:
        if reader.full(raw.file):
            return
        check(Row(reader, raw.file, line, cells), cells)


class _Context:
    """The rows of the edition and its methodology by id; None for a file that could not be read completely."""

    def __init__(self, edition):
        m = edition.methodology
        self.edition, self.methodology = edition, m
        self.indicators = {r["indicator"]: r for r in m.rows_of("indicators")} or None
        elements = {r["element"]: r for r in m.rows_of("elements")} or None
        self.elements = elements if self.indicators else None
        self.elements_of = {}
        for row in (self.elements or {}).values():
            self.elements_of.setdefault(row["indicator"], []).append(row)
        self.scopes = m.scopes() if self.indicators else None
        self.companies = self._lookup("companies", "company")
        self.services = self._lookup("services", "company", "service")
        self.sources = self._lookup("sources", "company", "source")
        answers = edition.raw["given_answers"]
        indicator = pl.col("element").str.split(".").list.first()
        known = answers is not None and answers.whole
        self.answered = set(answers.frame.select("company", "service", indicator).unique().rows()) if known else set()
        self.exclusions = {}
        self.selected = self._lookup("selection", "indicator")
        if self.selected is None and not edition.selects:
            self.selected = self.indicators

    def _lookup(self, name, *key):
        raw = self.edition.raw.get(name)
        if raw is None or not raw.whole:
            return None
        return {tuple(r[k] for k in key) if len(key) > 1 else r[key[0]]: r for _, r in raw.rows}

    def exclusion(self, company, service, element):
        """Return why the methodology does not ask this unit for the element: an `Exclusion`, or None."""
        row = (self.services or {}).get((company, service))
        indicator = (self.indicators or {}).get(element["indicator"])
        if row is None or indicator is None:
            return None
        kind = (self.companies or {}).get(company, {}).get("type", "")
        case = kind, row["unit"], row["class"], element["element"]
        if case not in self.exclusions:
            self.exclusions[case] = exclusion(row, kind, indicator, element)
        return self.exclusions[case]


ID_COLUMNS = ("company", "service", "strand", "element", "scope", "source", "indicator")


class Row:
    """Reports the problems of one line of a file; `cells` has the ids that a warning is accepted by."""

    __slots__ = ("cells", "file", "line", "reader")

    def __init__(self, reader, file, line, cells=None):
        self.reader, self.file, self.line, self.cells = reader, file, line, cells or {}

    def error(self, column, message, kind="relation"):
        self.reader.error(self.file, self.line, column, message, kind)

    def warn(self, column, message, kind):
        names = (self.cells[name] for name in ID_COLUMNS if name in self.cells)
        self.reader.warn(
            self.file, self.line, column, message, kind, "/".join(n for n in names if n not in ("", "all"))
        )

    def ascii(self, column, value):
        """Return True if a code in a list is ASCII; else report an error."""
        if not value.isascii():
            self.error(column, f"{quoted(value)} {foreign(value)}", "letters")
        return value.isascii()

    def known(self, column, value, where, known):
        """Return True if the value is in `known`; else report an error, unless the value has one already because it is
        empty, not ASCII or malformed. Return False without an error if `known` is None."""
        if known is None or value in known:
            return known is not None
        well_formed = re.fullmatch(CODES.get(column, ID), value)
        candidates = [k for k in known if k.isascii()]
        close = slip(value, candidates) if value.isascii() else None
        if value.isascii() and value and (well_formed or close or column in ("type", "class")):
            if close:
                todo = f"did you mean {quoted(close)}?"
            elif candidates and column in ("type", "class"):
                todo = f"write one of {', '.join(sorted(candidates))}, or add it there"
            else:
                todo = "correct it, or add it there"
            self.error(column, f"{quoted(value)} is not in {where} ({todo})")
        return False


def _company(context, row, cells):
    types = context.methodology.company_types
    row.known("type", cells["type"], f"company_types of methodology {context.methodology.name}", types or None)


def _service(context, row, cells):
    _known_company(context, row, cells)
    unit, service = cells["unit"], cells["service"]
    if unit in UNIT_IDS and service and service != UNIT_IDS[unit] and re.fullmatch(ID, service):
        row.error("service", f'{quoted(service)} is the id of a row with unit {unit} (write "{UNIT_IDS[unit]}")')
    elif unit == "service" and service in (*UNIT_IDS.values(), "company"):
        row.error("service", f"{quoted(service)} is a reserved id (choose a different id)")
    if unit == "service" and not cells["class"] and context.methodology.service_classes:
        row.warn("class", "is empty, so no element is excluded for its class (write the class)", "no class")
    composite = cells["composite"]
    others = context.services or {}
    if composite != service and others.get((cells["company"], composite), {}).get("composite", composite) != composite:
        row.error("composite", f"{quoted(composite)} is a service outside this composite (choose a different id)")
    if unit in UNIT_IDS and (cells["class"] or cells["composite"]):
        column = "class" if cells["class"] else "composite"
        row.error(column, f"{quoted(cells[column])} is given for a row that is not a service (leave it empty)")
    elif cells["class"]:
        classes = context.methodology.service_classes
        where = f"service_classes of methodology {context.methodology.name}"
        row.known("class", cells["class"], where, classes or None)


def _selected(context, row, cells):
    row.known("indicator", cells["indicator"], f"methodology {context.methodology.name}", context.indicators)
    if not cells["evidence"]:
        row.error("evidence", "is empty (write one of: printed, text, assumed)")


def _asked(context, row, cells):
    """Return the element of an answer, or None if it is unknown; check its strand and the selection."""
    if not row.known("element", cells["element"], f"methodology {context.methodology.name}", context.elements):
        return None
    element = context.elements[cells["element"]]
    indicator = element["indicator"]
    _known_strand(context, row, cells["strand"], indicator)
    if context.selected is not None and indicator not in context.selected and indicator in context.indicators:
        todo = f"add {indicator} there, or remove the answer"
        row.error("element", f'"{element["element"]}" is of {indicator}, which selection.csv does not list ({todo})')
    return element


def _step_answer(context, row, cells):
    _known_service(context, row, cells)
    if _asked(context, row, cells) is not None and cells["answer"]:
        _in_the_scale(context, row, cells["answer"])


def _answer(context, row, cells):
    known = _known_service(context, row, cells)
    element = _asked(context, row, cells)
    if element is None:
        return
    sources = listed(cells["sources"])
    for source in sources:
        if known and context.sources is not None and (cells["company"], source) not in context.sources:
            message = f"{quoted(source)} is not a source of {cells['company']} in sources.csv"
            row.warn("sources", f"{message} (add it there, or correct it)", "unlisted source")
    excluded = context.exclusion(cells["company"], cells["service"], element)
    if cells["answer"]:
        _given(context, row, cells, element, excluded, sources)
    elif excluded and cells["printed_points"]:
        message = f"{cells['printed_points']} where the methodology excludes {cells['element']}: {excluded}"
        row.warn("printed_points", f"{message} (they count; remove them if they should not)", "excluded")
    scale = context.methodology.scale
    answer = scale.find(cells["answer"])
    idle = answer != scale.not_applicable and (answer or not cells["answer"])
    if cells["reason"] and scale.sound and idle:
        message = f'is given, but the answer is not "{scale.not_applicable}"'
        row.warn("reason", f"{message} (it is left out; correct the answer, or remove the reason)", "unused reason")


def _in_the_scale(context, row, text):
    """Return the answer that a text means; None, with an error, if it is not in the scale."""
    scale = context.methodology.scale
    answer = scale.find(text)
    if answer is None and scale.sound:
        row.error("answer", scale.unknown(text))
    return answer


def _engagement(context, row, cells):
    if _known_company(context, row, cells) and context.companies is not None:
        other = context.companies[cells["company"]]["engagement"]
        if other and cells["engagement"] and other != cells["engagement"]:
            message = f'"{cells["engagement"]}", but companies.csv has "{other}" (correct one of the two)'
            row.error("engagement", message)
    if cells["engagement"] == "none" and cells["answered_date"]:
        row.error("answered_date", 'is filled in where engagement is "none" (leave it empty)')


def _given(context, row, cells, element, excluded, sources):
    """Check an answer against the scale, the methodology's exclusions, its sources and its printed points."""
    scale = context.methodology.scale
    answer = _in_the_scale(context, row, cells["answer"])
    if answer is None or not scale.sound:
        return
    points = scale.points(answer, element["reversed"] == "true")
    printed = _points(cells["printed_points"])
    if printed is not None and printed != points:
        gives = "has no points" if points is None else f"gives {points:g} points"
        message = f'"{answer}" {gives}, but {cells["printed_points"]} are printed'
        row.warn("printed_points", f"{message} (check which is right; the answer counts)", "contradiction")
    if points is None:
        if not cells["reason"] and not excluded and context.services is not None:
            message = f"is empty, but the methodology asks this unit for {cells['element']}"
            row.error("reason", f"{message} (write why it does not apply)")
        return
    if excluded:
        message = f'"{answer}" is given where the methodology excludes {cells["element"]}: {excluded}'
        row.warn("answer", f"{message} (it is scored; remove it if it should not be)", "excluded")
    if not sources and scale.points(answer):
        row.warn("sources", f'"{answer}" has no source (cite the document)', "no source")


def _published_score(context, row, cells):
    if cells["service"]:
        _known_service(context, row, cells)
    else:
        _known_company(context, row, cells)
    scope = cells["scope"]
    if row.known("scope", scope, f"methodology {context.methodology.name}", context.scopes):
        if scope in context.indicators and cells["service"]:
            _known_strand(context, row, cells["strand"], scope)
            _printed_level_counts(context, row, cells, scope)
        elif cells["strand"] not in ("all", "") and cells["strand"].isascii():
            row.error(
                "strand", f'{quoted(cells["strand"])} is given for a score that is not a level score (write "all")'
            )
    if not cells["score"]:
        row.error("score", "is empty (remove the row: scores that are not printed have none)")


def _printed_level_counts(context, row, cells, indicator):
    """Warn of a printed level score without a computed one: it can't replace answers or be compared."""
    if context.selected is not None and indicator not in context.selected:
        row.warn("scope", f"{indicator} is printed, but selection.csv does not list it (add it there)", "unused score")
    elements = context.elements_of.get(indicator, [])
    reasons = {context.exclusion(cells["company"], cells["service"], e) for e in elements}
    answered = (cells["company"], cells["service"], indicator) in context.answered
    if elements and None not in reasons and not answered:
        message = f"{indicator} is printed where the methodology excludes it: {min(map(str, reasons))}"
        row.warn("scope", f"{message} (it replaces no answers)", "unused score")


def _published_rank(context, row, cells):
    if not cells["service"]:
        _known_company(context, row, cells)
    elif _known_service(context, row, cells) and cells["service"] in UNIT_IDS.values():
        row.error("service", f'"{cells["service"]}" has no rank (leave it empty for the company)')
    if cells.get("among") and not cells["service"]:
        row.error("among", "is given for a company, and companies have no class (leave it empty)")
    row.known("scope", cells["scope"], f"methodology {context.methodology.name}", context.scopes)


def _recommendation(context, row, cells):
    for code in listed(cells["indicators"]):
        if row.ascii("indicators", code):
            row.known("indicators", code, f"methodology {context.methodology.name}", context.indicators)


def _stated_finding(context, row, cells):
    questions = {r["question"]: r for r in context.methodology.rows_of("questions")}
    where = f"questions.csv of methodology {context.methodology.name}"
    if not row.known("question", cells["question"], where, questions):
        return
    if cells["finding"] in questions and cells["finding"] != cells["question"]:
        row.error("finding", f"{quoted(cells['finding'])} is the id of another question (choose a different id)")
    names = listed(cells["names"])
    if (cells["claim"] == "only") != bool(names):
        row.error("names", 'must list names if claim is "only", and be empty otherwise (correct it)')
    if questions[cells["question"]]["units"] == "companies":
        known, where = context.companies, "companies.csv"
    else:
        services = (context.services or {}).items()
        known = {f"{c}/{s}" for (c, s), r in services if r["unit"] == "service"}
        where = "services.csv (as company/service)"
    for name in names if known else ():
        if name not in known:
            row.error("names", f"{quoted(name)} is not in {where} (correct it)")


def _known_company(context, row, cells):
    return row.known("company", cells["company"], "companies.csv", context.companies)


def _known_service(context, row, cells):
    company, service = cells["company"], cells["service"]
    if context.companies is not None and not _known_company(context, row, cells):
        return False
    if context.services is None or (company, service) in context.services:
        return context.services is not None
    known = [other for owner, other in context.services if owner == company]
    return row.known("service", service, f"services.csv of {company}", known)


def _known_strand(context, row, strand, indicator):
    known = context.methodology.strands.get(indicator, [strand])
    if strand and strand.isascii() and strand not in known:
        row.error("strand", f"{quoted(strand)} is not a strand of {indicator} (write {' or '.join(known)})")


_CHECKS = {
    "companies": _company,
    "services": _service,
    "selection": _selected,
    "given_answers": _answer,
    "sources": _known_company,
    "published_scores": _published_score,
    "published_ranks": _published_rank,
    "engagements": _engagement,
    "recommendations": _recommendation,
    "stated_findings": _stated_finding,
}


def _companies_have_services(reader, context):
    raw = context.edition.raw.get("companies")
    if context.companies is None or context.services is None:
        return
    if not context.companies:
        Row(reader, raw.file, 1).error("company", "lists no company (add the companies)")
    having = {company for (company, _), row in context.services.items() if row["unit"] == "service"}
    grouped = {company for (company, _), row in context.services.items() if row["unit"] == "group"}
    asked = [
        i
        for i in context.selected or ()
        if (context.indicators or {}).get(i, {}).get("scoring_scope") in ("company", "full")
    ]
    for line, cells in raw.rows:
        if cells["company"] and cells["company"] not in having:
            message = f"{quoted(cells['company'])} has no service in services.csv (add one, or remove the company)"
            Row(reader, raw.file, line).error("company", message)
        elif cells["company"] not in grouped and asked and re.fullmatch(ID, cells["company"]):
            message = f"{quoted(cells['company'])} has no row for its group, although {asked[0]} is asked of groups"
            todo = 'add one to services.csv with unit "group"'
            Row(reader, raw.file, line, cells).warn("company", f"{message} ({todo})", "no group")


def _points(text):
    """Return printed points as a number; None if the text is empty or not a number from 0 to 100."""
    try:
        points = float(text)
    except ValueError:
        return None
    return points if 0 <= points <= 100 else None


NAMED = 3
"""The number of missing answers that a message names."""
LACKS = {
    "unlisted_sources": "unlisted source",
    "positive_answers_without_source": "no source",
    "excluded_but_scored": "excluded",
}
"""What a release counts of its answers -> the kind of the warning."""


def lacks(edition):
    """Return the counts of a loaded edition by the keys of LACKS: citations without a row in sources.csv, answers with
    points without a source, and answers or printed points that count although the methodology excludes the element."""
    found = Counter(p.kind for p in edition.problems if p.level == "warning" and p.edition == edition.name)
    return {name: found[kind] for name, kind in LACKS.items()}


def not_final(edition):
    """Return [Problem] if the status of an edition without errors is `final` although answers are missing, else []."""
    if edition.tables["staged.editions"]["status"][0] != "final":
        return []
    asked, missing = missing_answers(edition)
    if missing:
        file = edition.project.shown(final_file(edition.folder))
        named = ", ".join("/".join(part for part in ids if part != "all") for ids in missing[:NAMED])
        more = f" and {len(missing) - NAMED:,} more" if len(missing) > NAMED else ""
        what = f'is "final", but {len(missing):,} of the {len(asked):,} answers that are asked for '
        what += f"{'is' if len(missing) == 1 else 'are'} missing in {file}: {named}{more}"
        about = edition.raw["editions"]
        message = f'{what} (add them, or write "partial")'
        return [Problem(about.file, about.line(0, "status"), "status", message, "error", "not final", edition.name)]
    return []


def missing_answers(edition):
    """Return the keys (KEYS) of all answers that are asked for, and of the missing ones among them."""
    asked, given = list(_expected(edition)), _answered(edition)
    return asked, [ids for ids in asked if ids not in given]


def _expected(edition):
    """Yield (company, service, strand, element) of each answer that the methodology asks for, in order of services."""
    m, tables = edition.methodology, edition.tables
    types = dict(tables["staged.companies"].select("company", "type").rows())
    indicators = {r["indicator"]: r for r in m.rows_of("indicators")}
    selected = set(tables["staged.selection"]["indicator"])
    elements = [e for e in m.rows_of("elements") if e["indicator"] in selected]
    asked = {}
    for row in tables["staged.services"].to_dicts():
        kind = types[row["company"]] or "", row["unit"], row["class"] or ""
        if kind not in asked:
            unit = row | {"class": kind[2]}
            asked[kind] = [
                (strand, element["element"])
                for element in elements
                if exclusion(unit, kind[0], indicators[element["indicator"]], element) is None
                for strand in m.strands[element["indicator"]]
            ]
        for ids in asked[kind]:
            yield row["company"], row["service"], *ids


def _answered(edition):
    """Return the keys of the answers that are given, or replaced by printed points or a printed level score."""
    answers, scores = (edition.tables[f"staged.{name}"] for name in ("given_answers", "published_scores"))
    has_points = answers["answer"].is_not_null() | answers["printed_points"].is_not_null()
    given = set(answers.filter(has_points).select(KEYS).rows())
    levels = {(*ids[:3], ids[3].split(".")[0]) for ids in given}
    printed = scores.filter(scores["service"] != "").select("company", "service", "strand", "scope")
    printed = set(printed.rows()) - levels
    elements = [(e["element"], e["indicator"]) for e in edition.methodology.rows_of("elements")]
    return given | {(*level[:3], element) for level in printed for element, own in elements if own == level[3]}
