"""`raw/lineage/`: what became of companies, services and elements between the editions that are compared."""

from dataclasses import dataclass
from itertools import groupby, pairwise

import polars as pl

from pipeline.problems import quoted
from pipeline.reading import Reader
from pipeline.schemas import LINEAGE, SCHEMAS, columns, key, models
from pipeline.schemas import lineage as schemas
from pipeline.schemas.fields import ONE_TO_ONE, UNIT_IDS, UNLISTED
from pipeline.validation import Validator

LINEAGE_FILES = {name: model.Config.metadata["file"] for name, model in models(schemas).items()}
"""Lineage table -> its file in raw/lineage/."""

TABLES = ["comparisons", "company_matches", "service_matches", "element_matches", "series_ids", "releases"]
RELEASES = ["edition", "version", "sums_sha256"]
"""Columns of raw/releases.csv, which a release has: the releases that the earlier editions in its raw/ are from."""


class Lineage:
    """What raw/lineage/ says, and what follows for some editions (`Edition`s). `problems` is what is wrong with it."""

    def __init__(self, project, editions):
        self.folder = project.raw / "lineage"
        self.reader = Reader(project)
        self.check = Validator(self.reader, "lineage")
        self.problems = self.reader.problems
        self.editions = {e.name: e for e in editions}
        self.rows = {table: self._file(table) for table in LINEAGE_FILES}
        self._pairs = {}

    def report(self, editions):
        """Warn of what is in one of two neighbours only, and not listed. `editions` are sound ones."""
        for series in by_series(editions):
            for before, later in pairwise(series):
                pair = self.pair(before, later)
                for was, now, kind, _ in pair.companies:
                    self._unlisted("companies", kind, before, later, "", was, now)
                for c_was, s_was, c_now, s_now, kind, _ in pair.services:
                    self._unlisted("services", kind, before, later, f"{c_was or c_now},", s_was, s_now)

    def _unlisted(self, name, kind, before, later, company, was, now):
        if kind == UNLISTED:
            file = self.reader.project.shown(self.folder / f"{name}.csv")
            here, there = (before, later) if was else (later, before)
            proposed = f"{before.name},{company}{was},{later.name},{now},{'gone' if was else 'new'},"
            what = f"{quoted(company.replace(',', '/') + (was or now))} of {here.name} is not in {there.name}"
            message = f"{what}, and no line says what became of it (add a line, such as {proposed})"
            self.reader.warn(file, 1, "from" if was else "to", message, "unlisted")

    def tables(self, editions):
        """The staged tables that say which edition is compared with which, and what in them is the same."""
        made = {table: [] for table in TABLES}
        made["releases"] = self._releases()
        for series in by_series(editions):
            pairs = [self.pair(before, later) for before, later in pairs_of(series)]
            for pair in pairs:
                neighbour = series.index(pair.later) - series.index(pair.before) == 1
                for table, rows in pair.rows(neighbour, pair.later is series[-1]).items():
                    made[table] += rows
            made["series_ids"] += self._series_ids(series)
        result = {}
        for table, rows in made.items():
            schema = SCHEMAS[f"staged.{table}"]
            names = [c.name for c in columns(schema)]
            types = {c.name: c.dtype for c in columns(schema)}
            result[f"staged.{table}"] = pl.DataFrame(rows, types, orient="row").select(names).sort(key(schema))
        return result

    def pair(self, before, later):
        """What is the same in two editions, as a `Pair`."""
        names = before.name, later.name
        if names not in self._pairs:
            self._pairs[names] = self._pair(before, later)
        return self._pairs[names]

    def _pair(self, before, later):
        steps = [r for r in self.rows["lineage.companies"] if _within(r, before.name, later.name)]
        ids = [[row["company"] for row in e.tables["staged.companies"].to_dicts()] for e in (before, later)]
        companies = _matched(steps, *ids)
        services = []
        units = [_units(e) for e in (before, later)]
        for was, now, kind, note in companies:
            own = [list(u.get(company, {})) for u, company in zip(units, (was, now), strict=True)]
            if not (was and now and kind in ONE_TO_ONE):
                services += [(was, s, "", "", "gone", None) for s in own[0]]
                services += [("", "", now, s, "new", None) for s in own[1]]
                continue
            known = {was, now, *_path(steps, was)}
            rows = [
                r
                for r in self.rows["lineage.services"]
                if _within(r, before.name, later.name) and r["company"] in known
            ]
            for s_was, s_now, kind, note in _matched(rows, *own):
                # A group or an operating company that there is not any more needs no listing.
                fixed = {s_was, s_now} & set(UNIT_IDS.values()) and kind == UNLISTED
                kind = ("new" if s_now else "gone") if fixed else kind
                services.append((was if s_was else "", s_was, now if s_now else "", s_now, kind, note))
        return Pair(before, later, companies, services, self._elements(before, later))

    def _elements(self, before, later):
        """[(element before, element, kind, note)] of what is the same, or listed as something else."""
        was, now = before.methodology.name, later.methodology.name
        listed = [
            (r["from"], r["to"], r["kind"], r["note"])
            for r in self.rows["lineage.elements"]
            if (r["from_methodology"], r["to_methodology"]) == (was, now)
        ]
        if was != now:
            return listed
        named = {e for row in listed for e in row[:2]}
        codes = [r["element"] for r in later.methodology.rows_of("elements") if r["element"] not in named]
        return [(code, code, "same", None) for code in codes] + listed

    def _series_ids(self, series):
        """(edition, company, service, series id) of one series, the editions in their order."""
        found = {}
        for i, edition in enumerate(series):
            for earlier in reversed(series[:i]):
                pair = self.pair(earlier, edition)
                for was, now, kind, _ in pair.companies:
                    if was and now and kind in ONE_TO_ONE:
                        found.setdefault((edition.name, now, ""), found[earlier.name, was, ""])
                for c_was, s_was, c_now, s_now, kind, _ in pair.services:
                    if s_was and s_now and kind in ONE_TO_ONE:
                        found.setdefault((edition.name, c_now, s_now), found[earlier.name, c_was, s_was])
            taken = set(found.values())
            for company, services in _units(edition).items():
                whole = found.setdefault((edition.name, company, ""), _free(company, taken, edition.name))
                for service in services:
                    new = _free(f"{whole}/{service}", taken, edition.name)
                    found.setdefault((edition.name, company, service), new)
        return [(*place, series_id) for place, series_id in found.items()]

    def _releases(self):
        path = self.reader.project.raw / "releases.csv"
        raw = self.reader.csv(path, RELEASES) if path.exists() else None
        return [] if raw is None else raw.frame.select("edition", "version").rows()

    def _file(self, table):
        """Rows of a lineage file as dicts of text; none where it is absent or can't be used."""
        path = self.folder / LINEAGE_FILES[table]
        if not path.exists():
            return []
        raw = self.reader.csv(path, [c.name for c in columns(LINEAGE[table])])
        if raw is None:
            return []
        self.check.rows(table, raw)
        rows = []
        for line, cells in self.check.each(raw):
            self._row(raw.file, line, table, cells)
            rows.append(cells | {"note": cells["note"] or None})
        return rows

    def _row(self, file, line, table, cells):
        """Report what does not fit in one line."""
        ends = [name for name in ("from", "to") if (cells["kind"] not in _NONE_OF or _NONE_OF[cells["kind"]] != name)]
        for name in ("from", "to"):
            if name in ends and not cells[name]:
                self.reader.fault(file, line, name, f'is empty where kind is "{cells["kind"]}" (fill it in)')
            elif name not in ends and cells[name]:
                self.reader.fault(file, line, name, f'is filled in where kind is "{cells["kind"]}" (leave it empty)')
        if table == "lineage.elements":
            return
        was, now = cells["from_edition"], cells["to_edition"]
        if series_of(was) != series_of(now) or not year_of(was) < year_of(now):
            what = f"{quoted(now)} is not a later edition of the series of {quoted(was)}"
            self.reader.fault(file, line, "to_edition", f"{what} (correct it)")
            return
        for name, edition in (("from", was), ("to", now)):
            self._known(file, line, table, cells, name, self.editions.get(edition))

    def _known(self, file, line, table, cells, name, edition):
        """Warn of an id that its edition has not, where that is here: the line says nothing then."""
        raw = edition and edition.raw.get("companies" if table == "lineage.companies" else "services")
        if not cells[name] or raw is None or not raw.whole:
            return
        column = "company" if table == "lineage.companies" else "service"
        if cells[name] not in raw.frame[column].to_list():
            where = edition.reader.project.shown(edition.folder / f"{column.replace('y', 'ie')}s.csv")
            message = f"{quoted(cells[name])} is not in {where} (the line is passed over; correct it)"
            self.reader.warn(file, line, name, message, "idle lineage")


_NONE_OF = {"new": "from", "gone": "to", "dropped": "to"}
"""Kind -> the end that it does not have."""


@dataclass(frozen=True)
class Pair:
    """Two editions, and what became of each company, service and element. An id is empty on the side that lacks it."""

    before: object
    later: object
    companies: list
    services: list
    elements: list

    @property
    def comparable(self):
        return any(kind == "same" for *_, kind, _ in self.elements)

    @property
    def why(self):
        """Why nothing can be compared, or None."""
        if self.comparable:
            return None
        was, now = self.before.methodology.name, self.later.methodology.name
        return f"another methodology ({now} after {was}), and raw/lineage/elements.csv lists no element as the same"

    def rows(self, neighbour, latest):
        """Staged table -> its rows."""
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


def by_series(editions):
    """Lists of the editions of each series, by year."""
    order = by_year(e.name for e in editions)
    named = {e.name: e for e in editions}
    return [[named[name] for name in group] for _, group in groupby(order, series_of)]


def by_year(names):
    """Names of editions by series, then by year."""
    return sorted(names, key=lambda name: (series_of(name), year_of(name)))


def pairs_of(series):
    """The pairs that are compared: neighbours, and each with the latest."""
    last = len(series) - 1
    return [(series[i], series[j]) for j in range(1, last + 1) for i in range(j) if i == j - 1 or j == last]


def series_of(edition):
    return edition.rpartition("-")[0]


def year_of(edition):
    year = edition.rpartition("-")[2]
    return int(year) if year.isdecimal() else 0


def _within(row, before, later):
    """True for a line about the series of two editions that lies between them."""
    was, now = row["from_edition"], row["to_edition"]
    same = series_of(was) == series_of(before) == series_of(now)
    return same and year_of(before) <= year_of(was) < year_of(now) <= year_of(later)


def _units(edition):
    """Company -> its services, each with its unit."""
    found = {}
    for row in edition.tables["staged.services"].to_dicts():
        found.setdefault(row["company"], {})[row["service"]] = row["unit"]
    return found


def _path(rows, start):
    """The ids that something bears on its way through the lines of a lineage, the nearest editions first."""
    ids, now = [start], 0
    for row in sorted(rows, key=lambda r: (year_of(r["from_edition"]), year_of(r["to_edition"]))):
        if row["from"] == ids[-1] and year_of(row["from_edition"]) >= now and row["kind"] in ONE_TO_ONE:
            ids.append(row["to"])
            now = year_of(row["to_edition"])
    return ids


def _matched(rows, before, later):
    """[(id before, id, kind, note)] of every id on either side; one is empty where the other side has none."""
    result, taken = [], set()
    ends = {row["from"]: row for row in rows if row["kind"] not in ONE_TO_ONE and row["from"]}
    begins = {row["to"]: row for row in rows if row["kind"] == "new"}
    notes = {row["from"]: row["note"] for row in rows if row["kind"] in ONE_TO_ONE}
    for was in before:
        now = _path(rows, was)[-1]
        end = ends.get(now)
        if end:
            several = [r["to"] for r in rows if r["from"] == now and r["kind"] in ("split", "merged")]
            result += [(was, to, end["kind"], end["note"]) for to in several or [""]]
            taken |= set(several)
        elif now in later and now not in begins:
            result.append((was, now, "same" if was == now else "renamed", notes.get(was)))
            taken.add(now)
        else:
            result.append((was, "", UNLISTED, None))
    for now in later:
        if now not in taken:
            begin = begins.get(now)
            result.append(("", now, "new", begin["note"]) if begin else ("", now, UNLISTED, None))
    return result


def _free(name, taken, edition):
    return name if name not in taken else f"{name}-{year_of(edition)}"
