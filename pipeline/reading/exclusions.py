"""Exclusions: why a methodology does not ask a unit for an element. Python and SQL both use this module."""

from typing import NamedTuple

import polars as pl

from pipeline.core.texts import text
from pipeline.schemas import SCHEMAS, columns

LISTS = {"excluded_company_types": "company_type", "excluded_service_classes": "service_class"}
"""Column with a list of exclusions -> the code of the reason."""


class Exclusion(NamedTuple):
    """Why an element is not asked: a code, and the indicator, company type or service class that it is about."""

    code: str
    value: str | None

    def text(self, language):
        return text(f"exclusion.{self.code}", language, value=self.value)

    def __str__(self):
        return self.text("en")


def exclusion(service, company_type, indicator, element):
    """Return why a methodology does not ask a unit (a row of services.csv) for an element: an `Exclusion`, or None."""
    unit, scope = service["unit"], indicator["scoring_scope"]
    if (scope == "services" and unit != "service") or (scope == "company" and unit == "service"):
        return Exclusion(f"{scope}_only", indicator["indicator"])
    for (column, code), value in zip(LISTS.items(), (company_type, service["class"]), strict=True):
        if value and value in f"{indicator[column] or ''};{element[column] or ''}".split(";"):
            return Exclusion(code, value)
    return None


def possible_exclusions(methodology):
    """Return the set of all `Exclusion`s that a methodology can give."""
    indicators, elements = methodology.rows_of("indicators"), methodology.rows_of("elements")
    found = {Exclusion(f"{scope}_only", row["indicator"]) for row in indicators for scope in ("services", "company")}
    for column, code in LISTS.items():
        found |= {Exclusion(code, v) for row in (*indicators, *elements) for v in row[column].split(";") if v}
    return found


def exclusions(edition):
    """Return the table `staged.exclusions` of a sound edition: the elements not asked of its kinds of units."""
    m, tables = edition.methodology, edition.tables
    units = tables["staged.services"].join(tables["staged.companies"], on=("edition", "company"))
    kinds = units.select(pl.col("type", "unit", "class").fill_null("")).unique().to_dicts()
    indicators = {row["indicator"]: row for row in m.rows_of("indicators")}
    found = [
        (edition.name, kind["type"], kind["unit"], kind["class"], element["element"], *excluded)
        for kind in kinds
        for element in m.rows_of("elements")
        if (excluded := exclusion(kind, kind["type"], indicators[element["indicator"]], element))
    ]
    return pl.DataFrame(found, {c.name: c.dtype for c in columns(SCHEMAS["staged.exclusions"])}, orient="row")
