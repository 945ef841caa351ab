"""RDR's zips, read by Python's csv module and not by our own code; and small zips in their layouts, made to be odd."""

import csv
import io
import re
import zipfile
from functools import cache

from conftest import HERE, RDR, ZIPS

EDITIONS = ["rdr-2019", "rdr-2020", "rdr-2022"]
TABLES = EDITIONS[1:]  # the layout with one file a level of scoring
NO_VALUE = {"", "NA", "N/A", "exclude"}
TYPES = {"Digital Platform": "digital_platform", "Internet": "digital_platform", "Telecommunication": "telecom"}


@cache
def source(edition):
    """File name -> rows of a zip of RDR's, each a dict; the header's cells without blanks."""
    found = {}
    with zipfile.ZipFile(RDR / next(name for name in ZIPS if edition[-4:] in name)) as archive:
        for name in archive.namelist():
            if name.endswith(".csv"):
                lines = csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline=""))
                header, *rows = [line for line in lines if line]
                header = ["".join(cell.split()) for cell in header]
                found[name.removeprefix(f"{edition[-4:]}-rdr-index-")] = [
                    dict(zip(header, [*row, *[""] * len(header)], strict=False)) for row in rows]
    return found


def table_of(edition, number):
    return next(rows for name, rows in source(edition).items() if name.startswith(number))


def every_row(edition):
    return (row for rows in source(edition).values() for row in rows)


def plain(code):
    """F05a.01 -> F5a.1"""
    found = re.fullmatch(r"([GFP])0*(\d+)([a-z]?)(?:\.0*(\d+))?", code)
    return "{}{}{}".format(*found.groups()) + (f".{found[4]}" if found[4] else "")


def is_number(cell):
    try:
        float(cell)
    except ValueError:
        return False
    return True


@cache
def levels(edition):
    """Rows of elements and levels, in words that both layouts share. Rows of operating companies that do not exist
    (nothing at all was answered for them) are left out."""
    found = []
    if edition in TABLES:
        for number in ("06", "05"):
            for row in table_of(edition, number):
                found.append({
                    "what": "element" if number == "06" else "level", "company": row["Company"], "unit": row["Service"],
                    "strand": "all", "code": plain(row["Element"] if number == "06" else row["Indicator"]),
                    "answer": row.get("Result"), "comment": row.get("Comment", "").strip(), "score": row["Score"],
                    "refs": row.get("SourceRefs", ""), "class": row["Class"], "type": TYPES[row["CompanyType"]],
                    "composite": row["Composite"] == "Mobile Services"})
        real = {row["company"] for row in found if row["unit"] == "OpCom"
                and (is_number(row["score"]) or row["answer"] not in (None, "NA"))}
        return [row for row in found if row["unit"] != "OpCom" or row["company"] in real]
    for row in every_row(edition):
        if row.get("Scoring_Level", "Indicator") != "Indicator":
            strand = re.search(" - (Freedom of Expression|Privacy)$", row["Level"])
            found.append({
                "what": row["Scoring_Level"].lower(), "company": row["Company"],
                "unit": row["Class"] if row["Service_Name"] == "NA" else row["Service_Name"],
                "strand": strand[1].lower().replace(" ", "-") if strand else "all",
                "code": row["Indicator"] if row["Element"] == "NA" else row["Element"], "answer": row["Answer"],
                "comment": row["Comments"].strip(), "score": row["Score"], "refs": row["Sources"],
                "class": row["Class"], "type": TYPES[row["Company_Category"]],
                "composite": row["Class"] == "Pre and Postpaid Mobile"})
    return found


def elements(edition):
    return [row for row in levels(edition) if row["what"] == "element"]


def padded(code):
    """F5a.1 -> F05a.01, as RDR writes it."""
    letter, number, rest, element = re.fullmatch(r"([GFP])(\d+)([a-z]?)(?:\.(\d+))?", code).groups()
    return f"{letter}{int(number):02}{rest}" + (f".{int(element):02}" if element else "")


class Made:
    """A small zip of one company. `files`: name -> rows of cells, to be changed before `write`."""

    bom, line_ends = "\ufeff", ["\n"]

    def row(self, file, *words):
        """The row of a file that has all these cells."""
        rows = next(rows for name, rows in self.files.items() if file in name)
        found = [row for row in rows if all(word in row for word in words)]
        assert len(found) == 1, found
        return found[0]

    def rename(self, file, old, new):
        row = self.row(file, old)
        row[row.index(old)] = new

    def contents(self):
        """name -> bytes"""
        found = {}
        for name, rows in self.files.items():
            text = self.bom
            for i, row in enumerate(rows):
                line = io.StringIO(newline="")
                csv.writer(line, lineterminator=self.line_ends[i % len(self.line_ends)]).writerow(row)
                text += line.getvalue()
            found[name] = text.encode()
        return found

    def write(self, path):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.contents().items():
                archive.writestr(name, data)
        return path


class Tables(Made):
    """The layout of 2020 and 2022: one file a level of scoring."""

    UNITS = {"Group": ("Company", "Group", "Group"), "OpCom": ("Company", "OpCom", "OpCom"),
             "VK Mail": ("Services", "Services", "email"), "Vkontakte": ("Services", "Services", "socialNetworkBlogs")}
    ANSWERS = [("G1.1", "Group", "yes", "Yes, in ""full"".\nSee p. 2.", "100"), ("G1.2", "Group", "no", "No.", "0"),
               ("G1.3", "Group", "NA", "Not asked of VK.", "NA"), ("P1a.1", "VK Mail", "partial", "NA", "50"),
               ("P1a.2", "VK Mail", "no disclosure found", "N/A", "0"), ("P1a.3", "VK Mail", "yes", "Да", "100"),
               ("F11.1", "Vkontakte", "yes", "Asks for a passport", "0"),
               *((f"G1.{i}", "OpCom", "NA", "NA", "NA") for i in (1, 2, 3))]
    LEVELS = [("G1", "Group", "50", "1; 2'"), ("G1", "OpCom", "NA", "NA"), ("P1a", "VK Mail", "50", "2;9"),
              ("F11", "Vkontakte", "0", "NA")]

    def __init__(self, year=2022):
        common = ["Index", "CompanyType", "Company", "CompanyLabel"]
        who = [str(year), "Digital Platform", "VKgroup", "VK Group"]
        with (HERE / "raw/methodologies/rdr-2020/elements.csv").open(encoding="utf-8", newline="") as file:
            elements = [row["element"] for row in csv.DictReader(file)]
        files = {
            "01-quick-overview": [["Company", "Type", "Total", "Governance", "Freedom of Expression", "Privacy"],
                                  ["VK Group", "Digital Platform", "33.33", "50", "0", "50"]],
            "02-summary-scores": [
                ["Company", "Company Type", "Class", "Service", "Total", "Governance", "Freedom of Expression", "Privacy",
                 "G1", "F11", "P1", "P1a"],
                ["all companies", "NA", "NA", "all companies", "33.33", "50", "0", "50", "50", "0", "50", "50"],
                ["VK Group", "Digital Platform", "Total", "Total", "33.33", "50", "0", "50", "50", "0", "50", "50"],
                ["VK Group", "Digital Platform", "email", "VK Mail", "50", "50", "", "50", "50", "", "50", "50"],
                ["VK Group", "Digital Platform", "socialNetworkBlogs", "VKontakte", "25", "50", "0", "", "50", "0", "", ""]],
            "03-total-scores": [[*common, "Score"], [*who, "33.33"]],
            "04-indicator-scores": [
                [*common, "Category", "IndicatorFam", "Indicator", "isSubindicator", "IndicatorNr", "IndicatorSuffix",
                 "Score"],
                *([*who, c[0], padded(c.strip("a")), padded(c), "FALSE", "1", "NA", score]
                  for c, score in (("G1", "50"), ("F11", "0"), ("P1", "50"), ("P1a", "50"), ("P2a", "NA")))],
            "05-level-scores": [
                [*common, "Category", "Indicator", "IndicatorNr", "IndicatorSuffix", "Branch", "Composite", "Class",
                 "Service", "Score", "SourceRefs"],
                *([*who, c[0], padded(c), "1", "NA", *self.UNITS[unit], unit, score, refs]
                  for c, unit, score, refs in self.LEVELS)],
            "06-element-scores": [
                [*common, "Category", "Indicator", "IndicatorNr", "IndicatorSuffix", "Element", "ElemNr", "Branch",
                 "Composite", "Class", "Service", "Result", "Comment", "Score"],
                *([*who, c[0], padded(c.split(".")[0]), "1", "NA", padded(c), "1", *self.UNITS[unit], unit, *given]
                  for c, unit, *given in self.ANSWERS)],
            "11-meta-elements": [["Category", "Indicator", "Element", "elemNr", "description"],
                                 *([c[0], padded(c.split(".")[0]), padded(c), "1", "?"] for c in elements)],
        }
        self.files = {f"{year}-rdr-index-{name}.csv": rows for name, rows in files.items()}
        self.files[f"company-sources/{year}-rdr-index-VKgroup-sources.csv"] = [
            ["SourceNr", "DocumentTitle", "URL", "DocumentDate", "DateAccessed", "Saved source link"],
            ["1", "Policy", "https://example.org/1", "2021-09-00", "2021-10-28", "https://web.archive.org/1"],
            ["2", "Terms", "https://example.org/2", "No date.", "43497", ""],
            ["2'", "Terms (translated)", "https://example.org/2t", "Spring 2020", "Sept. 16, 2018", ""]]


class Companies(Made):
    """The layout of 2019: two files a company."""

    def __init__(self, year=2019):
        def rows(kind, service, level, category, indicator, scoring, score, refs, *elements):
            who = ["Telecommunication", "Acmé", kind, service, level, category, indicator]
            return [*([*who, "Element", *cells, "NA"] for cells in elements),
                    *([[*who, scoring, "NA", score, "NA", "NA", refs]] if scoring else [])]

        mobile = "Pre and Postpaid Mobile"
        outcome = [["Company_Category", "Company", "Class", "Service_Name", "Level", "Category", "Indicator",
                    "Scoring_Level", "Element", "Score", "Answer", "Comments", "Sources"]]
        for strand, score, answer in (("Freedom of Expression", "100", "yes"), ("Privacy", "0", "no disclosure found")):
            outcome += rows("Group", "NA", f"Group - {strand}", "Governance", "G1", "Level", score, "1; 2'",
                            ["G1.1", score, answer, f"About {strand}"])
        outcome += rows("Total", "NA", "NA", "Governance", "G1", "Indicator", "50", "NA")
        for name in ("Prepaid Mobile", "Postpaid Mobile"):
            outcome += rows(mobile, name, name, "Freedom of Expression", "F11", "Sublevel", "0", "1\r\n",
                            ["F11.1", "0", "yes", "Asks for a passport"])
            outcome += rows(mobile, name, name, "Privacy", "P1", "Sublevel", "75", "2;9", ["P1.1", "50", "partial", ""],
                            ["P1.2", "100", "yes", "Yes"], ["P1.3", "exclude", "N/A", "Not asked of telecoms"])
        outcome += rows(mobile, "Acmé One", mobile, "Privacy", "P1", "Level", "75", "NA")
        outcome += rows("Total", "NA", "NA", "Privacy", "P1", "Indicator", "75", "NA")
        summary = ["Acmé", "telecommunications company"]
        self.files = {
            f"RDR{year}_01_Quick_Overview.csv": [["Company", "Type", "Total"], ["Acmé", "telecom", "41.67"]],
            f"RDR{year}_02_Summary_Scores.csv": [
                ["Company", "Category", "Class", "Service_Name", "Total", "G", "FoE", "P", "G1", "F11", "P1"],
                ["all companies", "all companies", "Overall", "NA", "41.6", "50", "0", "75", "50", "0", "75"],
                [*summary, "Overall", "NA", "41.666666666666664", "50", "0", "75", "50", "0", "75"],
                [*summary, mobile, "Acmé One", "41.7", "50", "0", "75", "50", "0", "75"],
                [*summary, mobile, " - Pre Paid", "41.5", "50", "0", "75", "50", "0", "75"]],
            f"RDR{year}_Acme_Outcome.csv": outcome,
            f"RDR{year}_Amce_Sources.csv": [  # misspelt, as RDR did with Microsoft
                ["Source reference number", "Document title", "URL", "Date of document (if applicable)", "Date accessed"],
                ["1", "Policy", "https://example.org/1", "none found", "43497"],
                ["2", "Terms", "https://example.org/2", "Aug 2018", "Sept. 16, 2018"],
                ["2'", "Terms (translated)", "https://example.org/2t", "August, 2018", ""]]}
