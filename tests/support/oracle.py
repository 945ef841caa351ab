"""A second implementation of the scoring, in exact fractions, written from `docs/` alone: answers, scores and ranks.

`docs/rules.md` is its specification, and comments name its rules by number. It shares no code with the product, knows
no rounding, and is made to be read, not to be fast.
"""

import csv
from collections import namedtuple
from fractions import Fraction
from math import floor

import yaml

Unit = namedtuple("Unit", "company service kind service_class composite")
Indicator = namedtuple("Indicator", "code family category scope types classes")
Element = namedtuple("Element", "code indicator reversed types classes")
Answer = namedtuple("Answer", "indicator status answer low high")
"""What became of an answer; `low` and `high` are its points, or the bounds of what is missing, or None."""
SERVICE, OPERATING, GROUP = "service", "operating_company", "group"
KINDS = {SERVICE: 0, OPERATING: 1, GROUP: 2}
"""Units from the nearest to a service."""
EMPTY = (None, None)
SAME = Fraction(1, 10**11)
"""Points: scores that are no further apart are equal. No two that are unequal in practice are so near."""


# Reading


def rows(path):
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def listed(cell):
    return {part.strip() for part in cell.split(";") if part.strip()}


class Methodology:
    def __init__(self, folder):
        about = yaml.safe_load((folder / "methodology.yaml").read_text(encoding="utf-8"))
        self.name, self.based_on = about["id"], about.get("based_on")
        self.one = str(about["services_as_one"]).lower() == "true"
        self.total_of = about["total_of"]
        self.service_score = about.get("service_score") or "nearest"
        self.printed_decimals = int(about.get("printed_decimals") or 0)
        self.rank_decimals = about.get("rank_decimals")
        self.steps = about.get("steps") or []
        self.strands = {strand: set(codes) for strand, codes in (about.get("strands") or {}).items()}
        self.weights = {code: Fraction(str(weight)) for code, weight in (about.get("weights") or {}).items()}
        self.points, self.spellings = {}, {}
        for row in about["scale"]:
            points, turned = row["points"], row["reversed_points"]
            self.points[row["answer"]] = EMPTY if points == "" else (Fraction(str(points)), Fraction(str(turned)))
            others = [s for own in (row.get("spellings") or {}).values() for s in own]
            for spelling in [row["answer"], *(row.get("label") or {}).values(), *others]:
                self.spellings[spelling.lower()] = row["answer"]
        self.indicators, self.elements, self.labels = {}, {}, {}
        for row in rows(folder / "indicators.csv"):
            excluded = listed(row["excluded_company_types"]), listed(row["excluded_service_classes"])
            own = (row["indicator"], row["family"], row["category"], row["scoring_scope"])
            self.indicators[row["indicator"]] = Indicator(*own, *excluded)
        for row in rows(folder / "elements.csv"):
            excluded = listed(row["excluded_company_types"]), listed(row["excluded_service_classes"])
            own = (row["element"], row["indicator"], row["reversed"] == "true")
            self.elements[row["element"]] = Element(*own, *excluded)
            self.labels[row["element"]] = {n: text for n, text in row.items() if n.startswith("label_") and text}
        self.questions = rows(folder / "questions.csv")

    def points_of(self, answer, turned):
        """Return an answer's points by rule 4; None if the scale does not have the answer, or gives it no points."""
        return self.points.get(answer, EMPTY)[turned]

    def strands_of(self, indicator):
        return [strand for strand, codes in self.strands.items() if indicator in codes] or ["all"]

    def weight(self, code):
        return self.weights.get(code, Fraction(1))


class Edition:
    def __init__(self, folder, methodologies):
        about = yaml.safe_load((folder / "edition.yaml").read_text(encoding="utf-8"))
        self.name, self.series, self.year = about["id"], about["series"], int(about["year"])
        self.rule = methodologies[about["methodology"]]
        own = about.get("rank_decimals")
        self.rank_decimals = self.rule.rank_decimals if own is None else own
        self.companies = {row["company"]: row["type"] for row in rows(folder / "companies.csv")}
        self.units = {company: [] for company in self.companies}
        for row in rows(folder / "services.csv"):
            unit = Unit(row["company"], row["service"], row["unit"], row["class"], row["composite"])
            self.units[row["company"]].append(unit)
        chosen = {row["indicator"] for row in rows(folder / "selection.csv")}
        self.selected = {i: own for i, own in self.rule.indicators.items() if not chosen or i in chosen}
        steps = {step: folder / "answers" / f"{step}.csv" for step in self.rule.steps}
        self.steps = {step: self._given(rows(path)) for step, path in steps.items() if rows(path)}  # Rule 24.
        final = folder / "answers.csv"
        self.given = self._given(rows(final if final.exists() else folder / "answers" / "final.csv"))
        self.published = {}
        for row in rows(folder / "published_scores.csv"):
            place = (row["company"], row["service"], row["strand"], row["scope"])
            self.published[place] = Fraction(row["score"])
        self.stated = rows(folder / "findings.csv")
        self.recommendations = {
            row["recommendation"]: listed(row["indicators"]) for row in rows(folder / "recommendations.csv")
        }
        self.answers = answers(self)

    def _given(self, table):
        """Return key -> (answer or "", printed points or None)."""
        found = {}
        for row in table:
            answer = self.rule.spellings[row["answer"].lower()] if row["answer"] else ""
            printed = row.get("printed_points")
            place = (row["company"], row["service"], row["strand"], row["element"])
            found[place] = (answer, Fraction(printed) if printed else None)
        return found

    def services(self):
        return [unit for own in self.units.values() for unit in own if unit.kind == SERVICE]


class Rating:
    """All data of a folder raw/."""

    def __init__(self, raw):
        self.methodologies = {f.name: Methodology(f) for f in sorted((raw / "methodologies").iterdir())}
        found = [Edition(f, self.methodologies) for f in sorted((raw / "editions").iterdir())]
        self.editions = {e.name: e for e in found}
        self.lineage = {n: rows(raw / "lineage" / f"{n}.csv") for n in ("companies", "services", "elements")}


# Answers


def asked(indicator, unit):
    """Rule 1."""
    return indicator.scope != ("company" if unit.kind == SERVICE else "services")


def excluded(edition, unit, element):
    """Rule 2."""
    indicator = edition.selected[element.indicator]
    if edition.companies[unit.company] in indicator.types | element.types:
        return True
    return unit.service_class in indicator.classes | element.classes


def became(edition, element, applies, given):
    """Rules 3 and 4."""
    answer, printed = given
    points = edition.rule.points_of(answer, element.reversed)
    if points is not None:
        return Answer(element.indicator, "scored", answer, points, points)
    if answer:
        return Answer(element.indicator, "not_applicable", answer, *EMPTY)
    if printed is not None:
        return Answer(element.indicator, "printed", "", printed, printed)
    if not applies:
        return Answer(element.indicator, "not_applicable", "", *EMPTY)
    return Answer(element.indicator, "unanswered", "", Fraction(0), Fraction(100))


def answers(edition, given=None):
    """Return (company, service, strand, element) -> status and points, of all answers that are asked for or given."""
    given = edition.given if given is None else given
    found = {}
    for own in edition.units.values():
        for unit in own:
            for element in edition.rule.elements.values():
                if element.indicator not in edition.selected:
                    continue
                covers = asked(edition.selected[element.indicator], unit)
                applies = covers and not excluded(edition, unit, element)
                for strand in edition.rule.strands_of(element.indicator):
                    place = (unit.company, unit.service, strand, element.code)
                    if covers or place in given:
                        found[place] = became(edition, element, applies, given.get(place, ("", None)))
    return found


# Scores


class Score:
    """A mean of other scores, or an answer, or a printed level: `parts` are (share, score); the shares add up to 1."""

    def __init__(self, low, high, scored, printed, expected, parts=(), place=None):
        self.low, self.high, self.parts, self.place = low, high, parts, place
        self.scored, self.printed, self.expected = scored, printed, expected

    @property
    def status(self):
        if self.scored:
            return "complete" if self.scored == self.expected else "partial"
        return "printed" if self.printed else "unanswered"

    def weights(self, share=Fraction(1), into=None):
        """Return (service, strand, indicator, element) -> weight; the element is empty for a printed level."""
        into = {} if into is None else into
        if self.place:
            into[self.place] = into.get(self.place, 0) + share
        for own, part in self.parts:
            part.weights(share * own, into)
        return into


def mean(pairs):
    """Return the mean of pairs of (weight, score or None); None if there is no score."""
    pairs = [(weight, score) for weight, score in pairs if score is not None]
    whole = sum(weight for weight, _ in pairs)
    if not whole:
        return None
    parts = [(Fraction(weight) / whole, score) for weight, score in pairs]
    low, high = (sum(share * getattr(score, end) for share, score in parts) for end in ("low", "high"))
    counts = (sum(getattr(score, n) for _, score in parts) for n in ("scored", "printed", "expected"))
    return Score(low, high, *counts, parts)


def plain(scores):
    return mean((1, score) for score in scores)


def leaf(place, answer):
    """Return the score of one applicable answer."""
    service, strand, element = place[1:]
    known, printed = answer.status == "scored", answer.status == "printed"
    return Score(answer.low, answer.high, known, printed, 1, (), (service, strand, answer.indicator, element))


def levels(found, published):
    """Return the scores of answers and printed level scores by rules 6 and 7: (company, service, strand, indicator) ->
    score."""
    grouped = {}
    for place, answer in found.items():
        own = grouped.setdefault((*place[:3], answer.indicator), [])
        if answer.status != "not_applicable":
            own.append((place, answer))
    scores = {}
    for level, own in grouped.items():
        if level in published and own and all(answer.status == "unanswered" for _, answer in own):
            printed = published[level]
            scores[level] = Score(printed, printed, 0, len(own), len(own), (), (*level[1:], ""))
        else:
            scores[level] = plain(leaf(place, answer) for place, answer in own)
    return scores


def indicator_score(rule, units, of_unit, strands):
    """Rules 8 to 10: of some units of one company. `of_unit` has a unit's levels: service -> strand -> score. A strand
    that the indicator does not have, of an element that moved, is none of its own (rule 18)."""
    composites = {}
    for unit in units:
        for strand, score in of_unit.get(unit.service, {}).items():
            shared = ("shared", unit.composite) if unit.composite else ("alone", unit.service)
            own = (unit.kind, shared) if rule.one else (unit.kind, shared, strand if strand in strands else "all")
            composites.setdefault(own, []).append(score)
    means = {own: plain(scores) for own, scores in composites.items()}
    if not rule.one:
        return plain(means.values())
    return plain(plain(score for own, score in means.items() if own[0] == kind) for kind in KINDS)


def service_indicator_score(rule, units, of_unit, strands):
    """Rule 11. The units are a service, its operating company and its group."""
    if rule.service_score == "mean":
        return indicator_score(rule, units, of_unit, strands)
    by_nearness = sorted(units, key=lambda unit: KINDS[unit.kind])
    found = (indicator_score(rule, [unit], of_unit, strands) for unit in by_nearness)
    return next((score for score in found if score is not None), None)


class Scores:
    """Scores of some companies by a rule: (company, target, scope) -> score or None, the target "" for the company.

    `units` are theirs; `selected` the indicators; `left_out` a category that the total leaves out.
    """

    def __init__(self, rule, selected, units, of_level, total_of=None, left_out=None):
        self.rule, self.selected = rule, selected
        self.total_of, self.left_out = total_of or rule.total_of, left_out
        self.scores, self.levels = {}, of_level
        by_company = {}
        for (company, service, strand, indicator), score in of_level.items():
            by_company.setdefault(company, {}).setdefault(indicator, {}).setdefault(service, {})[strand] = score
        for company, own in units.items():
            found = by_company.get(company, {})
            self._target(company, "", own, found, indicator_score)
            above = [unit for unit in own if unit.kind != SERVICE]
            for unit in own:
                if unit.kind == SERVICE:
                    self._target(company, unit.service, [unit, *above], found, service_indicator_score)

    def _target(self, company, target, units, found, score_of):
        """Rule 12."""
        indicators = {i: score_of(self.rule, units, found.get(i, {}), self.rule.strands_of(i)) for i in self.selected}
        there = [own for i, own in self.selected.items() if any(unit.service in found.get(i, {}) for unit in units)]
        there = {code for own in there for code in (*own[:3], "total")}
        weight, families, categories = self.rule.weight, {}, {}
        for code, own in self.selected.items():
            families.setdefault(own.family, []).append((weight(code), indicators[code]))
            categories.setdefault(own.category, {})[own.family] = None
        families = {family: mean(pairs) for family, pairs in families.items()}
        for category, own in categories.items():
            categories[category] = mean((weight(family), families[family]) for family in own)
        children = {"families": families, "indicators": indicators, "categories": categories}[self.total_of]
        category_of = {code: own.category for own in self.selected.values() for code in own[:3]}
        total = mean((weight(c), s) for c, s in children.items() if category_of[c] != self.left_out)
        for scope, score in (indicators | families | categories | {"total": total}).items():
            if scope in there:
                self.scores[company, target, scope] = score

    def kept(self, service):
        """Those of services, or of companies."""
        return {place: score for place, score in self.scores.items() if bool(place[1]) == service}


def scored(edition, found=None, published=None, **variant):
    """Return the scores of an edition by its own rule, over its own or different answers."""
    published = edition.published if published is None else published
    of_level = levels(edition.answers if found is None else found, published)
    return Scores(edition.rule, edition.selected, edition.units, of_level, **variant)


# Ranks


def as_ranked(score, decimals):
    """Round half up by rule 15; a score that is almost a half is rounded up."""
    if decimals is None:
        return score
    decimals = int(decimals)
    return Fraction(floor((score + SAME) * 10**decimals + Fraction(1, 2)), 10**decimals)


def standings(figures):
    """Return score -> its position, from 0 for the lowest; positions are equal if the gap to the next is at most
    SAME."""
    found, before, at = {}, None, 0
    for figure in sorted(set(figures)):
        at += before is not None and figure - before > SAME
        found[figure], before = at, figure
    return found


def ranked(bounds, decimals=None):
    """Return key -> (best, worst) by rules 15 and 16, from key -> (low, high) of those that are ranked together."""
    ends = {k: tuple(as_ranked(end, decimals) for end in own) for k, own in bounds.items()}
    at = standings(end for own in ends.values() for end in own)
    ends = {k: (at[low], at[high]) for k, (low, high) in ends.items()}

    def rank(own):
        best = 1 + sum(low > own[1] for low, _ in ends.values())
        return best, 1 + sum(high > own[0] for _, high in ends.values()) - (own[1] > own[0])

    return {k: rank(own) for k, own in ends.items()}


def ranks(scores, decimals):
    """Return (company, target, scope) -> (best, worst), of companies among companies and services among services."""
    found = {}
    for service in (False, True):
        fields = {}
        for place, score in scores.kept(service).items():
            if score is not None:
                fields.setdefault(place[2], {})[place] = (score.low, score.high)
        for field in fields.values():
            found |= ranked(field, decimals)
    return found
