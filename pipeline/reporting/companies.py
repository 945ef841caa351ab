"""A page for each company: its score and rank, its services, and all answers of its group."""

from pipeline.asking.explain import walk
from pipeline.reporting.answer_map import heat_maps
from pipeline.reporting.company_data import COMPANY, rated
from pipeline.reporting.sections import by_indicator, sections
from pipeline.reporting.site import Page, company_page


def pages(released):
    found = rated(released)
    for company in released.companies:
        if "total" in found.scores[company, COMPANY]:
            yield Page(company_page(company), "company.html", _facts(found, company))


def _facts(found, company):
    units = found.units(company)
    whole = [u for u in units if u["unit"] != "service"]
    answers = [(u, found.answers[company, u["service"]]) for u in whole]
    return sections(found, company, COMPANY) | {
        "services": _services(found, company),
        "maps": heat_maps(found, company),
        "engagement": found.engagement.get(company),
        "whole": [(unit, by_indicator(rows)) for unit, rows in answers if rows],
        "counted": counted(found, company, COMPANY),
        "levels": found.levels,
        "sources": found.documents(company),
    }


def _services(found, company):
    """Return [(service's row, scope -> its scores)], the highest score first."""
    rows = [
        (found.released.services[company, service], found.scores[company, service])
        for service in found.released.services_of(company)
        if "total" in found.scores[company, service]
    ]
    return sorted(rows, key=lambda r: _best_first(r[1]["total"]))


def _best_first(total):
    open_ended = 10**6
    return (
        total["rank_low"] or open_ended,
        total["rank_high"] or open_ended,
        total["target"],
    )


def counted(found, company, target):
    """Return (service, strand, element) -> the node of each answer that counts toward a target's total."""
    answers = (node for node in walk(found.trees.get((company, target))) if node["kind"] == "answer")
    return {(a["service"], a["strand"], a["element"]): a for a in answers if a["weight"] is not None}
