"""The comparison of editions, in exact fractions: the components of each change (rules 17 to 23).

As `oracle`, which has what is scored, this is written from `docs/` alone.
"""

from collections import Counter

from support.oracle import Answer, Scores, leaf, levels, plain, ranked, scored
from support.oracle_lineage import matched, pairs, same_elements, turned

SETS = ["known", "services", "elements", "answers"]
RANKS = ["rank_before_in_both", "rank_in_both", "ranked_in_both", "ranked_before", "ranked"]
HAVE_POINTS = {"scored", "printed"}
PARTS = ["rule", "services", "methodology", "applicability", "answers"]


class Side:
    """What one edition brings into a comparison, by the later one's rule.

    `answers` has place -> (answer, its strand there), `whole` level -> (printed score, indicator, strand there); `unit`
    and `element` lead to the other side: a unit to a unit, an element to (element, "same" or "reworded").
    """

    def __init__(self, edition, answers, whole, unit, element):
        self.edition, self.answers, self.whole, self.unit, self.element = edition, answers, whole, unit, element

    def opposite(self, place):
        unit, (element, kind) = self.unit.get(place[:2]), self.element.get(place[3], (None, ""))
        return (*unit, place[2], element) if unit and kind == "same" else None


def whole_levels(edition):
    """Return the levels that an edition knows only by their printed score (rule 7)."""
    found = levels(edition.answers, edition.published)
    return {level: score for level, score in found.items() if score and score.place}


class Comparison:
    """Of a later edition with an earlier one.

    `sets` has (set, "before" or "after") -> (company, target, scope) -> score, with the later edition's ids.
    """

    def __init__(self, rating, later, earlier, chain):
        self.later, self.earlier, self.neighbours = later, earlier, len(chain) == 2
        self.companies, self.units = matched(rating, chain)
        same = same_elements(rating, earlier, later)
        self.comparable = any(kind == "same" for _, kind in same.values())
        self.elements = {
            e: own for e, own in same.items()
            if earlier.rule.elements[e].indicator in earlier.selected
            and later.rule.elements[own[0]].indicator in later.selected
        }  # fmt: skip
        back = {now: (was, kind) for was, (now, kind) in self.elements.items()}
        self.origin = {e: earlier.rule.elements[was].indicator for e, (was, _) in back.items()}
        self.alike = self._alike()
        self.moved = {u for u, now in self.units.items() if self.companies.get(u[0]) != now[0]}
        after = {place: (answer, place[2]) for place, answer in later.answers.items()}
        whole = {level: (score, level[3], level[2]) for level, score in whole_levels(later).items()}
        self.after = Side(later, after, whole, turned(self.units), back)
        before, whole = self._before()
        self.before = Side(earlier, before, whole, self.units, self.elements)
        self.sets = {}
        for name in SETS:
            self.sets[name, "before"] = self._scores(self.before, self.after, name)
            self.sets[name, "after"] = self._scores(self.after, self.before, name)
        self.sets["own", "before"] = self._scores(self.before, self.after, "own")

    def restated(self, place):
        """Rule 23, of a score of the earlier edition."""
        company, target, scope = place
        now = self.units.get((company, target)) if target else (self.companies.get(company), "")
        columns = {"score_restated": ("answers", "before"), "latest_restated": ("answers", "after")}
        needed = [*columns.values(), ("own", "before")]
        found = [self.sets[key].get((*(now or ("", "")), scope)) for key in needed]
        return {column: score.low if None not in found else None for column, score in zip(columns, found, strict=False)}

    def _alike(self):
        """Return indicators of the earlier edition -> those of the later one, if all elements of the two are the
        same."""
        found = {}
        for code in self.earlier.selected:
            own = {e.code for e in self.earlier.rule.elements.values() if e.indicator == code}
            now = {self.elements[e] for e in own if e in self.elements}
            there = {self.later.rule.elements[e].indicator for e, kind in now if kind == "same"}
            if len(there) == 1 and len(now) == len(own):
                (indicator,) = there
                others = {(e.code, "same") for e in self.later.rule.elements.values() if e.indicator == indicator}
                if others == now:
                    found[code] = indicator
        return found

    def _before(self):
        """Rules 17 and 18."""
        rule, found = self.later.rule, {}
        for place, answer in self.earlier.answers.items():
            own = self.earlier.rule.elements[place[3]]
            now = self.elements.get(place[3], (None,))[0]
            turned = rule.elements[now].reversed if now else own.reversed
            status, low, high = answer.status, answer.low, answer.high
            if answer.answer:
                low = high = rule.points_of(answer.answer, turned)
                status = "not_applicable" if low is None else "scored"
            indicator = rule.elements[now].indicator if now else self._place(own.indicator)
            found[place] = (Answer(indicator, status, answer.answer, low, high), place[2])
        whole = {}
        for level, score in whole_levels(self.earlier).items():
            indicator = self.alike.get(level[3])
            whole[level] = (score, indicator, level[2])
        return found, whole

    def _place(self, indicator):
        """Return the indicator that an unmatched element of an indicator counts in."""
        if indicator not in self.later.selected:
            return None
        own = [e.code for e in self.later.rule.elements.values() if e.indicator == indicator]
        origins = {self.origin.get(e) for e in own}
        return None if len(origins) == 1 and not origins <= {None, indicator} else indicator

    def _opposite_level(self, side, level):
        """Return the other edition's level, if the two are compared as a whole, as far as their elements match."""
        unit = side.unit.get(level[:2])
        alike = self.alike if side is self.before else turned(self.alike)
        return (*unit, level[2], alike[level[3]]) if unit and level[3] in alike else None

    def _scores(self, side, other, name):
        """Return the scores over a set of answers by rules 19 and 20."""
        own = name == "own"
        rule = side.edition.rule if own else self.later.rule
        selected = side.edition.selected if own else self.later.selected
        grouped, alone = {}, {}
        for place, kind in self._held(side, other, name).items():
            unit = place[:2]
            if kind == "whole":
                score, indicator, strand = side.whole[place]
                indicator, strand = (place[3], place[2]) if own else (indicator, strand)
            else:
                answer, strand = side.answers[place]
                answer, strand = (side.edition.answers[place], place[2]) if own else (answer, strand)
                score, indicator = leaf(place, answer), answer.indicator
            if indicator is None:
                continue
            moved = (unit if side is self.before else side.unit.get(unit)) in self.moved
            level = (*unit, strand, indicator)
            if own or name == "known" or not moved:
                grouped.setdefault(level, []).append(score)
            if moved:
                alone.setdefault(level, []).append(score)
        units = side.edition.units if own else self._units(side)
        found = Scores(rule, selected, units, {level: plain(scores) for level, scores in grouped.items()}).scores
        if name in SETS[1:]:
            apart = Scores(rule, selected, units, {level: plain(scores) for level, scores in alone.items()}).scores
            at = {u if side is self.before else now for u, now in self.units.items() if u in self.moved}
            found = {k: s for k, s in found.items() if k[:2] not in at} | {
                k: s for k, s in apart.items() if k[:2] in at
            }
        if side is self.after:
            return found
        named = {(c, ""): (now, "") for c, now in self.companies.items()} | self.units
        return {(*named[k[:2]], k[2]): s for k, s in found.items() if k[:2] in named}

    def _units(self, side):
        """A service that continues keeps the composite that it has in the later edition."""
        if side is self.after:
            return side.edition.units
        later = {(u.company, u.service): u.composite for own in self.later.units.values() for u in own}
        return {
            company: [u._replace(composite=later.get(self.units.get((company, u.service)), u.composite)) for u in own]
            for company, own in side.edition.units.items()
        }

    def _held(self, side, other, name):
        """Return the keys of answers and levels in a set -> "answer" or "whole"."""
        found, by_level = {}, {}
        for level in {(*place[:3], a.indicator) for place, a in side.edition.answers.items()}:
            opposite = self._opposite_level(side, level)
            if opposite and (level in side.whole or opposite in other.whole):
                known = self._statuses(side, level) | self._statuses(other, opposite)
                both = self._statuses(side, level) & HAVE_POINTS and self._statuses(other, opposite) & HAVE_POINTS
                by_level[level] = "unanswered" not in known, bool(both)
        for level in side.whole:
            known, both = by_level.get(level, (True, False))
            if known and self._holds(name, level[:2] in side.unit, level in by_level, both):
                found[level] = "whole"
        for place, (answer, _) in side.answers.items():
            status = side.edition.answers[place].status if name == "own" else answer.status
            level = (*place[:3], side.edition.answers[place].indicator)
            there = other.answers.get(side.opposite(place), (Answer("", "", "", None, None),))[0].status
            if level in by_level:
                known, both = by_level[level]
                same = True
            else:
                known, same = there != "unanswered", side.element.get(place[3], ("", ""))[1] == "same"
                both = there in HAVE_POINTS
            if status in HAVE_POINTS and known and self._holds(name, place[:2] in side.unit, same, both):
                found[place] = "answer"
        return found

    def _holds(self, name, stays, same, both):
        return {
            "own": True,
            "known": True,
            "services": stays,
            "elements": stays and same,
            "answers": stays and same and both,
        }[name]

    def _statuses(self, side, level):
        if level in side.whole:
            return {"printed"}
        return {a.status for p, (a, _) in side.answers.items() if (*p[:3], side.edition.answers[p].indicator) == level}


def change(before, after, sets, place):
    """Return the columns of one change by rule 21; `before` and `after` are the two editions' own scores, or None."""

    def of(name, side):
        return getattr(sets[name, side].get(place), "low", None)

    parts = {}
    own, known, left, right = of("own", "before"), of("known", "after"), of("answers", "before"), of("answers", "after")
    columns = dict.fromkeys(["change", "change_low", "change_high", *PARTS, "unknown_low", "unknown_high"])
    columns["score_before"] = before.low if before and before.low == before.high else None
    columns["score"] = after.low if after and after.low == after.high else None
    if None in (own, left, right) or not before or not after:
        return columns | {"comparable": "no"}
    b, a = [of(name, "before") for name in SETS], [of(name, "after") for name in SETS]
    parts["rule"] = b[0] - own
    for i, part in enumerate(PARTS[1:4]):
        parts[part] = (a[i] - a[i + 1]) - (b[i] - b[i + 1])
    parts["answers"] = right - left
    low, high = after.low - before.high, after.high - before.low
    columns |= parts | {"change_low": low, "change_high": high}
    columns["change"] = low if low == high else None
    columns |= {"unknown_low": low - (known - own), "unknown_high": high - (known - own)}
    return columns | {"comparable": "yes" if everything(before, after, sets, place) else "partly"}


def everything(before, after, sets, place):
    """Return True if both editions scored every answer of a score, as rule 21 counts it."""
    for score, side, known in ((before, "before", "own"), (after, "after", "known")):
        compared = sets["answers", side][place]
        counts = {compared.scored + compared.printed, score.scored + score.printed, score.expected}
        if counts != {sets[known, side][place].expected} or compared.low != sets["known", side][place].low:
            return False
    return True


def shared_ranks(compared, now, was):
    """Return (company, target, scope) -> the columns of ranks among those that both editions rank."""
    fields, counts, origin, found = {}, Counter(), {}, {}
    named = {(c, ""): (now, "") for c, now in compared.companies.items()} | compared.units
    classes = [
        {(u.company, u.service): u.service_class for own in edition.units.values() for u in own}
        for edition in (compared.earlier, compared.later)
    ]
    for i, scores in enumerate((was, now)):
        for place, score in scores.items():
            if score is not None:
                counts[i, place[2], classes[i].get(place[:2])] += 1
    for place, score in was.items():
        target = named.get(place[:2])
        both = target and score is not None and now.get((*target, place[2])) is not None
        if both and (compared.comparable or place[2] == "total"):
            own = fields.setdefault((place[2], classes[1].get(target)), {})
            own[*target, place[2]] = (score, now[*target, place[2]])
            origin[*target, place[2]] = classes[0].get(place[:2])
    for (scope, group), field in fields.items():
        for i, column in enumerate(("rank_before_in_both", "rank_in_both")):
            decimals = (compared.earlier, compared.later)[i].rank_decimals
            bounds = {place: (own[i].low, own[i].high) for place, own in field.items()}
            for place, (low, high) in ranked(bounds, decimals).items():
                own = found.setdefault(place, {"ranked_in_both": len(field)})
                own[column] = low if low == high else None
                own |= {"ranked_before": counts[0, scope, origin[place]], "ranked": counts[1, scope, group]}
    return found


def comparisons(rating):
    """Yield (comparison, scores of the later edition, of the earlier one) of all compared editions."""
    found = {name: scored(edition).scores for name, edition in rating.editions.items()}
    for later, earlier, chain in pairs(rating):
        yield Comparison(rating, later, earlier, chain), found[later.name], found[earlier.name]


def changes(compared, now, was):
    """Return (company, target, scope) -> columns of a change."""
    ranks, unranked, found = shared_ranks(compared, now, was), dict.fromkeys(RANKS), {}
    named = {(now, ""): (c, "") for c, now in compared.companies.items()} | turned(compared.units)
    for place, score in now.items():
        origin = named.get(place[:2])
        before = was.get((*origin, place[2])) if origin and (compared.comparable or place[2] == "total") else None
        found[place] = change(before, score, compared.sets, place) | ranks.get(place, unranked)
    return found
