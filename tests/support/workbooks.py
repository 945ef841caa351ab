"""What tests of workbooks share: reading answers back, and files that a person changed."""

import itertools

import openpyxl


def rows(given, company="acme"):
    """Return answers as `read_workbook` reads them."""
    return [
        {
            "company": company,
            "service": service,
            "strand": "all",
            "element": element,
            "answer": row["answer"],
            "comment": row["comment"],
            "sources": row["sources"],
            "reason": row["comment"] if row["answer"] == "N/A" else "",
            "internal_comment": row.get("internal_comment", ""),
        }
        for (service, element), row in given.items()
    ]


def by_place(answers):
    return sorted(answers, key=lambda row: (row["service"], row["element"], row["strand"]))


def edited(path, change):
    """Open a workbook with openpyxl, change it and save it."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def cells(book, entry):
    """Return (service, element) -> the cell of an entry, on all sheets of categories."""
    found = {}
    for sheet in book:
        codes = {cell.value: cell.column for cell in sheet[1] if cell.value}
        if not str(sheet["A1"].value).startswith("rating-form|") or "element" not in codes:
            continue
        for (code, column), row in itertools.product(codes.items(), range(5, sheet.max_row + 1)):
            service, _, what = str(code).partition("|")
            cell = sheet.cell(row, column)
            if what == entry and not cell.protection.locked:
                found[service, sheet.cell(row, codes["element"]).value] = cell
    return found
