"""Rules between the files of a methodology."""

from pipeline.core.problems import quoted
from pipeline.reading.edition_rules import Row
from pipeline.reading.files import listed


def check_methodology(reader, methodology):
    """Report every error between the files of a methodology; skip files that could not be read."""
    codes = _Codes(methodology)
    for name, check in (("indicators", _indicator), ("elements", _element), ("questions", _question)):
        raw = methodology.raw[name]
        for line, cells in () if raw is None else raw.rows:
            if reader.full(raw.file):
                break
            check(methodology, Row(reader, raw.file, line), cells, codes)


class _Codes:
    """The codes of a methodology. `families` collects family -> (category, line) of its first row; `answered` has the
    indicators with elements, `lettered` the families of indicators with letters."""

    def __init__(self, m):
        indicators, elements = m.rows_of("indicators"), m.rows_of("elements")
        self.categories = {r["category"] for r in m.rows_of("categories")}
        self.indicators = {r["indicator"] for r in indicators}
        self.elements = {r["element"] for r in elements}
        self.answered = {r["indicator"] for r in elements}
        self.lettered = {_number(code) for code in self.indicators if _number(code) != code}
        self.families = {}


def _indicator(m, row, cells, codes):
    code, family, category = cells["indicator"], cells["family"], cells["category"]
    if m.raw["categories"] is not None:
        row.known("category", category, "categories.csv", codes.categories)
    if family.isascii() and code.isascii() and family and code and family != _number(code):
        row.error("family", f"{quoted(family)} is not the number of {code} (write {_number(code)})")
    first = codes.families.setdefault(family, (category, row.line))
    if first[0] != category and category and category.isascii():
        message = f"{quoted(category)}, but family {family} is in {first[0]} in line {first[1]}"
        row.error("category", f"{message} (a family has one category)")
    if code == family and code in codes.lettered:
        row.error("indicator", f"{quoted(code)} is also the family of indicators with letters (give it a letter)")
    if m.raw["elements"] is not None and code and code not in codes.answered:
        row.error(
            "indicator", f"{quoted(code)} has no element in elements.csv (add its elements, or remove the indicator)"
        )
    _exclusions(m, row, cells)


def _element(m, row, cells, codes):
    element, indicator = cells["element"], cells["indicator"]
    if m.raw["indicators"] is not None and row.known("indicator", indicator, "indicators.csv", codes.indicators):
        begins = element.isascii() and element.split(".")[0] != indicator
        if begins and "." in element:
            row.error("element", f"{quoted(element)} does not begin with its indicator {indicator} (correct it)")
    for other in filter(None, cells["depends_on"].split(";")):
        if other == element:
            row.error("depends_on", f"{quoted(other)} is the element itself (remove it)")
        elif row.ascii("depends_on", other) and other not in codes.elements:
            row.error("depends_on", f"{quoted(other)} is not in elements.csv (correct it)")
    _exclusions(m, row, cells)


def _question(m, row, cells, codes):
    """Check that a question is about known indicators or about known elements, not both."""
    if m.raw["indicators"] is None or m.raw["elements"] is None:
        return
    known = [codes.indicators, codes.elements]
    scopes = listed(cells["scopes"])
    strange = [s for s in scopes if row.ascii("scopes", s) and not any(s in own for own in known)]
    for scope in strange:
        row.error("scopes", f"{quoted(scope)} is neither an indicator nor an element (correct it)")
    if scopes and not strange and not any(set(scopes) <= own for own in known):
        row.error("scopes", "mixes indicators and elements (write the elements of the indicators instead)")


def _exclusions(m, row, cells):
    for name, known in (("excluded_company_types", m.company_types), ("excluded_service_classes", m.service_classes)):
        for value in filter(None, cells[name].split(";")):
            if row.ascii(name, value) and value not in known and known:
                what = f"{quoted(value)} is not in methodology.yaml"
                row.error(name, f"{what} (the methodology has {', '.join(known)})")


def _number(code):
    return code.rstrip("abcdefghijklmnopqrstuvwxyz")
