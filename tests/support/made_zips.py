"""Small, odd zips in RDR's two layouts, and a project to import them into."""

import csv
import io
import re
import zipfile

from pipeline.cli.main import main
from support.running import HERE

OVERVIEW = """\
Company,Type,Total,Governance,Freedom of Expression,Privacy
VK Group,Digital Platform,33.33,50,0,50
"""
# The elements write Vkontakte, the summary VKontakte.
SUMMARY = """\
Company,Company Type,Class,Service,Total,Governance,Freedom of Expression,Privacy,G1,F11,P1,P1a
all companies,NA,NA,all companies,33.33,50,0,50,50,0,50,50
VK Group,Digital Platform,Total,Total,33.33,50,0,50,50,0,50,50
VK Group,Digital Platform,email,VK Mail,50,50,,50,50,,50,50
VK Group,Digital Platform,socialNetworkBlogs,VKontakte,25,50,0,,50,0,,
"""
SOURCES = """\
SourceNr,DocumentTitle,URL,DocumentDate,DateAccessed,Saved source link
1,Policy,https://example.org/1,2021-09-00,2021-10-28,https://web.archive.org/1
2,Terms,https://example.org/2,No date.,43497,
2',Terms (translated),https://example.org/2t,Spring 2020,"Sept. 16, 2018",
"""
INDICATORS = "G,G01,G01,50\nF,F11,F11,0\nP,P01,P01,50\nP,P01,P01a,50\nP,P02,P02a,NA\n"
LEVELS = """\
G01,Company,Group,Group,Group,50,1; 2'
G01,Company,OpCom,OpCom,OpCom,NA,NA
P01a,Services,Services,email,VK Mail,50,2;9
F11,Services,Services,socialNetworkBlogs,Vkontakte,0,NA
"""
ELEMENTS = """\
G01.01,Company,Group,Group,Group,yes,"Yes, in full.
See p. 2.",100
G01.02,Company,Group,Group,Group,no,No.,0
G01.03,Company,Group,Group,Group,NA,Not asked of VK.,NA
G01.01,Company,OpCom,OpCom,OpCom,NA,NA,NA
G01.02,Company,OpCom,OpCom,OpCom,NA,NA,NA
G01.03,Company,OpCom,OpCom,OpCom,NA,NA,NA
P01a.01,Services,Services,email,VK Mail,partial,NA,50
P01a.02,Services,Services,email,VK Mail,no disclosure found,N/A,0
P01a.03,Services,Services,email,VK Mail,yes,Да,100
F11.01,Services,Services,socialNetworkBlogs,Vkontakte,yes,Asks for a passport,0
"""

OUTCOME = """\
Company_Category,Company,Class,Service_Name,Level,Category,Indicator,Scoring_Level,Element,Score,Answer,Comments,Sources
Telecommunication,Acmé,Group,NA,Group - Freedom of Expression,Governance,G1,Element,G1.1,100,yes,About expression,NA
Telecommunication,Acmé,Group,NA,Group - Privacy,Governance,G1,Element,G1.1,0,no disclosure found,About privacy,NA
Telecommunication,Acmé,Group,NA,Group - Freedom of Expression,Governance,G1,Level,NA,100,NA,NA,1; 2'
Telecommunication,Acmé,Group,NA,Group - Privacy,Governance,G1,Level,NA,0,NA,NA,1; 2'
Telecommunication,Acmé,Total,NA,NA,Governance,G1,Indicator,NA,50,NA,NA,NA
Telecommunication,Acmé,Total,NA,NA,Privacy,P1,Indicator,NA,75,NA,NA,NA
Telecommunication,Acmé,Pre and Postpaid Mobile,Acmé One,Pre and Postpaid Mobile,Privacy,P1,Level,NA,75,NA,NA,NA
"""
MOBILE = """\
{},Freedom of Expression,F11,Element,F11.1,0,yes,Asks for a passport,NA
{},Freedom of Expression,F11,Sublevel,NA,0,NA,NA,1
{},Privacy,P1,Element,P1.1,50,partial,,NA
{},Privacy,P1,Element,P1.2,100,yes,Yes,NA
{},Privacy,P1,Element,P1.3,exclude,N/A,Not asked of telecoms,NA
{},Privacy,P1,Sublevel,NA,75,NA,NA,2;9
"""
OLD_SUMMARY = """\
Company,Category,Class,Service_Name,Total,G,FoE,P,G1,F11,P1
all companies,all companies,Overall,NA,41.6,50,0,75,50,0,75
Acmé,telecommunications company,Overall,NA,41.666666666666664,50,0,75,50,0,75
Acmé,telecommunications company,Pre and Postpaid Mobile,Acmé One,41.7,50,0,75,50,0,75
Acmé,telecommunications company,Pre and Postpaid Mobile, - Pre Paid,41.5,50,0,75,50,0,75
"""
OLD_SOURCES = """\
Source reference number,Document title,URL,Date of document (if applicable),Date accessed
1,Policy,https://example.org/1,none found,43497
2,Terms,https://example.org/2,Aug 2018,"Sept. 16, 2018"
2',Terms (translated),https://example.org/2t,"August, 2018",
"""


def rows_of(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def padded(code):
    """F5a.1 -> F05a.01, as RDR writes it."""
    letter, number, rest, element = re.fullmatch(r"([GFP])(\d+)([a-z]?)\.(\d+)", code).groups()
    return f"{letter}{int(number):02}{rest}.{int(element):02}"


class Made:
    """A small zip of one company. `files`: name -> rows of cells, to be changed before `write`.

    `answers` is a part of the name of the file of answers, `one` what only one of its rows has.
    """

    files: dict
    bom, line_ends = "\ufeff", ["\n"]

    def table(self, part):
        """Return the rows of the only file whose name contains this text."""
        (rows,) = (rows for name, rows in self.files.items() if part in name)
        return rows

    def row(self, part, *cells):
        """Return the only row of a file that has all these cells."""
        (row,) = (row for row in self.table(part) if set(cells) <= set(row))
        return row

    def change(self, old, new, part=""):
        """Replace a cell wherever it occurs, in all files or in one."""
        for row in self.table(part) if part else [row for rows in self.files.values() for row in rows]:
            row[:] = [new if cell == old else cell for cell in row]

    def contents(self):
        """name -> bytes"""
        found = {}
        for name, rows in self.files.items():
            text = io.StringIO(newline="")
            text.write(self.bom)
            for i, row in enumerate(rows):
                csv.writer(text, lineterminator=self.line_ends[i % len(self.line_ends)]).writerow(row)
            found[name] = text.getvalue().encode()
        return found

    def write(self, path):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.contents().items():
                archive.writestr(name, data)
        return path


class Tables(Made):
    """The layout of 2020 and 2022: one file for each level of scoring."""

    answers, one = "06-element-scores", ["F11.01"]

    def __init__(self, year=2022):
        def long(columns, text):
            """Return the rows of a long file, whose first columns say whose row it is."""
            who = [str(year), "Digital Platform", "VKgroup", "VK Group"]
            header = ["Index", "CompanyType", "Company", "CompanyLabel", *columns.split(",")]
            return [header, *([*who, *row] for row in rows_of(text))]

        with (HERE / "raw/methodologies/rdr-2020/elements.csv").open(encoding="utf-8", newline="") as file:
            meta = [["Element"], *([padded(row["element"])] for row in csv.DictReader(file))]
        files = {
            "01-quick-overview": rows_of(OVERVIEW),
            "02-summary-scores": rows_of(SUMMARY),
            "03-total-scores": long("Score", "33.33\n"),
            "04-indicator-scores": long("Category,IndicatorFam,Indicator,Score", INDICATORS),
            "05-level-scores": long("Indicator,Branch,Composite,Class,Service,Score,SourceRefs", LEVELS),
            "06-element-scores": long("Element,Branch,Composite,Class,Service,Result,Comment,Score", ELEMENTS),
            "11-meta-elements": meta,
        }
        self.files = {f"{year}-rdr-index-{name}.csv": rows for name, rows in files.items()}
        self.files[f"company-sources/{year}-rdr-index-VKgroup-sources.csv"] = rows_of(SOURCES)


class Companies(Made):
    """The layout of 2019: two files for each company."""

    answers, one = "Outcome", ["F11.1", "Prepaid Mobile"]

    def __init__(self, year=2019):
        outcome = OUTCOME
        for name in ("Prepaid Mobile", "Postpaid Mobile"):
            outcome += MOBILE.replace("{}", f"Telecommunication,Acmé,Pre and Postpaid Mobile,{name},{name}")
        self.files = {
            f"RDR{year}_01_Quick_Overview.csv": [["Company", "Type", "Total"], ["Acmé", "telecom", "41.67"]],
            f"RDR{year}_02_Summary_Scores.csv": rows_of(OLD_SUMMARY),
            f"RDR{year}_Acme_Outcome.csv": rows_of(outcome),
            # Misspelt, as RDR did with Microsoft.
            f"RDR{year}_Amce_Sources.csv": rows_of(OLD_SOURCES),
        }


class Run:
    """A project to import into, in this process: errors of the importer are raised in the test."""

    def __init__(self, root, capsys):
        self.root, self.capsys = root, capsys

    def zips(self, *paths, code=0, words=()):
        """Import; return (standard output, standard error)."""
        found = main(["import", "rdr", *map(str, paths), "--root", str(self.root), *words])
        out, err = self.capsys.readouterr()
        assert found == code, out + err
        assert "Traceback" not in err and "error in the program" not in err, err
        return out, err

    def rows(self, edition, name, kind="editions"):
        with (self.root / "raw" / kind / edition / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, strict=True))

    def answer(self, edition, element, service):
        found = [row for row in self.rows(edition, "answers") if (row["element"], row["service"]) == (element, service)]
        assert len(found) == 1
        return found[0]

    def files(self):
        """What stands below the root, but for the lock, which is no data, and the record of imports, which names the
        zip that each was of."""
        found = (path for path in self.root.rglob("*") if path.is_file() and path.name not in (".lock", "about.csv"))
        return {str(path.relative_to(self.root)): path.read_bytes() for path in found}
