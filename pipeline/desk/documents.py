"""Merging of source documents from several files. An id means a document only within its file until it is matched.

Equal documents are merged; a different document with an id that is in use gets a new id, and the answers of its file
cite the new one.
"""

from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlsplit

from pipeline.desk.merging import FILES, THERE, Conflict, mark
from pipeline.reading.files import listed

CELLS = ("title", "url", "archived_url", "document_date", "accessed_date")


@dataclass
class Listed:
    """The documents that a file lists, and how it cites them. `rows`: dicts of sources.csv; `where`: (id, column) ->
    the cell; `begun`: id -> column -> `mark` of the prefilled cell; `cited`: id -> the keys (step and KEYS) of the
    answers that cite it; `known`: ids that the prefilled answers cited."""

    file: str
    company: str
    rows: list = field(default_factory=list)
    where: dict = field(default_factory=dict)
    begun: dict = field(default_factory=dict)
    cited: dict = field(default_factory=dict)
    known: set = field(default_factory=set)


class Documents:
    """The rows of sources.csv, with those that files add. `told`: the changed ids, as dicts with file, cell, source,
    became, because; `conflicts`: cells for which files give different values."""

    def __init__(self, rows, cited):
        """`rows`: the current rows; `cited`: (company, id) -> the keys of the answers that cite it."""
        self.rows = {(r["company"], r["source"]): r for r in rows}
        self.cited, self.given = cited, {}
        self.told, self.conflicts = [], []

    def take(self, found, prefer):
        """Add the documents of a file (`Listed`). Returns a dict of its ids -> their ids in sources.csv."""
        became = {}
        for row in found.rows:
            became[row["source"]] = self._document(found, row, prefer)
        for source in found.cited:
            if source not in became:
                became[source] = self._unlisted(found, source)
        for source, places in found.cited.items():
            self.cited.setdefault((found.company, became[source]), set()).update(places)
        return became

    def _document(self, found, row, prefer):
        source, begun = row["source"], found.begun.get(row["source"])
        there = self.rows.get((found.company, source))
        if begun is not None and not _another(row, begun):
            # A prefilled row stays the same document, whatever was edited in it.
            self._merge(found, source, row, begun, prefer)
            return source
        if there is not None and (_equal(there, row, own=True) or self._own_draft(found, there, row)):
            self._merge(found, source, row, {}, prefer)
            return source
        same = self._equal(found, row)
        if same is None and self._free(found, source):
            self._put(found, source, row, source)
            return source
        if same is not None:
            because = "the same document is listed under this id" + self._dropped(found, same, row)
            self._tell(found, source, same, because)
            there = self.rows[found.company, same]
            self._put(found, same, {c: row[c] for c in CELLS if not there[c]}, source)
            return same
        free = self._new_id(found, source)
        self._put(found, free, row | {"source": free}, source)
        self._tell(found, source, free, "a different document has this id")
        return free

    def _unlisted(self, found, source):
        """Return the id of a document that is cited but not listed: it never means a document of another file."""
        if source in found.begun or source in found.known or self._free(found, source):
            return source
        free = self._new_id(found, source)
        self._tell(found, source, free, "it is not on the sheet of sources, and a different document has this id")
        return free

    def _free(self, found, source):
        """True if an id means no document of another file yet."""
        return (found.company, source) not in self.rows and not self._cited_by_others(found, source)

    def _new_id(self, found, source):
        """Return the first free one of the ids `<source>-2`, `<source>-3` and so on."""
        return next(i for n in count(2) if self._free(found, i := f"{source[:55]}-{n}"))

    def _cited_by_others(self, found, source):
        """True if answers of other files cite an id."""
        places = self.cited.get((found.company, source), set())
        own = {place for cited in found.cited.values() for place in cited}
        return bool(places - own)

    def _own_draft(self, found, there, row):
        """True if one of two rows has no title and no address yet, and no other file cites the id."""
        blank = not (there["title"] or there["url"]) or not (row["title"] or row["url"])
        return blank and not self._cited_by_others(found, row["source"])

    def _equal(self, found, row):
        """The id of an equal document of the company, or None."""
        own = [(source, there) for (company, source), there in self.rows.items() if company == found.company]
        return next((source for source, there in own if _equal(there, row)), None)

    def _dropped(self, found, same, row):
        """Text that lists the cells of a document that are not imported."""
        there = self.rows[found.company, same]
        other = [c for c in CELLS if row[c] and there[c] and row[c] != there[c] and c != "url"]
        return "".join(f'; its {c.replace("_", " ")} "{row[c]}" is not imported' for c in other)

    def _put(self, found, source, cells, id_in_file):
        """Store cells of a file's row; `id_in_file` is its id in that file."""
        place = found.company, source
        self.rows[place] = self.rows.get(place, {}) | cells
        for column in cells.keys() & set(CELLS):
            self.given[place, column] = found.file, found.where.get((id_in_file, column), "")

    def _merge(self, found, source, row, begun, prefer):
        """Merge another description of a document; blank and unchanged prefilled cells are ignored."""
        place = found.company, source
        blank = {"company": found.company, "source": source} | dict.fromkeys(CELLS, "")
        self.rows[place] = there = self.rows.get(place) or blank
        for column in CELLS:
            said, now = row[column], there[column]
            same = said == now or (column == "url" and _address(said) == _address(now))
            if not said or same or (now and begun.get(column) == mark(column, said)):
                continue
            giver, cell = self.given.get((place, column), (THERE, ""))
            # FILES applies only as long as the current value is not from another file.
            voices = [found.file, giver, *([FILES] if giver == THERE else [])]
            wins = next((p for p in prefer if p in voices), None)
            if wins == found.file:
                # This also decides the conflict of earlier files.
                self.conflicts = [c for c in self.conflicts if (c.place, c.column) != (place, column)]
            if not now or (begun and begun.get(column, "") == mark(column, now)) or wins in (FILES, found.file):
                self._put(found, source, {column: said}, source)
            elif wins is None:
                where = [(found.file, found.where.get((source, column), ""), said)]
                others = [] if giver == THERE else [(giver, cell, now)]
                self.conflicts.append(Conflict(place, column, "" if others else now, others + where))

    def _tell(self, found, source, became, because):
        if source != became:
            self.told.append({"file": found.file, "cell": found.where.get((source, "source"), ""), "source": source,
                              "became": became, "because": because})  # fmt: skip


def cited_in(tables):
    """Return (company, id) -> the keys (step, KEYS...) of the answers that cite it. `tables`: step -> raw rows."""
    found = {}
    for step, rows in tables.items():
        for r in rows:
            for source in listed(r["sources"]):
                place = step, r["company"], r["service"], r["strand"], r["element"]
                found.setdefault((r["company"], source), set()).add(place)
    return found


def _another(row, begun):
    """True if a prefilled row has a new title and a new address, which means a different document."""
    return all(begun.get(c) and row[c] and mark(c, row[c]) != begun[c] for c in ("title", "url"))


def _equal(a, b, own=False):
    """True if two rows describe the same document; `own`: they have the same id."""
    one, other = _address(a["url"]), _address(b["url"])
    title = _words(a["title"]) == _words(b["title"]) != ""
    dates = sorted((a["document_date"], b["document_date"]), key=len)
    if bool(one) != bool(other):
        return own and title
    return (one == other if one else title) and (own or dates[1].startswith(dates[0]))


def _address(url):
    """Return an address as it is compared: without scheme, default port and final slash, the host in lower case."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url.strip()
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return url.strip()
    host = parts.hostname.rstrip(".") + (f":{port}" if port not in (None, 80, 443) else "")
    return "".join([host, parts.path.rstrip("/"), f"?{parts.query}" if parts.query else "",
                    f"#{parts.fragment}" if parts.fragment else ""])  # fmt: skip


def _words(text):
    return " ".join(text.casefold().split())
