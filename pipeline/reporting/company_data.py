"""What a release says of each company and each service: every table read once, for all of their pages.

A *target* is whose score it is: a service's id, or `company`.
"""

from collections import defaultdict
from functools import cached_property, lru_cache

from pipeline.asking.explain import trees, walk
from pipeline.core.figures import numbered
from pipeline.reading.files import listed
from pipeline.reporting.indicators import answer_address, by
from pipeline.schemas.fields import UNITS

COMPANY = "company"
SHORT = 80
"""A comment of so many letters is said again for another answer; of a longer one it is said where it stands."""

PART_OF = {
    "improved": "answers",
    "declined": "answers",
    "same_points": "answers",
    "newly_scored": "applicability",
    "no_longer_scored": "applicability",
}
"""Which part of a change a changed answer stands behind; all other kinds: `methodology`."""

WHYS = {
    "new": "new",
    "methodology": "methodology",
    "unknown": "unknown",
    "unknown_before": "unknown",
}
"""Why editions can't be compared -> the text that says so; those in part have one of their own, all others too."""


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
        """(company, target) -> scope -> figures with places; indicators of a company have none."""
        found = defaultdict(dict)
        for row in self.released.rows("company_data/scores"):
            found[row["company"], row["target"]][row["scope"]] = row
        return found

    @cached_property
    def ranked(self):
        """How many companies, and services, have a place: a row."""
        return self.released.rows("company_data/ranked")[0]

    @cached_property
    def trees(self):
        """(company, target) -> the tree of its total, categories in the edition's order."""
        found, order = trees(self.released, self.released.edition), list(self.released.categories)
        for (company, _), root in found.items():
            for node in walk(root):
                if node["kind"] == "answer":
                    node["reason"] = self.released.reason_of(node | {"company": company})
            root["children"].sort(key=lambda node: order.index(node["code"]))
        return found

    @cached_property
    def answers(self):
        """(company, service) -> its answers in the methodology's order; `same_as` is an earlier answer of the company
        with the same long comment."""
        rows = self.released.rows("company_data/answers")
        for row in rows:
            row["reason"] = self.released.reason_of(row)
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
        """(company, service, strand, indicator) -> its figures."""
        rows = self.released.whole("level_scores")
        return {(r["company"], r["service"], r["strand"], r["indicator"]): r for r in rows}

    @cached_property
    def levels_answers(self):
        """(company, service, strand, indicator) -> its answers."""
        rows = [row for rows in self.answers.values() for row in rows]
        return by(rows, "company", "service", "strand", "indicator")

    @cached_property
    def there(self):
        """The places that have an answer: (company, service, strand, element) -> its row."""
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
    def whys(self):
        """(company, target) -> (text key, its values) of why its change is comparable only in part or not at all."""
        found = {}
        for row in self.released.codes["compared.score_changes"]:
            change = self.changes.get((row["company"], row["target"]))
            whole = row["scope"] == "total" and row["why_code"]
            if whole and change and row["edition_before"] == change["edition_before"]:
                values, name = {}, WHYS.get(row["why_code"], "other")
                if row["why_code"].startswith("in_part"):
                    values = {name: row[name] for name in ("n_after", "n_known", "n_before", "n_own")}
                    name = "partly"
                found[row["company"], row["target"]] = f"company_why_{name}", values
        return found

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
        """The steps of the research in their order, which the release's methodology tells."""
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
    def firm(self):
        """(company, target) -> question -> its row."""
        found = defaultdict(dict)
        for row in self.released.rows("company_data/robustness"):
            found[row["company"], row["target"]][row["question"]] = row
        return found

    def units(self, company):
        """Services of a company that have answers: group and operating company first."""
        own = [row for (c, _), row in self.released.services.items() if c == company]
        return sorted(own, key=lambda r: (UNITS.index(r["unit"]), r["service"]))

    def place(self, company, service, strand, element):
        """The address of an answer; None where there is none."""
        row = self.there.get((company, service, strand, element))
        return row and row["address"]

    def documents(self, company):
        """All documents of a company, in the order of their ids: rows."""
        own = [row for (c, _), row in self.sources.items() if c == company]
        return sorted(own, key=lambda r: numbered(r["source"]))

    def cited(self, company, answers):
        """The documents that answers rest on, in the order of their ids: rows. An id without a document has none."""
        ids = {source for row in answers for source in listed(row["sources"])}
        return [self.sources[company, s] for s in sorted(ids, key=numbered) if (company, s) in self.sources]


def behind(rows, part):
    """The changed answers behind one part of a change."""
    return [row for row in rows if PART_OF.get(row["kind"], "methodology") == part]


def together(rated, company, level):
    """A level's answers in groups of the same points, weight and reason: (class, the first, all of them), those with
    most points first."""
    found = {}
    for node in level["children"]:
        found.setdefault((node["status"], node["low"], _weight(node), node["reason"]), []).append(node)
    place = company, level["service"], level["strand"]
    groups = [(rated.there[*place, nodes[0]["element"]]["kind"], nodes[0], nodes) for nodes in found.values()]
    return sorted(groups, key=lambda g: "ypoux".index(g[0]))


def alike(rows, counted):
    """Answers in groups that agree in all but the element: (the first, its node in a tree or None, all of them)."""
    found = {}
    for row in rows:
        node = counted.get((row["service"], row["strand"], row["element"]))
        same = *(row[name] for name in ("answer", "status", "points", "reason", "comment", "sources")), _weight(node)
        found.setdefault(same, (row, node, []))[2].append(row)
    return list(found.values())


def _weight(node):
    """A node's weight, without what sums in another order would change."""
    return node and node["weight"] and round(node["weight"], 12)


def weight_of_each(nodes):
    """The weight that all answers of a level have that count; None where they differ or none does."""
    weights = {_weight(node) for node in nodes} - {None}
    return weights.pop() if len(weights) == 1 else None


def equal_levels(node):
    """An indicator's levels, those together whose answers have the same points, weights and reasons."""
    found = {}
    for level in node["children"]:
        answers = [(a["element"], a["status"], a["low"], _weight(a), a["reason"]) for a in level["children"]]
        found.setdefault((level["status"], level["low"], level["high"], _weight(level), *answers), []).append(level)
    return list(found.values())
