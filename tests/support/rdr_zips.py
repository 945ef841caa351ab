"""RDR's zips, read by Python's csv module and not by the product's code; and the raw files imported from them."""

import csv
import io
import re
import zipfile
from functools import cache

from support.running import RDR, ZIPS

EDITIONS = ["rdr-2019", "rdr-2020", "rdr-2022"]
TABLES = EDITIONS[1:]  # the layout with one file a level of scoring
NO_VALUE = {"", "NA", "N/A", "exclude"}
TYPES = {"Digital Platform": "digital_platform", "Internet": "digital_platform", "Telecommunication": "telecom"}


@cache
def source(edition):
    """Return file name -> rows of a zip from RDR, as dicts; the header's cells without blanks."""
    found = {}
    with zipfile.ZipFile(RDR / next(name for name in ZIPS if edition[-4:] in name)) as archive:
        for name in archive.namelist():
            if name.endswith(".csv"):
                lines = csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline=""))
                header, *rows = [line for line in lines if line]
                header = ["".join(cell.split()) for cell in header]
                found[name.removeprefix(f"{edition[-4:]}-rdr-index-")] = [
                    dict(zip(header, [*row, *[""] * len(header)], strict=False)) for row in rows
                ]
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
                found.append(
                    {
                        "what": "element" if number == "06" else "level",
                        "company": row["Company"],
                        "unit": row["Service"],
                        "strand": "all",
                        "code": plain(row["Element"] if number == "06" else row["Indicator"]),
                        "answer": row.get("Result"),
                        "comment": row.get("Comment", "").strip(),
                        "score": row["Score"],
                        "refs": row.get("SourceRefs", ""),
                        "class": row["Class"],
                        "type": TYPES[row["CompanyType"]],
                        "composite": row["Composite"] == "Mobile Services",
                    }
                )
        real = {
            row["company"]
            for row in found
            if row["unit"] == "OpCom" and (is_number(row["score"]) or row["answer"] not in (None, "NA"))
        }
        return [row for row in found if row["unit"] != "OpCom" or row["company"] in real]
    for row in every_row(edition):
        if row.get("Scoring_Level", "Indicator") != "Indicator":
            strand = re.search(" - (Freedom of Expression|Privacy)$", row["Level"])
            found.append(
                {
                    "what": row["Scoring_Level"].lower(),
                    "company": row["Company"],
                    "unit": row["Class"] if row["Service_Name"] == "NA" else row["Service_Name"],
                    "strand": strand[1].lower().replace(" ", "-") if strand else "all",
                    "code": row["Indicator"] if row["Element"] == "NA" else row["Element"],
                    "answer": row["Answer"],
                    "comment": row["Comments"].strip(),
                    "score": row["Score"],
                    "refs": row["Sources"],
                    "class": row["Class"],
                    "type": TYPES[row["Company_Category"]],
                    "composite": row["Class"] == "Pre and Postpaid Mobile",
                }
            )
    return found


def elements(edition):
    return [row for row in levels(edition) if row["what"] == "element"]


@cache
def raw(root, edition, name, kind="editions"):
    """Return the rows of a raw file of an imported edition."""
    with (root / "raw" / kind / edition / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@cache
def ids(root, edition):
    """Return ids by RDR's names, which source_code keeps: {"ATT": "at-t", ("ATT", "OpCom"): ...}."""
    codes = {row["company"]: row["source_code"] for row in raw(root, edition, "companies")}
    services = {(codes[row["company"]], row["source_code"]): row["service"] for row in raw(root, edition, "services")}
    return {code: company for company, code in codes.items()} | services


def keyed(root, edition, *whats):
    """Yield (company, service, strand, code) in the project's ids, with the row, of every element or level of a zip."""
    known = ids(root, edition)
    # 2019 has levels of composites by themselves too, which are no service.
    return [
        ((known[row["company"]], known[row["company"], row["unit"]], row["strand"], row["code"]), row)
        for row in levels(edition)
        if row["what"] in whats and (row["company"], row["unit"]) in known
    ]


def given(root, edition):
    """Return the rows of answers.csv by their key."""
    names = ("company", "service", "strand", "element")
    return {tuple(row[name] for name in names): row for row in raw(root, edition, "answers")}
