"""What tests of workbooks share: answers as they are read back, and a file that a person has changed."""

import openpyxl


def rows(given, company="acme"):
    """Answers as `read_workbook` gives them."""
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
    """Open a workbook as openpyxl does, change it, save it in its place."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
