"""Matching of companies, services and elements between two editions, by following the lines of the lineage through the
years, and elements through the methodologies that a methodology is based on."""

import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from pipeline.core.languages import LANGUAGES
from pipeline.core.texts import text
from pipeline.schemas.fields import ONE_TO_ONE, UNLISTED

PARTED = ("split", "merged")


@dataclass(frozen=True)
class Line:
    """A line of the lineage: id `start` in the year `since` is id `end` in the year `until`. Ids are tuples, (company,)
    or (company, service); `start` is None if `end` is new, and `end` is None if `start` is gone."""

    since: int
    until: int
    start: tuple | None
    end: tuple | None
    kind: str
    note: str | None


@dataclass(frozen=True)
class Way:
    """The history of a company or service. `path`: [(year since which it has the id, id)]; `ended`: the line that ends
    it, or None; `lost`: the year since which a different one has its id, or None; `parts`: the lines by which parts
    were split off or merged."""

    path: list
    ended: Line | None
    lost: int | None
    note: str | None
    parts: list


class Ways:
    """The lines (`Line`s) between two years. `carried(id, since, until)` returns an id in a later year without lines
    about it, as the id of a service contains the one of its company; None if the company no longer exists.
    `begun(line)` is True for a line that starts from an id that is new because its company is new."""

    def __init__(self, lines, carried=lambda node, since, until: node, begun=lambda line: False):
        self.carried, self.begun = carried, begun
        self.lines = lines
        self.starting, self.ending = {}, {}
        for line in lines:
            if line.start:
                self.starting.setdefault(line.start[-1], []).append(line)
            if line.end:
                self.ending.setdefault(line.end[-1], []).append(line)
        self.way, self.reached, self.gone = cache(self.way), cache(self.reached), cache(self.gone)

    def way(self, node, year):
        """Return the `Way` of the company or service with the id `node` in a year. Among lines from one year, a
        one-to-one line takes precedence over a line that ends it, and the line to the latest year over the rest."""
        path, parts, note = [(year, node)], [], None
        while True:
            lost = min((s.until for s in self.ending.get(node[-1], ()) if self._takes(s, node, year)), default=None)
            own = [
                s
                for s in self.starting.get(node[-1], ())
                if year <= s.since and (lost is None or s.since < lost) and s.start == self.carried(node, year, s.since)
            ]
            if not own:
                return Way(path, None, lost, note, parts)
            first = min(s.since for s in own)
            now = [s for s in own if s.since == first]
            kept = max((s for s in now if s.kind in ONE_TO_ONE), key=lambda s: s.until, default=None)
            until = kept.until if kept else first + 1
            parts += [s for s in own if s.kind in PARTED and s.since < until]
            if kept:
                year, node, note = kept.until, kept.end, kept.note
                path.append((year, node))
                continue
            # After a split or a merger, whatever keeps the old id is the same company or service, unless a line leads
            # to that id.
            ended = next((s for s in now if s.kind == "gone" or s.end == self.carried(node, year, s.until)), None)
            node_then = self.carried(node, year, until)
            if ended or node_then is None or (lost and lost <= until):
                return Way(path, ended, lost, note, parts)
            year, node = until, node_then
            path.append((year, node))

    def _takes(self, line, node, year):
        """Return True for a line that gives the id `node` to a different company or service."""
        return (
            line.until > year
            and line.kind in (*ONE_TO_ONE, "new")
            and line.end == self.carried(node, year, line.until)
            and not (line.start and line.since >= year and line.start == self.carried(node, year, line.since))
        )

    def at(self, node, year, later):
        """Return the id in a later year of what is `node` in a year; None if it no longer exists."""
        way = self.way(node, year)
        if (way.ended and way.ended.until <= later) or (way.lost and way.lost <= later):
            return None
        since, last = next((s, n) for s, n in reversed(way.path) if s <= later)
        return self.carried(last, since, later)

    def reached(self, node, year, later):
        """Return {id in the later year: (kind, note)} of a company or service and its parts; its own kind is None."""
        found = {}
        way = self.way(node, year)
        for line in way.parts:
            for end in self.reached(line.end, line.until, later):
                found.setdefault(end, (line.kind, line.note))
        now = self.at(node, year, later)
        if now:
            found[now] = (None, way.note)
        return found

    def gone(self, node, year, later):
        """Return (whether a company or service and all its parts are gone, by a line or with the company; note)."""
        way = self.way(node, year)
        if way.ended and way.ended.kind == "gone":
            return True, way.ended.note
        ends = [self.gone(line.end, line.until, later) for line in way.parts]
        if ends:
            return all(gone for gone, _ in ends), ends[-1][1]
        since, last = way.path[-1]
        return self.carried(last, since, later) is None, None

    def matched(self, before, later, earlier_ids, later_ids):
        """Return [(id before, id, kind, note)] for every id of two years, with None for an id without a match. Parts of
        splits and mergers have rows beside those of what is the same."""
        result, taken, named, later_set = [], set(), set(), set(later_ids)
        for was in earlier_ids:
            found = {end: how for end, how in self.reached(was, before, later).items() if end in later_set}
            for end, (kind, note) in found.items():
                if kind is None:
                    kind = "merged" if end in taken else "same" if was[-1] == end[-1] else "renamed"
                    taken.add(end)
                result.append((was, end, kind, note))
            named |= found.keys()
            way, (gone, note) = self.way(was, before), self.gone(was, before, later)
            if not found or (way.ended and way.ended.kind == "gone"):
                result.append((was, None, "gone" if gone else UNLISTED, note))
        new = {}
        for line in (s for s in self.lines if s.end and (not s.start or self.begun(s))):
            for end in self.reached(line.end, line.until, later):
                new.setdefault(end, line.note)
        for now in later_ids:
            if now not in named:
                result.append((None, now, "new", new[now]) if now in new else (None, now, UNLISTED, None))
        return result


def same_elements(was, now, listed):
    """Return [(element before, element, kind, note)] of two methodologies of which one is based on the other: the
    `listed` ones, and those with the same code and label. `was` and `now`: code -> its row."""
    named = {code for row in listed for code in row[:2]}
    codes = [c for c in now if c in was and c not in named and same_label(was[c], now[c])]
    return [(code, code, "same", None) for code in codes] + listed


def same_label(one, other):
    """Return True if two elements (rows) have equal labels in each language that both have, at least one."""
    pairs = [(one[f"label_{language}"], other[f"label_{language}"]) for language in LANGUAGES]
    pairs = [[unicodedata.normalize("NFC", label) for label in pair] for pair in pairs if all(pair)]
    return bool(pairs) and all(label == other for label, other in pairs)


def composed(first, second):
    """Join two lists of (element before, element, kind, note); the first one ends where the second one begins."""
    onward, found = {}, {}
    for row in second:
        onward.setdefault(row[0], []).append(row)
    for was, middle, kind, note in first:
        if not middle:
            found.setdefault((was, ""), (kind, note))
        for _, now, then, why in onward.get(middle, ()) if middle else ():
            if was and now:
                both = [k for k in (kind, then) if k != "same"] or ["same"]
                # An element that was reworded and then split counts as split.
                found.setdefault((was, now), (next((k for k in both if k not in ONE_TO_ONE), both[0]), note or why))
            elif was or now:
                found.setdefault((was, now), (then if was else kind, why if was else note))
    for row in onward.get("", ()):
        found.setdefault(row[:2], row[2:])
    return [(*ends, *how) for ends, how in found.items()]


def elements_of(methodology):
    """Return {element: its row} of a methodology."""
    return {row["element"]: row for row in methodology.rows_of("elements")}


@dataclass(frozen=True)
class Pair:
    """Two editions and their matched companies, services and elements. An id is empty on the side that lacks it.
    `chain`: the methodologies from the earlier one to the later one, each based on its neighbour, or none."""

    before: Any
    later: Any
    companies: list
    services: list
    elements: list
    chain: list

    @property
    def comparable(self):
        return any(kind == "same" for *_, kind, _ in self.elements)

    @cached_property
    def unlisted_elements(self):
        """Two dicts, code -> row, of the unlisted elements that only the earlier, or only the later edition has."""
        named = [{row[side] for row in self.elements} for side in (0, 1)]
        sides = zip(named, (self.before, self.later), strict=True)
        return [{c: row for c, row in elements_of(e.methodology).items() if c not in known} for known, e in sides]

    @property
    def why(self):
        """Why nothing can be compared, in English, or None."""
        if self.comparable:
            return None
        return text("data.why.methodology", "en", edition=self.later.name, edition_before=self.before.name)

    def rows(self, neighbour, latest):
        """Return {staged table: rows}."""
        names = self.later.name, self.before.name
        return {
            "comparisons": [(*names, neighbour, latest, self.comparable, self.why)],
            "company_matches": [(*names, now, was, kind, note) for was, now, kind, note in self.companies],
            "service_matches": [
                (*names, c_now, s_now, c_was, s_was, kind, note)
                for c_was, s_was, c_now, s_now, kind, note in self.services
            ],
            "element_matches": [(*names, now, was, kind, note) for was, now, kind, note in self.elements],
        }
