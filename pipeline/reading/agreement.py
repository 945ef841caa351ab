"""How far raters agree: Krippendorff's alpha, in exact fractions.

K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), https://repository.upenn.edu/asc_papers/43
"""

from collections import Counter
from fractions import Fraction
from itertools import accumulate, combinations


def alpha(units, level):
    """Return Krippendorff's alpha, at most 1. `units` has for each unit the values that raters gave; `level` is the
    level of measurement: "nominal", "ordinal" or "interval". Units with one value are ignored; None if the remaining
    units have fewer than two different values."""
    units = [Counter(values) for values in units if len(values) > 1]
    totals = Counter(value for unit in units for value in unit.elements())
    if len(totals) < 2:
        return None
    if level == "nominal":
        position = None
    elif level == "interval":
        position = {value: Fraction(value) for value in totals}
    else:
        # Twice the mean rank of all with that value, to stay in whole numbers.
        ordered = sorted(totals)
        through = dict(zip(ordered, accumulate(totals[value] for value in ordered), strict=True))
        position = {value: 2 * through[value] - totals[value] for value in ordered}

    def differing(counts):
        """Return the number of pairs of different values, each weighted by its squared distance."""
        pairs = combinations(counts.items(), 2)
        return sum(m * n * (1 if position is None else (position[a] - position[b]) ** 2) for (a, m), (b, n) in pairs)

    observed = sum(Fraction(differing(unit), unit.total() - 1) for unit in units)
    return float(1 - (totals.total() - 1) * observed / differing(totals))
