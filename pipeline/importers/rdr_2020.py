"""RDR's layout of 2020 and 2022: one file for each level of scoring, with all companies."""

import re

from pipeline.importers import cells
from pipeline.importers.collect import Collected
from pipeline.reading.exclusions import exclusion
from pipeline.schemas.fields import UNIT_IDS

METHODOLOGY = "rdr-2020"
COMPANY_TYPES = {"Digital Platform": "digital_platform", "Telecommunication": "telecom"}
UNITS = {"Group": "group", "OpCom": "operating_company"}


def years_of(names):
    """Return the years in names such as `2022-rdr-index-06-element-scores.csv`; none for other layouts."""
    found = (re.fullmatch(r"(\d{4})-rdr-index-06-element-scores\.csv", name) for name in names)
    return {m[1] for m in found if m}


def read(archive, year, methodology):
    """Return the zip's edition as `Collected`. `methodology` must have exactly its elements."""
    return _Tables(archive, year, methodology).collected


class _Tables:
    def __init__(self, archive, year, methodology):
        self.archive, self.prefix = archive, f"{year}-rdr-index-"
        self.collected = Collected(year, METHODOLOGY)
        self.indicators = {r["indicator"]: r for r in methodology.rows_of("indicators")}
        self.elements = {r["element"]: r for r in methodology.rows_of("elements")}
        self._same_elements()
        levels = list(
            self._table("05-level-scores").select(
                label="companylabel",
                indicator="indicator",
                branch="branch",
                service="service",
                score="score",
                refs="sourcerefs",
            )
        )
        answers = list(
            self._table("06-element-scores").select(
                kind="companytype",
                code="company",
                label="companylabel",
                element="element",
                branch="branch",
                composite="composite",
                service_class="class",
                service="service",
                answer="result",
                comment="comment",
                score="score",
            )
        )
        self.collected.rows_in |= {"elements": len(answers), "levels": len(levels)}
        # RDR has rows without answers for companies that have no operating company.
        self.operating = {
            row["label"]
            for row in answers
            if row["service"] == "OpCom" and (row["answer"] not in cells.NO_VALUE or cells.number(row["score"]))
        }
        self._levels(levels)
        self._answers(answers)
        self._company_scores()
        self._service_scores()
        self._sources()

    def _table(self, name):
        return self.archive.table(f"{self.prefix}{name}.csv")

    def _same_elements(self):
        theirs = {cells.code(row["element"]) for row in self._table("11-meta-elements").select(element="element")}
        if theirs != self.elements.keys():
            odd = ", ".join(sorted(theirs ^ self.elements.keys())[:5])
            raise self.archive.error(
                f"does not have the elements of methodology {METHODOLOGY}: {odd} (describe its "
                "methodology in raw/methodologies/ first)"
            )

    def _unit(self, row):
        return UNITS.get(row["service"], "service") if row["branch"] == "Company" else "service"

    def _exists(self, row):
        return row["service"] != "OpCom" or row["label"] in self.operating

    def _levels(self, rows):
        """Add printed level scores, and collect the references to sources, which RDR gives for a level."""
        self.refs, self.printed_levels = {}, set()
        for row in rows:
            company, indicator = cells.slug(row["label"]), cells.code(row["indicator"])
            unit = self._unit(row)
            service = UNIT_IDS.get(unit) or cells.slug(row["service"])
            if not self._exists(row):
                self.collected.no_value["level of a missing operating company", row["score"], "no row"] += 1
                continue
            self.refs[company, service, indicator] = cells.source_ids(row["refs"])
            if row["refs"] in cells.NO_VALUE:
                self.collected.no_value["source references", row["refs"], "empty"] += 1
            self.collected.score(company, service, "all", indicator, row["score"], "level score")
            if cells.number(row["score"]):
                self.printed_levels.add((company, service, indicator))

    def _answers(self, rows):
        for row in rows:
            company_type = self.archive.company_type(row["kind"], COMPANY_TYPES)
            company = self.collected.company(row["label"], company_type, row["code"])
            if not self._exists(row):
                self.collected.no_value["answer of a missing operating company", row["answer"], "no row"] += 1
                continue
            unit = self._unit(row)
            composite = "" if row["composite"] in ("Services", "Group", "OpCom") else cells.slug(row["composite"])
            kind = row["service_class"] if unit == "service" else ""
            service = self.collected.service(company, unit, row["service"], kind, composite)
            element = cells.code(row["element"])
            if element not in self.elements:
                raise self.archive.error(
                    f'answers "{element}", which is not an element of {METHODOLOGY} (download it again)'
                )
            self._answer(company, service, element, row)

    def _answer(self, company, service, element, row):
        indicator = element.split(".")[0]
        answer, comment, reason = row["answer"], row["comment"], ""
        printed = row["score"] if cells.number(row["score"]) else ""
        if comment in cells.NO_VALUE:
            self.collected.no_value["comment", comment, "empty"] += 1
        if answer in cells.NO_VALUE:
            answer, comment, reason = self._no_answer(company, service, element, row)
        elif comment in cells.NO_VALUE:
            comment = ""
        if not printed:
            self.collected.no_value["element score", row["score"], "empty"] += 1
        ids = {"company": company, "service": service, "strand": "all", "element": element}
        sources = self.refs.get((company, service, indicator), [])
        self.collected.answer(ids, answer, reason, comment, printed, sources)

    def _no_answer(self, company, service, element, row):
        """Return (answer, comment, reason) of an element without an answer: excluded, N/A, or not collected."""
        comment = "" if row["comment"] in cells.NO_VALUE else row["comment"]
        level = company, service, element.split(".")[0]
        if cells.number(row["score"]):
            became = "no answer; its printed points replace it"
        elif not comment and row["comment"] != "N/A" and level in self.printed_levels:
            became = "no answer: nothing was collected"
        else:
            excluded = self._excluded(company, service, element)
            reason = cells.reason(comment)
            became = "excluded by the methodology" if excluded else "judged not applicable"
            self.collected.no_value["answer", row["answer"], f"N/A: {became}"] += 1
            # If the methodology excludes an element, that is the reason, and RDR's text stays a comment.
            if reason is None or excluded:
                return "N/A", comment, "" if excluded else cells.NO_REASON
            return "N/A", "", reason
        self.collected.no_value["answer", row["answer"], became] += 1
        return "", comment, ""

    def _excluded(self, company, service, element):
        rows = self.collected.rows
        unit = rows["staged.services"][company, service]
        kind = rows["staged.companies"][company,]["type"]
        return exclusion(unit, kind, self.indicators[self.elements[element]["indicator"]], self.elements[element])

    def _company_scores(self):
        for row in self._table("04-indicator-scores").select(label="companylabel", scope="indicator", score="score"):
            self._company_score(row["label"], cells.code(row["scope"]), row["score"], "indicator or family score")
        for row in self._table("03-total-scores").select(label="companylabel", score="score"):
            self._company_score(row["label"], "total", row["score"], "total score")
        for row in self._table("01-quick-overview").select(
            label="company", total="total", G="governance", F="freedomofexpression", P="privacy"
        ):
            for category in "GFP":
                self._company_score(row["label"], category, row[category], "category score")
            self.collected.not_imported["totals in the overview, which repeats them but for roundings"] += 1

    def _company_score(self, label, scope, text, where):
        self.collected.score(cells.slug(label), "", "all", scope, text, where)

    def _service_scores(self):
        """Add the printed totals, categories and families of each service from the summary."""
        table = self._table("02-summary-scores")
        total = table.column("total")
        scopes = {total: "total", total + 1: "G", total + 2: "F", total + 3: "P"}
        families = {r["family"] for r in self.indicators.values()} - self.indicators.keys()
        scopes |= {i: label for i, label in enumerate(table.labels[total + 4 :], total + 4) if label in families}
        names = self.collected.services_by_name()
        company, service = table.column("company"), total - 1
        for row in table.rows:
            key = cells.slug(row[company]), cells.letters(row[service])
            if key not in names:
                what = _NOT_A_SERVICE.get(row[service]) or f'figures of "{row[service]}", which is no service'
                self.collected.not_imported[f"summary: {what}"] += sum(cells.number(cell) for cell in row[total:])
                continue
            for i, scope in scopes.items():
                self.collected.score(key[0], names[key], "all", scope, row[i] or "", "service score")
            self.collected.not_imported["summary: indicators of a service, which repeat its levels"] += sum(
                cells.number(row[i]) for i in range(total + 4, len(row)) if i not in scopes
            )

    def _sources(self):
        missing = {r["source_code"] for r in self.collected.rows["staged.companies"].values()}
        labels = {r["source_code"]: r["company"] for r in self.collected.rows["staged.companies"].values()}
        for name in self.archive.names:
            folder, _, file = name.rpartition("/")
            if folder.endswith("company-sources") and file.endswith("-sources.csv"):
                company = labels.get(file.removeprefix(self.prefix).removesuffix("-sources.csv"))
                if company is None:
                    raise self.archive.error(
                        f'"{name}" belongs to a company that has no answers (the layout is not supported)'
                    )
                missing.discard(file.removeprefix(self.prefix).removesuffix("-sources.csv"))
                self.collected.sources_from(company, self.archive.table(name))
        if missing:
            raise self.archive.error(f"has no sources of {', '.join(sorted(missing))} (download it again)")


_NOT_A_SERVICE = {
    "all companies": "means of all companies",
    "Total": "company rows, which repeat other files but for roundings",
    "NA": "means of all companies",
    "Group": "totals of a group by itself",
    "OpCom": "totals of an operating company by itself",
}
