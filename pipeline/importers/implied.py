"""The methodology that research sheets imply: scopes, what counts, reversed elements, as their printed scores show."""

import re
import string
from collections import Counter, defaultdict

from pipeline.importers import cells
from pipeline.importers.collect import in_order
from pipeline.reading.raw_text import csv_text, yaml_text

SCALE = [
    {"answer": "yes", "points": 100, "reversed_points": 0},
    {"answer": "partial", "points": 50, "reversed_points": 50},
    {"answer": "no", "points": 0, "reversed_points": 100},
    {"answer": "no disclosure found", "points": 0, "reversed_points": 0},
    {"answer": "N/A", "points": "", "reversed_points": ""},
]
NEAR = 0.0101
"""How far a printed score of two decimals can be from one that was computed of rounded parts."""

CATEGORIES = {"G": "Governance", "F": "Freedom of Expression", "P": "Privacy"}


class Implied:
    """What the sheets' own figures show. `records`: dicts with company, service, unit, strand, indicator, element,
    answer, points, type; `levels`: (company, service, strand, indicator) -> printed score; `scores`: (company,
    indicator) -> printed score; `composites`: (company, service) -> its composite or itself."""

    def __init__(self, records, levels, scores, composites):
        self.records, self.scores, self.composites = records, scores, composites
        self.levels = defaultdict(list)
        for (company, service, strand, indicator), score in levels.items():
            self.levels[company, indicator].append((service, strand, score))
        self.services_as_one = self._agreeing(True, {}) > self._agreeing(False, {})
        self.scopes, self.evidence = {}, {}
        for indicator in sorted({r["indicator"] for r in records}, key=order):
            self.scopes[indicator] = self._scope(indicator, bool(levels))
        self.uncounted = self._uncounted(levels)

    def why_not(self, record):
        """Return why an answer does not count in the printed scores, or None."""
        indicator, scope = record["indicator"], self.scopes[record["indicator"]]
        own = "services" if record["unit"] == "service" else "company"
        if scope not in ("full", own) and not self._odd(record["company"], indicator, scope):
            who = "the services" if scope == "services" else "group and operating company"
            return f"{indicator} counts {who} only, as {self.evidence[indicator]}"
        if record["element"] in self.uncounted:
            return f"{record['element']} does not count, as {self.uncounted[record['element']]}"
        return None

    def _odd(self, company, indicator, scope):
        """Return True if a company's printed score is a mean of all its units, unlike that of other companies."""
        score = self.scores.get((company, indicator))
        means = [self._mean(company, indicator, self.services_as_one, s) for s in ("full", scope)]
        return score is not None and None not in means and abs(means[0] - score) < NEAR <= abs(means[1] - score)

    def _scope(self, indicator, printed):
        """Return the scope of an indicator: whom the printed levels are of, and the printed indicator counts."""
        asked, levelled, companies = Counter(), Counter(), defaultdict(set)
        units = {
            (r["company"], r["service"], r["unit"], r["strand"]) for r in self.records if r["indicator"] == indicator
        }
        for company, service, unit, strand in units:
            own = "services" if unit == "service" else "company"
            asked[own] += 1
            companies[own].add(company)
            known = (s[:2] for s in self.levels.get((company, indicator), ()))
            levelled[own] += (service, strand) in known
        kinds = [kind for kind in asked if not printed or levelled[kind] * 2 > asked[kind]] or list(asked)
        if len(kinds) < len(asked):
            self.evidence[indicator] = (
                f"the sheets have no level scores of the other {sum(asked.values()) - asked[kinds[0]]}"
            )
        most = max(kinds, key=lambda kind: len(companies[kind]))
        if any(len(companies[kind]) * 2 < len(companies[most]) for kind in kinds):
            self.evidence[indicator] = f"{len(companies[most])} companies have only these"
            return most
        if len(kinds) == 1:
            return kinds[0]
        agree = {
            s: self._agreeing(self.services_as_one, {indicator: s}, indicator) for s in ("full", "services", "company")
        }
        best = max(agree, key=lambda s: (agree[s], s == "full"))
        if best != "full":
            n = sum(1 for _, code in self.scores if code == indicator)
            self.evidence[indicator] = (
                f"{agree[best]} of {n} printed scores are means of these alone, {agree['full']} of {n} of all"
            )
        return best

    def _agreeing(self, as_one, scopes, only=None):
        """Return how many printed scores of indicators are means of the printed levels."""
        return sum(
            (found := self._mean(company, code, as_one, scopes.get(code, "full"))) is not None
            and abs(found - score) < NEAR
            for (company, code), score in self.scores.items()
            if only in (None, code)
        )

    def _mean(self, company, indicator, as_one, scope):
        units = defaultdict(list)
        for service, _, score in self.levels.get((company, indicator), ()):
            own = self.composites.get((company, service))
            if (own is None) != (scope == "services") or scope == "full":
                units[own or service, own is not None].append(score)
        means = {unit: sum(scores) / len(scores) for unit, scores in units.items()}
        services = [score for (_, is_service), score in means.items() if is_service]
        found = [score for (_, is_service), score in means.items() if not is_service]
        found += [sum(services) / len(services)] if as_one and services else services
        return sum(found) / len(found) if found else None

    def _uncounted(self, levels):
        """Return {element: why} of those whose points the printed levels do not contain."""
        points, shown = defaultdict(dict), defaultdict(Counter)
        for r in self.records:
            if cells.number(r["points"]):
                points[r["company"], r["service"], r["strand"], r["indicator"]][r["element"]] = float(r["points"])
        for key, own in points.items():
            if key not in levels or abs(sum(own.values()) / len(own) - levels[key]) < NEAR:
                for element in own:
                    shown[element]["with"] += key in levels
                continue
            for element in own:
                rest = [value for other, value in own.items() if other != element]
                shown[element]["without"] += bool(rest) and abs(sum(rest) / len(rest) - levels[key]) < NEAR
        found = {}
        for element, n in shown.items():
            neighbours = [
                m["without"] for e, m in shown.items() if e.split(".")[0] == element.split(".")[0] and e != element
            ]
            if n["without"] and n["without"] > max(neighbours, default=0):
                found[element] = f"{n['without']} printed level scores are means without it"
        return found

    def files(self, methodology, title, types, classes):
        """Return {file name: text} of the methodology."""
        counted = [r for r in self.records if self.why_not(r) is None]
        strands, points, asked = defaultdict(set), defaultdict(lambda: defaultdict(set)), defaultdict(dict)
        for r in counted:
            strands[r["indicator"]].add(r["strand"])
            if r["points"]:
                points[r["element"]][r["answer"]].add(r["points"])
            applies = r["answer"] != "N/A"
            asked[r["element"]][r["type"]] = asked[r["element"]].get(r["type"], False) or applies
        elements = {
            element: (
                points[element].get("yes") == {"0"} or points[element].get("no") == {"100"},
                [kind for kind, any_ in kinds.items() if not any_],
            )
            for element, kinds in asked.items()
        }
        categories = {i[0]: CATEGORIES.get(i[0], i[0]) for i in strands}
        scopes = {indicator: self.scopes[indicator] for indicator in strands}
        return methodology_files(
            methodology, title, categories, scopes, elements, strands, self.services_as_one, types, classes
        )


def methodology_files(
    methodology, title, categories, scopes, elements, strands, services_as_one, company_types, service_classes
):
    """Return {file name: text} of a methodology without labels. `categories`: category -> its label; `scopes` and
    `strands`: indicator -> its scope, and its strands; `elements`: element -> (whether it scores in reverse, types of
    companies that it is not asked of)."""
    tables = {
        "categories": {category: {"category": category, "label_en": label} for category, label in categories.items()},
        "indicators": {
            order(indicator): {
                "indicator": indicator,
                "family": indicator.rstrip(string.ascii_lowercase),
                "category": indicator[0],
                "scoring_scope": scope,
            }
            for indicator, scope in scopes.items()
        },
        "elements": {
            order(element): {
                "element": element,
                "indicator": element.split(".")[0],
                "reversed": str(reversed_).lower(),
                "excluded_company_types": ";".join(sorted(excluded)),
            }
            for element, (reversed_, excluded) in elements.items()
        },
    }
    of_strand = {}
    for indicator in sorted(strands, key=order):
        for strand in sorted(strands[indicator] - {"all"}):
            of_strand.setdefault(strand, []).append(indicator)
    settings = {
        "id": methodology,
        "title": title,
        "scale": SCALE,
        "services_as_one": services_as_one,
        "total_of": "families",
        "service_score": "nearest",
        "printed_decimals": 2,
        "company_types": sorted(company_types),
        "service_classes": sorted(service_classes),
        "strands": of_strand,
    }
    files = {f"{name}.csv": csv_text(f"staged.{name}", in_order(rows)) for name, rows in tables.items()}
    return files | {"methodology.yaml": yaml_text(settings)}


def order(code):
    """Return a sort key for codes: G2 before G10, G10.2 before G10.11, and G4a before G4b."""
    return (code[0], *((int(n), letter) for n, letter in re.findall(r"(\d+)([a-z]?)", code)))
