"""A page for each service: every answer with its weight and contribution, grouped like the parts of the score."""

from pipeline.asking.explain import walk
from pipeline.reporting.companies import counted
from pipeline.reporting.company_data import rated
from pipeline.reporting.sections import sections
from pipeline.reporting.site import Page, service_page


def pages(released):
    found = rated(released)
    for (company, service), row in released.services.items():
        if row["unit"] == "service" and "total" in found.scores[company, service]:
            yield Page(service_page(company, service), "service.html", _facts(found, company, service))


def _facts(found, company, service):
    own = found.answers[company, service]
    return sections(found, company, service) | {
        "service": found.released.services[company, service],
        "counted": counted(found, company, service),
        "own": _by_level(own),
        "rest": _rest(own, found.trees.get((company, service))),
        "sources": found.cited(company, own),
        "has_documents": bool(found.documents(company)),
    }


def _by_level(rows):
    """Return indicator -> strand -> answers."""
    found = {}
    for row in rows:
        found.setdefault(row["indicator"], {}).setdefault(row["strand"], []).append(row)
    return found


def _rest(rows, tree):
    """Return the indicators of the service's answers that are not in the tree of its score."""
    placed = {node["code"] for node in walk(tree) if node["kind"] == "indicator"}
    return list(dict.fromkeys(row["indicator"] for row in rows if row["indicator"] not in placed))
