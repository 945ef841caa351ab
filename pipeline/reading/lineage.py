"""`raw/lineage/`: what became of companies, services and elements between the editions that are compared."""

from dataclasses import replace
from functools import reduce
from itertools import groupby, pairwise

import polars as pl

from pipeline.core.limits import there
from pipeline.core.problems import quoted
from pipeline.reading.files import Reader
from pipeline.reading.matching import Pair, Step, Ways, composed, elements_of, same_elements
from pipeline.reading.validation import Validator
from pipeline.schemas import LINEAGE, SCHEMAS, columns, key, models
from pipeline.schemas import lineage as schemas
from pipeline.schemas.fields import ONE_TO_ONE, UNIT_IDS, UNLISTED

LINEAGE_FILES = {name: model.Config.metadata["file"] for name, model in models(schemas).items()}
"""Lineage table -> its file in raw/lineage/."""

TABLES = ["comparisons", "company_matches", "service_matches", "element_matches", "series_ids", "releases"]
RELEASES = ["edition", "version", "sums_sha256"]
"""Columns of raw/releases.csv, which a release has: the releases that the earlier editions in its raw/ are from."""


class Lineage:
    """What raw/lineage/ says, and what follows for some editions (`Edition`s); `methodologies(name)` is a methodology
    that theirs are based on. `problems` is what is wrong with it."""

    def __init__(self, project, editions, methodologies):
        self.methodologies = methodologies
        self.folder = project.raw / "lineage"
        self.reader = Reader(project)
        self.check = Validator(self.reader, "lineage")
        self.problems = self.reader.problems
        self.editions = {e.name: e for e in editions}
        self.rows = {table: self._file(table) for table in LINEAGE_FILES}
        self._other_files()
        self._pairs, self.told = {}, []

    def report(self, editions):
        """Warn of what is in one of two neighbours only, and not listed. `editions` are sound ones."""
        for series in by_series(editions):
            for before, later in pairwise(series):
                pair = self.pair(before, later)
                for was, now, kind, _ in pair.companies:
                    self._unlisted("companies", kind, before, later, "", was, now)
                for c_was, s_was, c_now, s_now, kind, _ in pair.services:
                    self._unlisted("services", kind, before, later, f"{c_was or c_now},", s_was, s_now)
                self._unlisted_elements(pair)

    def _unlisted_elements(self, pair):
        """Two methodologies of which elements are on one side only, and not listed, are told once."""
        names = [e.methodology.name for e in (pair.before, pair.later)]
        left = pair.unlisted_elements
        if not any(left) or names in self.told:
            return
        self.told.append(names)
        file = self.reader.project.shown(self.folder / LINEAGE_FILES["lineage.elements"])
        counts = " and ".join(
            f"{len(codes)} of the {len(elements_of(e.methodology))} elements of {e.methodology.name}"
            for codes, e in zip(left, (pair.before, pair.later), strict=True) if codes
        )  # fmt: skip
        todo = f"`rating lineage {pair.before.name} {pair.later.name}` proposes lines, and adds them with --write"
        if not self.chain(*(e.methodology for e in (pair.before, pair.later))):
            todo += f"; with `based_on: {names[0]}` in its methodology.yaml only differences need one"
        self.reader.warn(file, 1, "from", f"no line says what became of {counts} ({todo})", "unlisted")

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
        years = year_of(before.name), year_of(later.name)
        ids = [[(row["company"],) for row in e.tables["staged.companies"].to_dicts()] for e in (before, later)]
        lines = [r for r in self.rows["lineage.companies"] if _within(r, before.name, later.name)]
        ways = Ways([_step(r, (r["from"],), (r["to"],)) for r in lines])
        companies = [(*_ends(was, now, 1), *how) for was, now, *how in ways.matched(*years, *ids)]
        lines = [r for r in self.rows["lineage.services"] if _within(r, before.name, later.name)]
        paired = [{row[side] for row in companies if row[2] in ONE_TO_ONE} for side in (0, 1)]
        services = self._services(ways, paired, lines, before, later)
        return Pair(before, later, companies, services, self._elements(before, later))

    def _services(self, companies, paired, lines, before, later):
        """[(company before, service before, company, service, kind, note)]. `companies` are the `Ways` of companies,
        `paired` the ids of those that are the same in both editions, on either side."""
        years, units = (year_of(before.name), year_of(later.name)), [_units(e) for e in (before, later)]

        def carried(node, since, until):
            company = companies.at(node[:1], since, until)
            there = company and (until < years[1] or company[0] in units[1])
            return (*company, node[1]) if there else None

        def begun(step):
            return step.start[:1] not in {companies.at((c,), years[0], step.since) for c in units[0]}

        steps = []
        for r in lines:
            start, end = (r["company"], r["from"]), (r["to_company"] or r["company"], r["to"])
            if not r["to_company"] and r["kind"] != "new":
                end = carried((r["company"], r["to"]), year_of(r["from_edition"]), year_of(r["to_edition"]))
            if end or r["kind"] == "gone":
                steps.append(_step(r, start, end))
        ids = [[(company, service) for company in found for service in found[company]] for found in units]
        result = []
        for was, now, kind, note in Ways(steps, carried, begun).matched(*years, *ids):
            # What a company has that is gone or new needs no line besides the company's, and no group or operating
            # company needs one.
            company, service = was or now
            if kind == UNLISTED and (service in UNIT_IDS.values() or company not in paired[0 if was else 1]):
                kind = "gone" if was else "new"
            result.append((*_ends(was, now, 2), kind, note))
        return result

    def _elements(self, before, later):
        """[(element before, element, kind, note)] of what is the same, or listed as something else."""
        was, now = before.methodology, later.methodology
        direct = self._listed(was, now)
        if was.name == now.name:
            named = {e for row in direct for e in row[:2]}
            return [(code, code, "same", None) for code in elements_of(now) if code not in named] + direct
        steps = [
            same_elements(elements_of(one), elements_of(other), self._listed(one, other))
            for one, other in pairwise(self.chain(was, now))
        ]
        rows = reduce(composed, steps) if steps else []
        taken = {row[0] for row in direct if row[0]}, {row[1] for row in direct if row[1]}
        return direct + [row for row in rows if row[0] not in taken[0] and row[1] not in taken[1]]

    def _listed(self, was, now):
        """The lines about two methodologies; one that names what is not there says nothing."""
        codes = elements_of(was), elements_of(now)
        return [
            (r["from"], r["to"], r["kind"], r["note"])
            for r in self.rows["lineage.elements"]
            if (r["from_methodology"], r["to_methodology"]) == (was.name, now.name)
            and (not r["from"] or r["from"] in codes[0])
            and (not r["to"] or r["to"] in codes[1])
        ]

    def chain(self, was, now):
        """The methodologies from one to another, each based on its neighbour; none where they are not so related."""
        return self._bases(now, was)[::-1] or self._bases(was, now)

    def _bases(self, start, end):
        """The methodologies from one to another that it is based on, through others."""
        found = [start]
        while found[-1].name != end.name:
            base = found[-1].based_on
            if base in [m.name for m in found] or base not in self.reader.project.methodologies():
                return []
            found.append(self.methodologies(base))
            if base not in {e.methodology.name for e in self.editions.values() if e.methodology}:
                self.problems += [p for p in found[-1].problems if p not in self.problems]
        return found

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
        raw = self.reader.csv(path, RELEASES) if there(path) else None
        return [] if raw is None else raw.frame.select("edition", "version").rows()

    def _file(self, table):
        """Rows of a lineage file as dicts of text; none where it is absent or can't be used."""
        path = self.folder / LINEAGE_FILES[table]
        if not there(path):
            return []
        own = columns(LINEAGE[table])
        raw = self.reader.csv(path, [c.name for c in own], [c.name for c in own if c.optional])
        if raw is None:
            return []
        self.check.rows(table, raw)
        lines = list(self.check.each(raw))
        kept = {}
        for line, cells in lines:
            self._row(raw.file, line, table, cells, kept)
        # A fault of one line is one of the series that it speaks of, and not of others.
        series = {
            line: series_of(cells["to_edition"])
            for line, cells in lines
            if table != "lineage.elements" and series_of(cells["to_edition"]) == series_of(cells["from_edition"])
        }
        self.problems[:] = [
            replace(p, place=series[p.line]) if p.file == raw.file and p.line in series else p for p in self.problems
        ]
        return [cells | {"note": cells["note"] or None} for _, cells in lines]

    def _other_files(self):
        for path in sorted(self.folder.iterdir()) if self.folder.is_dir() else ():
            if path.name not in LINEAGE_FILES.values() and path.name[0] != ".":
                message = f"is not read (raw/lineage has {', '.join(LINEAGE_FILES.values())})"
                self.reader.not_read(path, message)

    def _row(self, file, line, table, cells, kept):
        """Report what does not fit in one line. `kept` has the ends of the lines that keep something: each is one's."""
        lacking = _NONE_OF.get(cells["kind"])
        for name in ("from", "to"):
            if name != lacking and not cells[name]:
                self.reader.fault(file, line, name, f'is empty where kind is "{cells["kind"]}" (fill it in)')
            elif name == lacking and cells[name]:
                self.reader.fault(file, line, name, f'is filled in, but kind is "{cells["kind"]}" (leave it empty)')
        spans = (
            ("from_methodology", "to_methodology") if table == "lineage.elements" else ("from_edition", "to_edition")
        )
        for name in ("from", "to") if cells["kind"] in ONE_TO_ONE else ():
            place = (
                *(cells[span] for span in spans),
                cells.get("company") if name == "from" else "",
                name,
                cells[name],
            )
            if cells[name] and place in kept and (name == "from" or table != "lineage.services"):
                what = f"{quoted(cells[name])} is kept in line {kept[place]} already"
                self.reader.fault(file, line, name, f"{what} (one can be one other; write merged or split)")
            kept.setdefault(place, line)
        if table == "lineage.elements":
            self._elements_known(file, line, cells)
            return
        was, now = cells["from_edition"], cells["to_edition"]
        if series_of(was) != series_of(now) or not year_of(was) < year_of(now):
            what = f"{quoted(now)} is not a later edition of the series of {quoted(was)}"
            self.reader.fault(file, line, "to_edition", f"{what} (correct it)")
            return
        units = {cells["from"], cells["to"]} & set(UNIT_IDS.values())
        if cells.get("to_company") and lacking:
            self.reader.fault(file, line, "to_company", f'is filled in, but kind is "{cells["kind"]}" (leave it empty)')
        if table == "lineage.services" and units:
            self.reader.fault(file, line, "from", f"{quoted(min(units))} is no service (remove the line)")
        for name, edition in (("from", was), ("to", now)):
            self._known(file, line, table, cells, name, self.editions.get(edition))

    def _elements_known(self, file, line, cells):
        methodologies = {e.methodology.name: e.methodology for e in self.editions.values() if e.methodology}
        for name in ("from", "to"):
            m = methodologies.get(cells[f"{name}_methodology"])
            if not m or not cells[name]:
                continue
            codes = {r["element"] for r in m.rows_of("elements")}
            if codes and cells[name] not in codes:
                message = f"{quoted(cells[name])} is not an element of {m.name} (the line is passed over; correct it)"
                self.reader.warn(file, line, name, message, "idle lineage")

    def _known(self, file, line, table, cells, name, edition):
        """Warn of an id that its edition has not, where that is here: the line says nothing then."""
        raw = edition and edition.raw.get("companies" if table == "lineage.companies" else "services")
        if not cells[name] or raw is None or not raw.whole:
            return
        # The company of a service is named by the edition before, that of a new or moved one by the later.
        moved = name == "to" and cells.get("to_company")
        by_company = table == "lineage.services" and (name == "from" or moved or cells["kind"] == "new")
        wanted = (moved or cells["company"], cells[name]) if by_company else (cells[name],)
        column = "company" if table == "lineage.companies" else "service"
        found = raw.frame.select(["company", "service"] if by_company else [column]).rows()
        if wanted not in found:
            where = edition.reader.project.shown(edition.folder / f"{column.replace('y', 'ie')}s.csv")
            message = f"{quoted('/'.join(wanted))} is not in {where} (the line is passed over; correct it)"
            self.reader.warn(file, line, name, message, "idle lineage")


_NONE_OF = {"new": "from", "gone": "to", "dropped": "to"}
"""Kind -> the end that it does not have."""


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


def _step(row, start, end):
    years = year_of(row["from_edition"]), year_of(row["to_edition"])
    lacks = _NONE_OF.get(row["kind"])
    return Step(*years, None if lacks == "from" else start, None if lacks == "to" else end, row["kind"], row["note"])


def _ends(was, now, n):
    """Two ids of `n` parts, or None, as cells."""
    none = ("",) * n
    return *(was or none), *(now or none)


def _free(name, taken, edition):
    return name if name not in taken else f"{name}-{year_of(edition)}"
