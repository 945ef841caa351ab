"""Source documents in the cells of research sheets: numbers of a list, addresses, names, links; nothing is lost."""

import datetime
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pipeline.importers import cells
from pipeline.importers.cells import letters
from pipeline.importers.sheet_words import labels

ADDRESS = re.compile(r"(?:https?://|www\.)[^\s;,<>\"«»]+[^\s;,<>\"«».)\]]")
PAGE = re.compile(
    r"\b(?:pp?|pages?|pgs?|articles?|art|sections?|sec|clauses?|paragraphs?|para|с|стр|страниц[аы]|ст|статья|п|пункт|"
    r"раздел|бет|беттер|бап|тармақ)\b\.?\s*(?:no\.?|№)?\s*[0-9ivx]+(?:[.–-][0-9]+)*"
    r"|\b[0-9]+(?:[–-][0-9]+)?-?\s*(?:бет|бап|тармақ)\b|§+\s*[0-9.]+",
    re.IGNORECASE,
)
NUMBER = re.compile(r"(?<![\w.])([0-9]{1,4}(?:\.[0-9]{1,2})?['’]?)(?![\w'’]|\.[0-9])")
LONG = 5_000
"""Letters of a cell in which documents are looked for."""

JOINS = {"", "and", "and also", "see", "и", "также", "см", "және", "мен", "қараңыз"}


@dataclass
class Documents:
    """The documents of one company. `year` of the edition; `rows`: id -> row of sources.csv, in the order in which they
    were found."""

    year: int
    rows: dict = field(default_factory=dict)
    by_address: dict = field(default_factory=dict)
    by_title: dict = field(default_factory=dict)

    def add(self, row):
        """Add a row of a list of sources."""
        source = row["source"]
        self.rows[source] = row
        if row["url"]:
            self.by_address.setdefault(_same(row["url"]), source)
        if row["title"]:
            self.by_title.setdefault(letters(row["title"]), source)

    def _new(self, title, url=""):
        stem = cells.slug(title)[:40].strip("-") or cells.slug(urlsplit(url).netloc)[:40].strip("-") or "document"
        source, n = stem, 1
        while source in self.rows or source.isdecimal():
            n += 1
            source = f"{stem}-{n}"
        empty = dict.fromkeys(("archived_url", "document_date", "accessed_date"), "")
        self.add({"source": source, "title": title, "url": url} | empty)
        return source

    def cited(self, text, links=()):
        """Return (ids, remark) of a cell. The remark is the cell's text if it says more than which documents."""
        whole, text = text, text[:LONG]
        ids, rest = [], text
        for address in [*links, *ADDRESS.findall(text)]:
            url = address if "://" in address else f"https://{address}"
            known = self.by_address.get(_same(url))
            title = "" if ADDRESS.search(text) or _list_of_numbers(text) else _named(text)
            ids.append(known or self._new(title, url))
        rest = ADDRESS.sub(" ", rest)
        if not rest.strip() or text in cells.NO_VALUE:
            return list(dict.fromkeys(ids)), ""
        if _list_of_numbers(rest) or self.numbers_of_date(rest):
            dated = self.numbers_of_date(rest)
            return list(dict.fromkeys([*ids, *(dated[0] if dated else self._apart(_numbers(rest)))])), ""
        found = self._numbered(rest)
        if not found and not ids and letters(rest):
            found = [self._titled(part) for part in re.split(r"[;\n]+", rest) if letters(part)]
        ids = list(dict.fromkeys([*ids, *found]))
        return ids, "" if whole == text and self._says_no_more(rest, ids) else " ".join(whole.split())

    def numbers_of_date(self, text):
        """Return (ids, date) of a cell whose numbers, such as `7, 8`, a spreadsheet took for a date; or None. The year
        is a number too, if it can't be the one in which the cell was written."""
        text = text.strip()
        if re.fullmatch(r"[1-5][0-9]{4}", text) and text not in self.rows:
            date = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(text))
        elif re.fullmatch(r"(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]", text):
            try:
                date = datetime.date.fromisoformat(text)
            except ValueError:
                return None
        else:
            return None
        ids = [str(date.month), str(date.day)]
        if not all(number in self.rows for number in ids):
            return None
        year = str(date.year % 100)
        ids += [year] if abs(date.year - self.year) > 2 and year in self.rows else []
        return ids, date.isoformat()

    def _apart(self, ids):
        """Return the ids of a list, with `7.8` as 7 and 8 if only these two are documents."""
        found = []
        for source in ids:
            parts = source.split("-")
            both = len(parts) == 2 and source not in self.rows and all(part in self.rows for part in parts)
            found += parts if both else [source]
        return found

    def _numbered(self, text):
        """Return the ids of the list's numbers in a text such as `Source 22, p. 111; 9 (Annual Report)`."""
        plain = PAGE.sub(" ", re.sub(r"\([^()]*[^\W\d][^()]*\)", " ", text))
        ids = [cells.source_id(number.lstrip("0")) for number in NUMBER.findall(plain)]
        return [source for source in ids if source in self.rows]

    def _titled(self, text):
        title = _named(text)
        return self.by_title.get(letters(title)) or self._new(title)

    def _says_no_more(self, text, ids):
        """Return True if a text consists of ids, titles of these documents, and words for a source."""
        plain = NUMBER.sub(" ", text)
        if PAGE.search(text) or re.search(r"\d", plain):
            return False
        known = {letters(self.rows[source]["title"]) for source in ids if source in self.rows}
        words = {letters(part) for part in re.split(r"[();,:./\s]+", plain)} - JOINS - labels()["source"]
        whole = {letters(part) for part in re.split(r"[();]+", plain)} - JOINS - labels()["source"]
        return not words or whole <= known


def _list_of_numbers(text):
    plain = re.sub(r"\b(?:and|и|және)\b", ",", text)
    return re.fullmatch(r"[\s,;./'’0-9]+", plain) is not None


def _numbers(text):
    return cells.source_ids(re.sub(r"[/]|\b(?:and|и|және)\b", ",", text))


def _named(text):
    """Return the name of a document without where in it something stands: `Policy, page 4` becomes `Policy`."""
    return " ".join(PAGE.sub(" ", ADDRESS.sub(" ", text)).split()).strip(" ,;:.()–-") or " ".join(text.split())


def _same(url):
    """Return an address in a form in which equal documents have equal texts."""
    parts = urlsplit(url if "://" in url else f"https://{url}")
    return f"{parts.netloc.casefold().removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}#{parts.fragment}"
