"""The data of a release by company and service: every table is read once for all of their pages.

A *target* is what a score is of: a service's id, or `company`.
"""

from collections import defaultdict
from functools import cached_property, lru_cache

from pipeline.asking.explain import trees
from pipeline.core.figures import numbered
from pipeline.reading.files import listed
from pipeline.reporting.indicators import answer_address, by
from pipeline.schemas.fields import UNITS

COMPANY = "company"
SHORT = 80
"""The most letters of a comment that is repeated for each answer; a longer one is shown once, and then linked to."""

PART_OF = {
    "improved": "answers",
    "declined": "answers",
    "same_points": "answers",
    "newly_scored": "applicability",
    "no_longer_scored": "applicability",
}
"""Kind of a changed answer -> the component of the change that it counts toward; all other kinds: `methodology`."""


@lru_cache(maxsize=1)
def rated(released):
    return Rated(released)


class Rated:
    """The rows of a release by company and target."""

    def __init__(self, released):
        self.released = released
        self.order = {element: i for i, element in enumerate(released.elements)}

    @cached_property
    def scores(self):
        """(company, target) -> scope -> scores with ranks; indicators of a company have no ranks."""
        found = defaultdict(dict)
        for row in self.released.rows("company_data/scores"):
            found[row["company"], row["target"]][row["scope"]] = row
        return found

    @cached_property
    def ranked(self):
        """The numbers of companies and of services with a rank: a row."""
        return self.released.rows("company_data/ranked")[0]

    @cached_property
    def trees(self):
        """(company, target) -> the tree of its total, categories in the edition's order."""
        found, order = trees(self.released.database, self.released.edition), list(self.released.categories)
        for root in found.values():
            root["children"].sort(key=lambda node: order.index(node["code"]))
        return found

    @cached_property
    def answers(self):
        """(company, service) -> its answers in the methodology's order; `same_as` is an earlier answer of the company
        with the same long comment."""
        rows = self.released.rows("company_data/answers")
        for row in rows:
            row["address"] = answer_address(row)
        rows.sort(key=lambda r: (r["strand"], self.order.get(r["element"], -1)))
        found = by(rows, "company", "service")
        for company in self.released.companies:
            first = {}
            for unit in self.units(company):
                for row in found[company, unit["service"]]:
                    long = row["comment"] and len(row["comment"]) > SHORT
                    row["same_as"] = first.get(row["comment"]) if long else None
                    first.setdefault(row["comment"], row)
        return found

    @cached_property
    def levels(self):
        """(company, service, strand, indicator) -> its row of level_scores."""
        rows = self.released.whole("level_scores")
        return {(r["company"], r["service"], r["strand"], r["indicator"]): r for r in rows}

    @cached_property
    def levels_answers(self):
        """(company, service, strand, indicator) -> its answers."""
        rows = [row for rows in self.answers.values() for row in rows]
        return by(rows, "company", "service", "strand", "indicator")

    @cached_property
    def answers_by_key(self):
        """(company, service, strand, element) -> the row of its answer."""
        return {
            (r["company"], r["service"], r["strand"], r["element"]): r for rows in self.answers.values() for r in rows
        }

    @cached_property
    def sources(self):
        """(company, source) -> its row."""
        return {(r["company"], r["source"]): r for r in self.released.whole("sources")}

    @cached_property
    def shares(self):
        """(company, target) -> category -> kind of answer -> its row with n and share in percent."""
        found = defaultdict(lambda: defaultdict(dict))
        for row in self.released.rows("company_data/shares"):
            found[row["company"], row["target"]][row["category"]][row["kind"]] = row
        return found

    @cached_property
    def changes(self):
        return {(r["company"], r["target"]): r for r in self.released.rows("company_data/changes")}

    @cached_property
    def changed_answers(self):
        return by(self.released.rows("company_data/changed_answers"), "company", "target")

    @cached_property
    def changed_services(self):
        return by(self.released.rows("company_data/changed_services"), "company")

    @cached_property
    def engagement(self):
        return {r["company"]: r for r in self.released.whole("engagement")}

    @cached_property
    def step_order(self):
        """The steps of the research in the order of the release's methodology."""
        return self.released.settings.get("steps") or []

    @cached_property
    def steps(self):
        return by(self.released.rows("company_data/steps", steps=self.step_order), "company", "target")

    @cached_property
    def step_answers(self):
        """(company, service, step) -> the answers that the step changed."""
        rows = self.released.rows("company_data/step_answers", steps=self.step_order)
        rows.sort(key=lambda r: self.order[r["element"]])
        return by(rows, "company", "service", "step")

    @cached_property
    def groups(self):
        """(company, target) -> rows of the road map: elements in all services, and recommendations."""
        return by(self.released.rows("company_data/groups"), "company", "target")

    @cached_property
    def rank_robustness(self):
        """(company, target) -> question -> its row."""
        found = defaultdict(dict)
        for row in self.released.rows("company_data/robustness"):
            found[row["company"], row["target"]][row["question"]] = row
        return found

    def units(self, company):
        """Return the rows of a company's services: group and operating company first."""
        own = [row for (c, _), row in self.released.services.items() if c == company]
        return sorted(own, key=lambda r: (UNITS.index(r["unit"]), r["service"]))

    def address(self, company, service, strand, element):
        """Return the address of an answer; None if it does not exist."""
        row = self.answers_by_key.get((company, service, strand, element))
        return row and row["address"]

    def documents(self, company):
        """Return the rows of all documents of a company, in the order of their ids."""
        own = [row for (c, _), row in self.sources.items() if c == company]
        return sorted(own, key=lambda r: numbered(r["source"]))

    def cited(self, company, answers):
        """Return the rows of the documents that answers cite, in the order of their ids; unlisted ids are left out."""
        ids = {source for row in answers for source in listed(row["sources"])}
        return [self.sources[company, s] for s in sorted(ids, key=numbered) if (company, s) in self.sources]


def answers_in_component(rows, part):
    """Return the changed answers that count toward one component of a change."""
    return [row for row in rows if PART_OF.get(row["kind"], "methodology") == part]


def group_by_points(rated, company, level):
    """Group a level's answers by points, weight and reason. Returns [(class, the first, all of them)], the most points
    first."""
    found = {}
    for node in level["children"]:
        found.setdefault((node["status"], node["low"], _weight(node), node["reason"]), []).append(node)
    unit = company, level["service"], level["strand"]
    groups = [(rated.answers_by_key[*unit, nodes[0]["element"]]["kind"], nodes[0], nodes) for nodes in found.values()]
    return sorted(groups, key=lambda g: "ypoux".index(g[0]))


def group_identical(rows, counted):
    """Group answers that differ only in the element. Returns [(the first, its node in a tree or None, all of them)]."""
    found = {}
    for row in rows:
        node = counted.get((row["service"], row["strand"], row["element"]))
        same = *(row[name] for name in ("answer", "status", "points", "reason", "comment", "sources")), _weight(node)
        found.setdefault(same, (row, node, []))[2].append(row)
    return list(found.values())


def _weight(node):
    """Return a node's weight, rounded to what does not depend on the order of summation."""
    return node and node["weight"] and round(node["weight"], 12)


def weight_of_each(nodes):
    """Return the common weight of a level's answers that count; None if weights differ or no answer counts."""
    weights = {_weight(node) for node in nodes} - {None}
    return weights.pop() if len(weights) == 1 else None


def equal_levels(node):
    """Group an indicator's levels whose answers have the same points, weights and reasons."""
    found = {}
    for level in node["children"]:
        answers = [(a["element"], a["status"], a["low"], _weight(a), a["reason"]) for a in level["children"]]
        found.setdefault((level["status"], level["low"], level["high"], _weight(level), *answers), []).append(level)
    return list(found.values())
