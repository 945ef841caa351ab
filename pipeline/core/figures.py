"""Figures and codes as text: rounded points, ranges, ranks, dates, and sort keys for codes."""

import re
from decimal import ROUND_HALF_UP, Decimal

TOLERANCE = Decimal("1e-11")
"""Points that a score can lack because of intermediate rounding; `scored.precision` has the same value for the SQL."""


def known(row):
    """Return how many answers of a score are known, as text; those replaced by printed scores are counted apart."""
    printed = f" ({row['n_printed']} printed)" if row["n_printed"] else ""
    return f"{row['n_scored']} of {row['n_expected']}{printed}"


def rounded(points, digit="0.01"):
    """Return points rounded half up, as text, after adding the tolerance by which `points` can be too small."""
    exact = Decimal(f"{points:.12f}")
    return str((exact + TOLERANCE.copy_sign(exact)).quantize(Decimal(digit), ROUND_HALF_UP))


def span(low, high, digit="0.01"):
    """Return points as text: a range, one figure if both ends are equal, or an empty text if `low` is None."""
    if low is None:
        return ""
    ends = [rounded(end, digit) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def rank_text(low, high):
    """Return a rank, or the range of possible ranks, as text; empty if `low` is None."""
    if low is None:
        return ""
    return str(low) if low == high else f"{low} to {high}"


def day(text):
    """Return a date without an unknown month or day: 2021-09-00 becomes 2021-09."""
    return text.removesuffix("-00").removesuffix("-00")


def numbered(name):
    """Return a sort key for ids: r1-2 comes before r1-10."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", name) if part]


def natural(code):
    """Return a sort key for codes: G2 comes before G10a."""
    digits = "".join(ch for ch in code if ch.isdigit())
    return code[0], int(digits), code
