"""Workbooks that are not as they should be, made from a good one: what spoils each, and all that is said of it.

The good one is of the small edition in `conftest.py`, in English. Sheets: Guide, Governance, Privacy, Sources, _rating.
Privacy has rows 5 P1a, 6 P1a.1, 7 P1a.2, 8 P1b, 9 P1b.1, 10 P2, 11 P2.1, 12 P2.2 and the columns D-G of the group, H-K
of post, L-O of store: answer, comment, sources, private note. P1a and P1b are not asked of the group, P1b.1 not of
post, P2.1 not of store. Governance has G1.1 and G1.2 of the group in rows 6 and 7; Sources has s1 in row 5.
"""

import io
import zipfile
from dataclasses import dataclass
from typing import Any

import openpyxl

NAME = "small-2023-acme-final.xlsx"
ANEW = "write the workbook again, and copy the answers over"
SAVE = "save it as Excel workbook, .xlsx"
PRIVACY, SOURCES = "xl/worksheets/sheet3.xml", "xl/worksheets/sheet4.xml"
TOO_FAR = "A100001"


@dataclass
class Bad:
    """`spoil` takes bytes and returns bytes; `expected` lines are complete, or only begin so if they end in `...`."""

    name: str
    spoil: Any
    expected: tuple
    file: str = NAME


CASES = []
"""All cases, each by its decorator; `bad_workbook_files`, `..._forms` and `..._cells` have them."""


def bytes_(*expected, file=NAME):
    """A case that changes the bytes of the file."""

    def add(spoil):
        CASES.append(Bad(spoil.__name__, spoil, expected, file))
        return spoil

    return add


def parts(*expected, file=NAME):
    """A case that changes the parts of the zip: a dict of name -> bytes."""

    def add(spoil):
        def changed(data):
            with zipfile.ZipFile(io.BytesIO(data)) as zipped:
                found = {name: zipped.read(name) for name in zipped.namelist()}
            spoil(found)
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
                for name, part in found.items():
                    zipped.writestr(name, part)
            return out.getvalue()

        CASES.append(Bad(spoil.__name__, changed, expected, file))
        return spoil

    return add


def book(*expected, file=NAME):
    """A case that opens the workbook, changes cells and saves it, as a person would."""

    def add(spoil):
        def changed(data):
            opened = openpyxl.load_workbook(io.BytesIO(data))
            spoil(opened)
            out = io.BytesIO()
            opened.save(out)
            return out.getvalue()

        CASES.append(Bad(spoil.__name__, changed, expected, file))
        return spoil

    return add


def replaced(found, name, old, new):
    assert found[name].count(old) == 1, f"{old!r} stands {found[name].count(old)} times in {name}"
    found[name] = found[name].replace(old, new)


def with_value(found, cell, content):
    """Give a cell different attributes and contents; `content` begins with its type."""
    start = found[PRIVACY].index(f'<c r="{cell}"'.encode())
    style = found[PRIVACY].index(b"s=", start)
    end_of_style = found[PRIVACY].index(b'"', style + 3) + 1
    end = min(i + len(mark) for mark in (b"</c>", b"/>") if (i := found[PRIVACY].find(mark, end_of_style)) >= 0)
    found[PRIVACY] = found[PRIVACY][:end_of_style] + b" " + content + b"</c>" + found[PRIVACY][end:]
