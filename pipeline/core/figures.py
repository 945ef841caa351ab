"""Figures and codes as people read them: rounded points, ranges, ranks, dates, and keys to sort codes by."""

import re
from decimal import ROUND_HALF_UP, Decimal

TOLERANCE = Decimal("1e-11")
"""Points that rounding on the way may have taken from a score; `scored.precision` has it for the SQL."""


def known(row):
    """How many of the answers beneath a score are known, as text; those that a printed figure stands in for apart."""
    printed = f" ({row['n_printed']} printed)" if row["n_printed"] else ""
    return f"{row['n_scored']} of {row['n_expected']}{printed}"


def rounded(points, digit="0.01"):
    """Points rounded half up, as text: of the exact figure, of which `points` may lack up to the tolerance."""
    exact = Decimal(f"{points:.12f}")
    return str((exact + TOLERANCE.copy_sign(exact)).quantize(Decimal(digit), ROUND_HALF_UP))


def span(low, high, digit="0.01"):
    """Points as text: a range, or one figure where both ends are the same; nothing where there are none."""
    if low is None:
        return ""
    ends = [rounded(end, digit) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def place(low, high):
    """A place as text, or the places that are possible; nothing where there is none."""
    if low is None:
        return ""
    return str(low) if low == high else f"{low} to {high}"


def day(text):
    """A date without the month or day that is not known: 2021-09-00 is 2021-09."""
    return text.removesuffix("-00").removesuffix("-00")


def numbered(name):
    """r1-2 before r1-10: a key to sort ids by."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", name) if part]


def natural(code):
    """G2 before G10a: a key to sort by."""
    digits = "".join(ch for ch in code if ch.isdigit())
    return code[0], int(digits), code
