"""RDR's layout up to 2019: two files for each company, one with answers and printed scores of every level."""

import re

from pipeline.importers import cells
from pipeline.importers.collect import Collected
from pipeline.importers.implied import methodology_files
from pipeline.schemas.fields import INDICATOR, UNIT_IDS

COMPANY_TYPES = {"Internet": "digital_platform", "Telecommunication": "telecom"}
UNITS = {"Group": "group", "Operating Company": "operating_company"}
NAME = re.compile(r"^RDR(?P<year>\d{4})_(?P<company>.+)_(?P<what>Outcome|Sources)\.csv$")


def years_of(names):
    """Return the years in names such as `RDR2019_Apple_Outcome.csv`; none for other layouts."""
    found = (NAME.match(name) for name in names)
    return {m["year"] for m in found if m and m["what"] == "Outcome"}


def read(archive, year):
    """Return (Collected, {file name: text} of the methodology that the files imply)."""
    layout = _Companies(archive, year)
    return layout.collected, layout.methodology_files()


class _Companies:
    def __init__(self, archive, year):
        self.archive, self.year = archive, year
        self.methodology = f"rdr-{year}"
        self.collected = Collected(year, self.methodology)
        self.categories, self.strands, self.scopes = {}, {}, {}
        self.points, self.types_asked = {}, {}
        self.classes = set()
        files = {name: NAME.match(name) for name in archive.names}
        source_files = {m["company"]: name for name, m in files.items() if m and m["what"] == "Sources"}
        for name, m in files.items():
            if m and m["what"] == "Outcome":
                company = self._company(archive.table(name))
                sources = source_files.get(m["company"]) or _misspelt(m["company"], source_files)
                if sources is None:
                    raise archive.error(f"has no sources of {m['company']} (the layout is not supported)")
                self.collected.sources_from(company, archive.table(sources))
        self._summary(archive.table(f"RDR{year}_02_Summary_Scores.csv"))
        self.collected.not_imported["overview, which repeats the summary rounded"] += sum(
            cells.number(c) for row in archive.table(f"RDR{year}_01_Quick_Overview.csv").rows for c in row
        )

    def _company(self, table):
        rows = list(
            table.select(
                kind="companycategory",
                name="company",
                service_class="class",
                service="servicename",
                level="level",
                category="category",
                indicator="indicator",
                scoring="scoringlevel",
                element="element",
                score="score",
                answer="answer",
                comment="comments",
                refs="sources",
            )
        )
        if not any(row["scoring"] == "Element" for row in rows):
            raise self.archive.error(f'"{table.name}" has no answer (download it again)')
        for row in rows:
            if not re.fullmatch(INDICATOR, row["indicator"]):
                raise self.archive.error(f'"{table.name}" has an indicator "{row["indicator"]}" (download it again)')
        printed = self._printed(rows)
        for row in rows:
            if row["scoring"] != "Element":
                continue
            self.collected.rows_in["elements"] += 1
            company_type = self.archive.company_type(row["kind"], COMPANY_TYPES)
            company = self.collected.company(row["name"], company_type, row["name"])
            unit, name, kind = self._unit(row)
            composite = kind if (company, row["service"]) in self.in_composite else ""
            service = self.collected.service(company, unit, name, kind, composite)
            self._answer(company, service, unit, row, printed)
        return company

    def _unit(self, row):
        unit = UNITS.get(row["service_class"], "service")
        if unit != "service":
            return unit, row["service_class"], ""
        return unit, row["service"], cells.slug(row["service_class"])

    def _printed(self, rows):
        """Add the printed scores; return {(service, strand, indicator): ids of sources} of the levels."""
        company = cells.slug(rows[0]["name"])
        self.in_composite = {(company, row["service"]) for row in rows if row["scoring"] == "Sublevel"}
        has_elements = {row["service"] for row in rows if row["scoring"] == "Element"}
        refs = {}
        for row in rows:
            if row["scoring"] == "Indicator":
                self.collected.score(company, "", "all", row["indicator"], row["score"], "indicator score")
            elif row["scoring"] in ("Level", "Sublevel"):
                self.collected.rows_in["levels"] += 1
                unit, name, _ = self._unit(row)
                if unit == "service" and name not in has_elements:
                    self.collected.not_imported["scores of a composite by itself"] += cells.number(row["score"])
                    continue
                service = UNIT_IDS.get(unit) or cells.slug(name)
                strand = _strand(row)
                refs[service, strand, row["indicator"]] = cells.source_ids(row["refs"])
                if row["refs"] in cells.NO_VALUE:
                    self.collected.no_value["source references", row["refs"], "empty"] += 1
                self.collected.score(company, service, strand, row["indicator"], row["score"], "level score")
        return refs

    def _answer(self, company, service, unit, row, refs):
        indicator, element, strand = row["indicator"], row["element"], _strand(row)
        self.categories[indicator[0]] = row["category"]
        self.strands.setdefault(indicator, set()).add(strand)
        self.scopes.setdefault(indicator, set()).add("services" if unit == "service" else "company")
        self.classes |= {cells.slug(row["service_class"])} if unit == "service" else set()
        asked = self.types_asked.setdefault(element, {})
        answer, comment, reason = row["answer"], row["comment"], ""
        if comment in cells.NO_VALUE:
            self.collected.no_value["comment", comment, "empty"] += 1
            comment = ""
        printed = row["score"] if cells.number(row["score"]) else ""
        applies = True
        if answer in cells.NO_VALUE:
            if printed:
                self.collected.no_value["answer", answer, "no answer; its printed points replace it"] += 1
                answer = ""
            elif answer == "N/A" or row["score"] == "exclude" or comment:
                self.collected.no_value["answer", f"{answer} ({row['score']})", "N/A: not applicable"] += 1
                reason = cells.reason(comment)
                answer, comment, applies = "N/A", "" if reason else comment, False
                reason = reason or cells.NO_REASON
            else:
                self.collected.no_value["answer", answer, "no answer: nothing was collected"] += 1
                answer = ""
        elif printed:
            self.points.setdefault(element, {}).setdefault(answer, set()).add(printed)
        if not printed and applies:
            self.collected.no_value["element score", row["score"], "empty"] += 1
        kind = COMPANY_TYPES[row["kind"]]
        asked[kind] = asked.get(kind, False) or applies
        ids = {"company": company, "service": service, "strand": strand, "element": element}
        sources = refs.get((service, strand, indicator), [])
        self.collected.answer(ids, answer, reason, comment, printed, sources)

    def _summary(self, table):
        """Add printed scores of companies and services. Services of telecoms have different names in this file."""
        company, kind, name, total = (table.column(w) for w in ("company", "class", "servicename", "total"))
        scopes = {total: "total", total + 1: "G", total + 2: "F", total + 3: "P"}
        known = {(r["company"],) for r in self.collected.rows["staged.companies"].values()}
        for row in table.rows:
            owner = cells.slug(row[company])
            figures = sum(cells.number(cell) for cell in row[total:])
            if (owner,) not in known:
                self.collected.not_imported["summary: means of all companies"] += figures
                continue
            service = "" if row[kind] == "Overall" else self._service_like(owner, row[kind], row[name])
            if service is None:
                self.collected.not_imported[f"summary: figures of {row[kind]}, which is no service of its own"] += (
                    figures
                )
                continue
            for i, scope in scopes.items():
                self.collected.score(owner, service, "all", scope, row[i], "company or service score")
            self.collected.not_imported["summary: indicators, which repeat other files"] += sum(
                cells.number(cell) for cell in row[total + 4 :]
            )

    def _service_like(self, company, kind, name):
        """Return the service of a summary row: by name, by its beginning, or as the only one of its class; or None."""
        services = [
            r
            for r in self.collected.rows["staged.services"].values()
            if r["company"] == company and r["unit"] == "service"
        ]
        wanted = cells.letters(name)
        for r in services:
            if cells.letters(r["name_en"]) == wanted:
                return r["service"]
        same_class = [r for r in services if r["class"] == cells.slug(kind)]
        part = [r for r in same_class if wanted and cells.letters(r["name_en"]).startswith(wanted)]
        if len(part) == 1:
            return part[0]["service"]
        return same_class[0]["service"] if len(same_class) == 1 else None

    def methodology_files(self):
        """Return {file name: text} of the methodology that the files imply."""
        title = f"Ranking Digital Rights methodology {self.year}, as its data files imply it"
        scopes = {indicator: "full" if len(units) == 2 else min(units) for indicator, units in self.scopes.items()}
        elements = {
            element: (
                self.points.get(element, {}).get("yes") == {"0"},
                [kind for kind, asked in types.items() if not asked],
            )
            for element, types in self.types_asked.items()
        }
        return methodology_files(
            self.methodology, title, self.categories, scopes, elements, self.strands, False, COMPANY_TYPES.values(),
            self.classes,
        )  # fmt: skip


def _strand(row):
    """Return the strand of a level: `freedom-of-expression` for `Group - Freedom of Expression`, `all` without one."""
    _, found, strand = row["level"].rpartition(" - ")
    return cells.slug(strand) if found else "all"


def _misspelt(name, known):
    """Return the file whose name has the same letters in any order, or None."""
    return next((file for other, file in known.items() if sorted(other) == sorted(name)), None)
