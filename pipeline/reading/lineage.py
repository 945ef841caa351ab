"""`raw/lineage/`: which company, service or element of one edition is which of another."""

from dataclasses import dataclass, replace
from functools import reduce
from itertools import combinations, groupby, pairwise
from pathlib import Path

import polars as pl

from pipeline.core.limits import exists_or_link
from pipeline.core.problems import errors, quoted
from pipeline.reading.files import Reader
from pipeline.reading.matching import Line, Pair, Ways, composed, elements_of, same_elements
from pipeline.reading.validation import typed
from pipeline.schemas import LINEAGE, SCHEMAS, columns, key
from pipeline.schemas.fields import ONE_TO_ONE, UNIT_IDS, UNLISTED

LINEAGE_FILES = {table: schema.file for table, schema in LINEAGE.items()}
"""Lineage table -> its file in raw/lineage/."""

TABLES = ["comparisons", "company_matches", "service_matches", "element_matches", "series_ids", "releases"]
RELEASES = ["edition", "version", "sums_sha256"]
"""Columns of raw/releases.csv in a release: the releases that its copies of previous editions come from."""


@dataclass(frozen=True, eq=False)
class Lineage:
    """The content of raw/lineage/. `rows`: table -> its rows as dicts of text; `problems`: those of its files;
    `row_series`: (file, line) of a row -> the series that it is about; `pairs`: (earlier edition, later edition of its
    series) -> `Pair`, for editions without errors."""

    folder: Path
    rows: dict
    problems: tuple
    row_series: dict
    pairs: dict

    def about(self, edition):
        """Return the problems that concern an edition; those of a row concern only the series of the row."""
        own = series_of(edition)
        return [p for p in self.problems if self.row_series.get((p.file, p.line), own) == own]


def read_lineage(project, editions, methodologies):
    """Read raw/lineage/ and check it against `Edition`s; return a `Lineage`. `methodologies`: name -> `Methodology`,
    including those that the editions' methodologies are based on."""
    reader, folder = Reader(project), project.raw / "lineage"
    named = {e.name: e for e in editions}
    rows, row_series = {}, {}
    for table, file in LINEAGE_FILES.items():
        rows[table] = _file(reader, folder / file, table, named, row_series) if exists_or_link(folder / file) else []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name not in LINEAGE_FILES.values() and path.name[0] != ".":
            reader.not_read(path, f"is not read (raw/lineage has {', '.join(LINEAGE_FILES.values())})")
    lineage = Lineage(folder, rows, tuple(reader.problems), row_series, {})
    sound = by_series([e for e in editions if not errors([*e.problems, *lineage.about(e.name)])])
    pairs = {
        (before.name, later.name): pair_of(rows, methodologies, before, later)
        for series in sound
        for before, later in combinations(series, 2)
    }
    _report(reader, folder, [pairs[a.name, b.name] for series in sound for a, b in pairwise(series)])
    applied = {e.methodology.name for e in editions if e.methodology}
    bases = [p for name, m in methodologies.items() if name not in applied for p in m.problems]
    return replace(lineage, problems=(*reader.problems, *dict.fromkeys(bases)), pairs=pairs)


def _file(reader, path, table, editions, row_series):
    """Return the rows of a lineage file as dicts of text; none if it can't be read. Fill `row_series`."""
    own = columns(LINEAGE[table])
    raw = reader.csv(path, [c.name for c in own], [c.name for c in own if c.optional])
    if raw is None:
        return []
    typed(reader, "lineage", table, raw)
    kept, found = {}, []
    for line, cells in raw.rows:
        if table != "lineage.elements" and series_of(cells["to_edition"]) == series_of(cells["from_edition"]):
            row_series[raw.file, line] = series_of(cells["to_edition"])
        _row(reader, raw.file, line, table, cells, kept, editions)
        found.append(cells | {"note": cells["note"] or None})
    return found


def _report(reader, folder, pairs):
    """Warn of ids that only one edition of a `Pair` has, without a line about them."""
    reported = []
    for pair in pairs:
        before, later = pair.before, pair.later
        for was, now, kind, _ in pair.companies:
            _unlisted(reader, folder, "companies", kind, before, later, "", was, now)
        for c_was, s_was, c_now, s_now, kind, _ in pair.services:
            _unlisted(reader, folder, "services", kind, before, later, f"{c_was or c_now},", s_was, s_now)
        names = [before.methodology.name, later.methodology.name]
        if any(pair.unlisted_elements) and names not in reported:
            # Once for each two methodologies.
            reported.append(names)
            _unlisted_elements(reader, folder, pair)


def _unlisted_elements(reader, folder, pair):
    file = reader.project.shown(folder / LINEAGE_FILES["lineage.elements"])
    counts = " and ".join(
        f"{len(codes)} of the {len(elements_of(e.methodology))} elements of {e.methodology.name}"
        for codes, e in zip(pair.unlisted_elements, (pair.before, pair.later), strict=True) if codes
    )  # fmt: skip
    todo = f"`rating lineage {pair.before.name} {pair.later.name}` proposes lines; --write adds them"
    if not pair.chain:
        based_on = f"`based_on: {pair.before.methodology.name}` in its methodology.yaml"
        todo += f"; with {based_on}, only changed elements need a line"
    reader.warn(file, 1, "from", f"no line covers {counts} ({todo})", "unlisted")


def _unlisted(reader, folder, name, kind, before, later, company, was, now):
    if kind == UNLISTED:
        file = reader.project.shown(folder / f"{name}.csv")
        own, other = (before, later) if was else (later, before)
        proposed = f"{before.name},{company}{was},{later.name},{now},{'gone' if was else 'new'},"
        what = f"{quoted(company.replace(',', '/') + (was or now))} of {own.name} is not in {other.name}"
        message = f"{what}, and no line explains it (add a line, such as {proposed})"
        reader.warn(file, 1, "from" if was else "to", message, "unlisted")


def lineage_tables(lineage, editions):
    """Return the staged tables of compared editions, and of their matching companies, services and elements."""
    made = {table: [] for table in TABLES}
    made["releases"] = _releases(editions[0].project) if editions else []
    for series in by_series(editions):
        pairs = [lineage.pairs[before.name, later.name] for before, later in pairs_of(series)]
        names = [e.name for e in series]
        for pair in pairs:
            neighbour = names.index(pair.later.name) - names.index(pair.before.name) == 1
            for table, rows in pair.rows(neighbour, pair.later.name == names[-1]).items():
                made[table] += rows
        made["series_ids"] += _series_ids(lineage, series)
    result = {}
    for table, rows in made.items():
        schema = SCHEMAS[f"staged.{table}"]
        names = [c.name for c in columns(schema)]
        types = {c.name: c.dtype for c in columns(schema)}
        result[f"staged.{table}"] = pl.DataFrame(rows, types, orient="row").select(names).sort(key(schema))
    return result


def pair_of(rows, methodologies, before, later):
    """Match the companies, services and elements of two editions; return a `Pair`."""
    years = year_of(before.name), year_of(later.name)
    ids = [[(row["company"],) for row in e.tables["staged.companies"].to_dicts()] for e in (before, later)]
    lines = [r for r in rows["lineage.companies"] if _within(r, before.name, later.name)]
    ways = Ways([_line(r, (r["from"],), (r["to"],)) for r in lines])
    companies = [(*_ends(was, now, 1), *how) for was, now, *how in ways.matched(*years, *ids)]
    lines = [r for r in rows["lineage.services"] if _within(r, before.name, later.name)]
    paired = [{row[side] for row in companies if row[2] in ONE_TO_ONE} for side in (0, 1)]
    services = _services(ways, paired, lines, before, later)
    between = chain(methodologies, before.methodology, later.methodology)
    elements = _elements(rows["lineage.elements"], between, before.methodology, later.methodology)
    return Pair(before, later, companies, services, elements, between)


def _services(companies, paired, lines, before, later):
    """Return [(company before, service before, company, service, kind, note)]. `companies` are the `Ways` of companies;
    `paired` has the ids of companies matched one to one, of the earlier and of the later edition."""
    years, units = (year_of(before.name), year_of(later.name)), [_units(e) for e in (before, later)]

    def carried(node, since, until):
        company = companies.at(node[:1], since, until)
        exists = company and (until < years[1] or company[0] in units[1])
        return (*company, node[1]) if exists else None

    def begun(line):
        return line.start[:1] not in {companies.at((c,), years[0], line.since) for c in units[0]}

    found = []
    for r in lines:
        start, end = (r["company"], r["from"]), (r["to_company"] or r["company"], r["to"])
        if not r["to_company"] and r["kind"] != "new":
            end = carried((r["company"], r["to"]), year_of(r["from_edition"]), year_of(r["to_edition"]))
        if end or r["kind"] == "gone":
            found.append(_line(r, start, end))
    ids = [[(company, service) for company in found for service in found[company]] for found in units]
    result = []
    for was, now, kind, note in Ways(found, carried, begun).matched(*years, *ids):
        # The services of a company that is gone or new need no lines of their own, and neither does a group or an
        # operating company.
        company, service = was or now
        if kind == UNLISTED and (service in UNIT_IDS.values() or company not in paired[0 if was else 1]):
            kind = "gone" if was else "new"
        result.append((*_ends(was, now, 2), kind, note))
    return result


def _elements(rows, between, was, now):
    """Return [(element before, element, kind, note)] of elements that are the same or listed."""
    direct = _listed(rows, was, now)
    if was.name == now.name:
        named = {e for row in direct for e in row[:2]}
        return [(code, code, "same", None) for code in elements_of(now) if code not in named] + direct
    steps = [
        same_elements(elements_of(one), elements_of(other), _listed(rows, one, other))
        for one, other in pairwise(between)
    ]
    rows = reduce(composed, steps) if steps else []
    taken = {row[0] for row in direct if row[0]}, {row[1] for row in direct if row[1]}
    return direct + [row for row in rows if row[0] not in taken[0] and row[1] not in taken[1]]


def _listed(rows, was, now):
    """Return the lines about two methodologies, without those that name unknown elements."""
    codes = elements_of(was), elements_of(now)
    return [
        (r["from"], r["to"], r["kind"], r["note"])
        for r in rows
        if (r["from_methodology"], r["to_methodology"]) == (was.name, now.name)
        and (not r["from"] or r["from"] in codes[0])
        and (not r["to"] or r["to"] in codes[1])
    ]


def chain(methodologies, was, now):
    """Return the methodologies from one to another, each based on its neighbour; none if they are not related so."""
    return _bases(methodologies, now, was)[::-1] or _bases(methodologies, was, now)


def _bases(methodologies, start, end):
    """Return the methodologies from one to another that it is based on, directly or indirectly; else none."""
    found = [start]
    while found[-1].name != end.name:
        base = found[-1].based_on
        if base in [m.name for m in found] or base not in methodologies.project.methodologies():
            return []
        found.append(methodologies[base])
    return found


def _series_ids(lineage, series):
    """Return [(edition, company, service, series id)] of one series, with the editions in order."""
    found = {}
    for i, edition in enumerate(series):
        for earlier in reversed(series[:i]):
            pair = lineage.pairs[earlier.name, edition.name]
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
    return [(*ids, series_id) for ids, series_id in found.items()]


def _releases(project):
    path = project.raw / "releases.csv"
    raw = Reader(project).csv(path, RELEASES) if exists_or_link(path) else None
    return [] if raw is None else raw.frame.select("edition", "version").rows()


def _row(reader, file, line, table, cells, kept, editions):
    """Report the errors of a line. `kept` collects the ends of one-to-one lines, which must be unique: end -> line."""
    lacking = _NONE_OF.get(cells["kind"])
    for name in ("from", "to"):
        if name != lacking and not cells[name]:
            reader.error(file, line, name, f'is empty where kind is "{cells["kind"]}" (fill it in)')
        elif name == lacking and cells[name]:
            reader.error(file, line, name, f'is filled in, but kind is "{cells["kind"]}" (leave it empty)')
    spans = ("from_methodology", "to_methodology") if table == "lineage.elements" else ("from_edition", "to_edition")
    for name in ("from", "to") if cells["kind"] in ONE_TO_ONE else ():
        end = (*(cells[span] for span in spans), cells.get("company") if name == "from" else "", name, cells[name])
        if cells[name] and end in kept and (name == "from" or table != "lineage.services"):
            what = f"{quoted(cells[name])} is already matched one to one in line {kept[end]}"
            reader.error(file, line, name, f"{what} (write merged or split)")
        kept.setdefault(end, line)
    if table == "lineage.elements":
        _elements_known(reader, file, line, cells, editions)
        return
    was, now = cells["from_edition"], cells["to_edition"]
    if series_of(was) != series_of(now) or not year_of(was) < year_of(now):
        what = f"{quoted(now)} is not a later edition of the series of {quoted(was)}"
        reader.error(file, line, "to_edition", f"{what} (correct it)")
        return
    units = {cells["from"], cells["to"]} & set(UNIT_IDS.values())
    if cells.get("to_company") and lacking:
        reader.error(file, line, "to_company", f'is filled in, but kind is "{cells["kind"]}" (leave it empty)')
    if table == "lineage.services" and units:
        reader.error(file, line, "from", f"{quoted(min(units))} is not a service (remove the line)")
    for name, edition in (("from", was), ("to", now)):
        _known(reader, file, line, table, cells, name, editions.get(edition))


def _elements_known(reader, file, line, cells, editions):
    methodologies = {e.methodology.name: e.methodology for e in editions.values() if e.methodology}
    for name in ("from", "to"):
        m = methodologies.get(cells[f"{name}_methodology"])
        if not m or not cells[name]:
            continue
        codes = {r["element"] for r in m.rows_of("elements")}
        if codes and cells[name] not in codes:
            message = f"{quoted(cells[name])} is not an element of {m.name} (the line is ignored; correct it)"
            reader.warn(file, line, name, message, "unused lineage")


def _known(reader, file, line, table, cells, name, edition):
    """Warn of an id that its edition does not have, if that edition is loaded: the line has no effect then."""
    raw = edition and edition.raw.get("companies" if table == "lineage.companies" else "services")
    if not cells[name] or raw is None or not raw.whole:
        return
    # The company of a service is the one in the earlier edition, or in the later one if the service is new or moved.
    moved = name == "to" and cells.get("to_company")
    by_company = table == "lineage.services" and (name == "from" or moved or cells["kind"] == "new")
    wanted = (moved or cells["company"], cells[name]) if by_company else (cells[name],)
    column = "company" if table == "lineage.companies" else "service"
    found = raw.frame.select(["company", "service"] if by_company else [column]).rows()
    if wanted not in found:
        where = edition.project.shown(edition.folder / f"{column.replace('y', 'ie')}s.csv")
        message = f"{quoted('/'.join(wanted))} is not in {where} (the line is ignored; correct it)"
        reader.warn(file, line, name, message, "unused lineage")


_NONE_OF = {"new": "from", "gone": "to", "dropped": "to"}
"""Kind -> the column that it leaves empty."""


def by_series(editions):
    """Return a list of editions for each series, by year."""
    order = by_year(e.name for e in editions)
    named = {e.name: e for e in editions}
    return [[named[name] for name in group] for _, group in groupby(order, series_of)]


def by_year(names):
    """Return names of editions, sorted by series, then by year."""
    return sorted(names, key=lambda name: (series_of(name), year_of(name)))


def pairs_of(series):
    """Return the pairs to compare: neighbours, and each edition with the latest."""
    last = len(series) - 1
    return [(series[i], series[j]) for j in range(1, last + 1) for i in range(j) if i == j - 1 or j == last]


def series_of(edition):
    return edition.rpartition("-")[0]


def year_of(edition):
    year = edition.rpartition("-")[2]
    return int(year) if year.isdecimal() else 0


def _within(row, before, later):
    """Return True for a line about the series of two editions and years between theirs."""
    was, now = row["from_edition"], row["to_edition"]
    same = series_of(was) == series_of(before) == series_of(now)
    return same and year_of(before) <= year_of(was) < year_of(now) <= year_of(later)


def _units(edition):
    """Return {company: {service: unit}} of an edition."""
    found = {}
    for row in edition.tables["staged.services"].to_dicts():
        found.setdefault(row["company"], {})[row["service"]] = row["unit"]
    return found


def _line(row, start, end):
    years = year_of(row["from_edition"]), year_of(row["to_edition"])
    lacks = _NONE_OF.get(row["kind"])
    return Line(*years, None if lacks == "from" else start, None if lacks == "to" else end, row["kind"], row["note"])


def _ends(was, now, n):
    """Return two ids of `n` parts as cells, empty for None."""
    none = ("",) * n
    return *(was or none), *(now or none)


def _free(name, taken, edition):
    return name if name not in taken else f"{name}-{year_of(edition)}"
