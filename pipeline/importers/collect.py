"""The result of an import: the rows of an edition's raw files, and counts of all cells that were left out."""

import re
from collections import Counter

from pipeline.importers import cells
from pipeline.reading.files import CONTROLS
from pipeline.reading.raw_text import csv_text
from pipeline.reading.validation import FILES
from pipeline.schemas import SCHEMAS, key
from pipeline.schemas.fields import UNIT_IDS

MADE = ("companies", "services", "given_answers", "sources", "published_scores", "published_ranks", "corrections")
KEYS = {table: [name for name in key(SCHEMAS[table]) if name != "edition"] for table in FILES}


class Collected:
    """The rows of an edition while it is imported: `rows` has for each staged table key -> {column: text}. The counters
    record empty cells, printed scores that are not imported, irregularities, and rows read."""

    def __init__(self, year, methodology):
        self.year, self.methodology = year, methodology
        self.rows = {table: {} for table in FILES if FILES[table].endswith(".csv")}
        self.no_value = Counter()
        self.not_imported = Counter()
        self.odd = Counter()
        self.rows_in = Counter()

    def add(self, table, **row):
        """Add a row; if its key exists already, only count it."""
        for name, cell in row.items():
            if cell and re.search(CONTROLS, cell):
                # Remains of quotation marks that were once read in a wrong encoding.
                row[name] = re.sub(CONTROLS, "", cell)
                self.odd[f"{table}: a control character in {name}, removed"] += 1
        values = tuple(row[name] for name in KEYS[f"staged.{table}"])
        if self.rows[f"staged.{table}"].setdefault(values, row) is not row:
            self.odd[f"{table}: a second row with the same key, left out"] += 1

    def company(self, name, kind, source_code):
        company = cells.slug(name)
        if (company,) not in self.rows["staged.companies"]:
            self.add("companies", company=company, name_en=name, type=kind, source_code=source_code)
        return company

    def service(self, company, unit, name, kind, composite):
        service = UNIT_IDS.get(unit) or cells.slug(name)
        if (company, service) not in self.rows["staged.services"]:
            row = {"name_en": name, "unit": unit, "class": kind, "composite": composite, "source_code": name}
            self.add("services", company=company, service=service, **row)
        return service

    def services_by_name(self):
        """Return {(company, letters of the English name): service} of the units that are services."""
        own = [r for r in self.rows["staged.services"].values() if r["unit"] == "service"]
        return {(r["company"], cells.letters(r["name_en"])): r["service"] for r in own}

    def answer(self, ids, answer, reason, comment, printed, sources):
        """Add an answer: `ids` has its key, `printed` its printed points, `sources` ids of sources."""
        row = {"answer": answer, "reason": reason, "comment": comment, "printed_points": printed}
        self.add("given_answers", **ids, **row, sources=";".join(sources))

    def score(self, company, service, strand, scope, text, where):
        """Add a printed score, or count the cell if it is not a number."""
        if cells.number(text):
            ids = {"company": company, "service": service, "strand": strand, "scope": scope}
            self.add("published_scores", **ids, score=_plain(text))
        else:
            self.no_value[where, text, "not printed: no row"] += 1

    def sources_from(self, company, table):
        """Add the rows of a file of sources."""
        wanted = {
            "number": ("sourcenr", "number"),
            "title": "title",
            "url": "url",
            "document_date": ("documentdate", "dateofdocumen"),
            "accessed_date": "dateaccessed",
        }
        saved = table.column("savedsourcelink", optional=True)
        for i, row in enumerate(table.select(**wanted)):
            row["archived"] = table.rows[i][saved].strip() if saved is not None else ""
            self.rows_in["sources"] += 1
            self.source(company, row, i + 1)

    def source(self, company, row, index):
        """Add a source: `row` has number, title, url, archived, document_date, accessed_date."""
        if all(value in cells.NO_VALUE for value in row.values()):
            self.odd["sources: a row without any value, left out"] += 1
            return
        source = "" if row["number"] in cells.NO_VALUE else cells.source_id(row["number"])
        if not source:
            self.no_value["source number", row["number"], "an id from its row, such as row-7"] += 1
            source = f"row-{index}"
        elif (company, source) in self.rows["staged.sources"]:
            self.odd["sources: a duplicate number; the second got an id from its row"] += 1
            source = f"{source}-row-{index}"
        title = " ".join(row["title"].split())
        dates = {}
        for name in ("document_date", "accessed_date"):
            dates[name] = cells.date(row[name])
            if dates[name] == "":
                self.no_value[name, row[name], "empty"] += 1
            elif dates[name] is None:
                title += f" [{name.split('_')[0]} date as printed: {' '.join(row[name].split())}]"
                self.odd["sources: a date that can't be read without guessing, kept in the title"] += 1
        self.add(
            "sources",
            company=company,
            source=source,
            title=title,
            url=_address(row["url"]),
            archived_url=_address(row["archived"]),
            **dates,
        )

    def files(self):
        """Return {file name: text} of the edition's CSV files, each sorted by its key."""
        return {
            FILES[f"staged.{name}"]: csv_text(f"staged.{name}", in_order(self.rows[f"staged.{name}"])) for name in MADE
        }


def in_order(rows):
    """Return rows (key -> row) as a list, sorted by key."""
    return [row for _, row in sorted(rows.items())]


def _plain(text):
    return f"{float(text):.15f}".rstrip("0").rstrip(".") if "e" in text.casefold() else text


def _address(text):
    return "" if text in cells.NO_VALUE else "".join(text.split())
