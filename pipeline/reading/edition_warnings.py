"""Warnings for researchers: answers, comments and sources that are allowed but probably mistakes; and the list of
accepted warnings."""

import datetime
import fnmatch
import re
from collections import defaultdict
from operator import itemgetter
from urllib.parse import urlsplit

from pipeline.core.limits import exists_or_link
from pipeline.core.problems import quoted
from pipeline.reading.edition_rules import Row
from pipeline.reading.files import Reader, listed
from pipeline.reading.steps import KEYS
from pipeline.schemas import SCHEMAS, columns
from pipeline.schemas.fields import ONE_TO_ONE

ACCEPTED = "accepted_warnings.csv"
COLUMNS = ["kind", "file", "location", "reason"]
MARKS = r"\s*[.,:;]"


def inspected(edition, pair=None):
    """Return the problems of a sound edition's own files with the warnings of this module, without the accepted ones.
    `pair` is the `Pair` with the previous edition, or None."""
    reader = Reader(edition.project, edition.name, edition.own_problems)
    raw = edition.raw.get("given_answers")
    if raw is not None:
        rows = [(Row(reader, raw.file, line, cells), cells) for line, cells in raw.rows]
        _answers(edition, rows)
        if pair is not None:
            _changed(edition, rows, pair)
    _sources(reader, edition)
    _dates(reader, edition, datetime.date.today().isoformat())
    return _unaccepted(reader, edition)


def _answers(edition, rows):
    m = edition.methodology
    scale, elements = m.scale, m.rows_of("elements")
    indicator = {r["element"]: r["indicator"] for r in elements}
    parents_of = {r["element"]: listed(r["depends_on"]) for r in elements}
    group_wide = {r["indicator"] for r in m.rows_of("indicators") if r["scoring_scope"] == "full"}
    services = {
        (r["company"], r["service"]) for r in edition.tables["staged.services"].to_dicts() if r["unit"] == "service"
    }
    given = {_key(cells): scale.find(cells["answer"]) for _, cells in rows}
    begins = _beginnings(scale)
    comments, across = defaultdict(list), defaultdict(list)
    for row, cells in rows:
        *unit, element = _key(cells)
        answer = given[*unit, element]
        if answer is None:
            continue
        parents = parents_of[element]
        above = {given.get((*unit, parent)) for parent in parents}
        if above == {scale.not_applicable} and answer != scale.not_applicable:
            what = f'"{answer}", although {" and ".join(parents)} is "{scale.not_applicable}"'
            row.warn("answer", f"{what} (check which is right)", "answered under N/A")
        word = begins.match(cells["comment"]) if cells["comment"] else None
        meant = word and scale.find(word[1])
        if meant and meant != answer:
            what = f'begins with {quoted(word[1])}, but the answer is "{answer}"'
            row.warn("comment", f"{what} (check which is right)", "comment contradicts answer")
        comment = " ".join(cells["comment"].casefold().split())
        if len(comment) > 20:
            comments[cells["company"], cells["element"], cells["strand"], comment].append((row, cells, answer))
        own = (cells["company"], cells["service"]) in services and answer != scale.not_applicable
        if own and indicator[element] in group_wide:
            across[cells["company"], cells["element"], cells["strand"]].append((row, cells, answer))
    for found in comments.values():
        _differ(found, "comment", "the same comment", "same comment", "check which is right, or explain the difference")
    for found in across.values():
        _differ(found, "answer", "an element of the whole group", "services differ", "check which is right")


def _differ(found, column, what, kind, todo):
    """Warn at each row whose answer differs from the first row's."""
    first = found[0]
    for row, _, answer in found[1:]:
        if answer != first[2]:
            earlier = f'"{first[2]}" for {first[1]["service"]} in line {first[0].line}'
            row.warn(column, f'{what} has "{answer}" here and {earlier} ({todo})', kind)


def _beginnings(scale):
    """Return a pattern for any spelling of an answer at the beginning of a text, before a mark; the longest first."""
    words = [re.escape(spelling) for spelling in scale.spellings()]
    return re.compile(rf"\s*({'|'.join(sorted(words, key=len, reverse=True))}){MARKS}", re.IGNORECASE)


_key = itemgetter(*KEYS)


def _changed(edition, rows, pair):
    """Warn of answers without a comment that differ from the previous edition."""
    services = {(c, s): (cw, sw) for cw, sw, c, s, kind, _ in pair.services if s and sw and kind in ONE_TO_ONE}
    elements = {now: was for was, now, kind, _ in pair.elements if kind == "same"}
    given = pair.before.tables["staged.given_answers"].select(*KEYS, "answer").rows()
    before = {tuple(ids): answer for *ids, answer in given}
    for row, cells in rows:
        if cells["comment"]:
            continue
        was = services.get((cells["company"], cells["service"]))
        element = elements.get(cells["element"])
        answer = edition.methodology.scale.find(cells["answer"])
        if not (was and element and answer):
            continue
        old = pair.before.methodology.scale.find(before.get((*was, cells["strand"], element)) or "")
        if old and old != answer:
            what = f'"{answer}", but "{old}" in {pair.before.name}, without a comment'
            row.warn("comment", f"{what} (explain the change)", "changed without a comment")


def _sources(reader, edition):
    raw = edition.raw.get("sources")
    if raw is None:
        return
    cited = set()
    for table in ("staged.given_answers", "staged.step_answers"):
        for company, sources in edition.tables[table].select("company", "sources").unique().rows():
            cited |= {(company, source) for source in (sources or "").split(";")}
    for line, cells in raw.rows:
        row = Row(reader, raw.file, line, cells)
        if (cells["company"], cells["source"]) not in cited:
            row.warn(
                "source",
                f"{quoted(cells['source'])} is not cited by any answer (cite it, or remove it)",
                "uncited source",
            )
        for name in ("url", "archived_url"):
            if cells[name] and not _is_address(cells[name]):
                row.warn(name, f"{quoted(cells[name])} is not a web address (write it with https://)", "no address")
        if cells["url"] and not cells["archived_url"]:
            row.warn("archived_url", "is empty (archive the page: it may change)", "no archived copy")


AFTER = {"accessed_date": ("document_date", "was read"), "answered_date": ("asked_date", "was answered")}
"""Date column -> the date column that must not be later, and what happened on the first date."""


def _dates(reader, edition, today):
    for name, raw in edition.raw.items():
        days = [c.name for c in columns(SCHEMAS[f"staged.{name}"]) if c.kind == "date"]
        for line, cells in raw.rows if raw is not None and days else ():
            row = Row(reader, raw.file, line, cells)
            for day in days:
                if _later(cells[day], today):
                    row.warn(day, f"{quoted(cells[day])} is in the future (check the year)", "odd date")
            for day, (first, what) in AFTER.items():
                if day in days and cells[day] and _later(cells[first], cells[day]):
                    message = f"{quoted(cells[first])} is after {cells[day]}, when it {what} (check which is right)"
                    row.warn(first, message, "odd date")


def _later(day, other):
    """Return True if a date (a year, a month or a day) is certainly later than the other one."""
    day, other = day.removesuffix("-00").removesuffix("-00"), other.removesuffix("-00").removesuffix("-00")
    size = min(len(day), len(other))
    return day[:size] > other[:size]


def _is_address(text):
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and not re.search(r"\s", text)


def _unaccepted(reader, edition):
    """Return a reader's problems without the warnings that accepted_warnings.csv accepts. A line that matches none is a
    warning itself."""
    path, accepted = edition.folder / ACCEPTED, set()
    raw = reader.csv(path, COLUMNS) if exists_or_link(path) else None
    for line, cells in raw.rows if raw is not None else ():
        row = Row(reader, reader.project.shown(path), line, cells)
        empty = [name for name in ("kind", "location", "reason") if not cells[name]]
        for name in empty:
            row.error(name, "is empty (fill it in)")
        if empty:
            continue
        found = {i for i, p in enumerate(reader.problems) if i not in accepted and _accepts(cells, p)}
        if not found:
            row.warn("kind", "matches no warning (remove the line)", "unused acceptance")
        accepted |= found
    return [p for i, p in enumerate(reader.problems) if i not in accepted]


def _accepts(cells, problem):
    file = problem.file.rsplit("/", 1)[-1]
    return (
        problem.level == "warning"
        and problem.kind == cells["kind"]
        and cells["file"] in ("", file)
        and fnmatch.fnmatchcase(problem.location, cells["location"])
    )
