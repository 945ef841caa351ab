"""Source documents of several people. An id in a file is its author's own until it is known which document it means.

Equal documents are merged; a different document with an id that is in use gets a new id, and the answers of its file
cite that.
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
    the cell; `begun`: id -> column -> `mark` of the row that the workbook was filled in with; `cited`: id -> the places
    (step and KEYS) whose answers cite it; `known`: ids that answers cited when they were filled in."""

    file: str
    company: str
    rows: list = field(default_factory=list)
    where: dict = field(default_factory=dict)
    begun: dict = field(default_factory=dict)
    cited: dict = field(default_factory=dict)
    known: set = field(default_factory=set)


class Documents:
    """The rows of sources.csv, which files add to. `told`: what became of ids: dicts with file, cell, source, became,
    because; `conflicts`: cells of documents of which there are two opinions."""

    def __init__(self, rows, cited):
        """`rows`: those that are there; `cited`: (company, id) -> the places whose answers cite it."""
        self.rows = {(r["company"], r["source"]): r for r in rows}
        self.cited, self.given = cited, {}
        self.told, self.conflicts = [], []

    def take(self, found, prefer):
        """Take in the documents of a file (`Listed`). Returns its ids -> those that they have from now on."""
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
            # It was filled in: whatever was changed in it since, it is the same document.
            self._merge(found, source, row, begun, prefer)
            return source
        if there is None and not self._cited_by_others(found, source):
            same = self._equal(found, row)
            if same is None:
                self._put(found, source, row, source)
                return source
        elif there is not None and (_equal(there, row, own=True) or self._own_draft(found, there, row)):
            self._merge(found, source, row, {}, prefer)
            return source
        else:
            same = self._equal(found, row)
        if same is not None:
            self._tell(found, source, same, "the same document is listed under this id" + self._kept(found, same, row))
            there = self.rows[found.company, same]
            self._put(found, same, {c: row[c] for c in CELLS if not there[c]}, source)
            return same
        free = next(i for i in self._others(source) if self._free(found, i))
        self._put(found, free, row | {"source": free}, source)
        self._tell(found, source, free, "another document has this id")
        return free

    def _unlisted(self, found, source):
        """The id for one that is cited but not on the sheet of sources: it never means another author's document."""
        known = source in found.begun or source in found.known
        if known or ((found.company, source) not in self.rows and not self._cited_by_others(found, source)):
            return source
        free = next(i for i in self._others(source) if self._free(found, i))
        self._tell(found, source, free, "it is not on the sheet of sources, and another document has this id")
        return free

    def _free(self, found, source):
        return (found.company, source) not in self.rows and not self._cited_by_others(found, source)

    def _others(self, source):
        return (f"{source[:55]}-{n}" for n in count(2))

    def _cited_by_others(self, found, source):
        """True if answers of other files cite an id."""
        places = self.cited.get((found.company, source), set())
        own = {place for cited in found.cited.values() for place in cited}
        return bool(places - own)

    def _own_draft(self, found, there, row):
        """True if one of two rows does not describe its document yet, and no other file cites the id."""
        blank = not (there["title"] or there["url"]) or not (row["title"] or row["url"])
        return blank and not self._cited_by_others(found, row["source"])

    def _equal(self, found, row):
        """The id of an equal document of the company, or None."""
        own = [(source, there) for (company, source), there in self.rows.items() if company == found.company]
        return next((source for source, there in own if _equal(there, row)), None)

    def _kept(self, found, same, row):
        """The cells of a document's description that are not imported, in words."""
        there = self.rows[found.company, same]
        other = [c for c in CELLS if row[c] and there[c] and row[c] != there[c] and c != "url"]
        return "".join(f'; its {c.replace("_", " ")} "{row[c]}" is not imported' for c in other)

    def _put(self, found, source, cells, said_as):
        """Take cells of a file's row, which has the id `said_as` there."""
        place = found.company, source
        self.rows[place] = self.rows.get(place, {}) | cells
        for column in cells.keys() & set(CELLS):
            self.given[place, column] = found.file, found.where.get((said_as, column), "")

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
            # What all files say is known where no other has said something yet.
            voices = [found.file, giver, *([FILES] if giver == THERE else [])]
            wins = next((p for p in prefer if p in voices), None)
            if wins == found.file:
                # What others differed on before is decided as well.
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
    """(company, id) -> the places (step, KEYS...) that cite it, of the raw rows of steps: step -> [row]."""
    found = {}
    for step, rows in tables.items():
        for r in rows:
            for source in listed(r["sources"]):
                place = step, r["company"], r["service"], r["strand"], r["element"]
                found.setdefault((r["company"], source), set()).add(place)
    return found


def _another(row, begun):
    """True if a prefilled row has both a new title and a new address: somebody replaced its document."""
    return all(begun.get(c) and row[c] and mark(c, row[c]) != begun[c] for c in ("title", "url"))


def _equal(a, b, own=False):
    """True for one document described twice; `own`: under the same id."""
    one, other = _address(a["url"]), _address(b["url"])
    title = _words(a["title"]) == _words(b["title"]) != ""
    dates = sorted((a["document_date"], b["document_date"]), key=len)
    if bool(one) != bool(other):
        return own and title
    return (one == other if one else title) and (own or dates[1].startswith(dates[0]))


def _address(url):
    """An address in the form in which documents are compared: without scheme, case of the host, default port and final
    slash."""
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
