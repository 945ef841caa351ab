"""How far raters agree: Krippendorff's alpha, in exact fractions.

K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), https://repository.upenn.edu/asc_papers/43
"""

from collections import Counter
from fractions import Fraction
from itertools import accumulate, combinations


def alpha(units, level):
    """Krippendorff's alpha, at most 1, of units: the values that raters gave to each. `level` is that of measurement:
    "nominal", "ordinal" or "interval". None where units with at least two values have fewer than two different ones."""
    units = [Counter(values) for values in units if len(values) > 1]
    totals = Counter(value for unit in units for value in unit.elements())
    if len(totals) < 2:
        return None
    if level == "nominal":
        place = None
    elif level == "interval":
        place = {value: Fraction(value) for value in totals}
    else:
        # Twice the mean rank of all that have the value.
        ordered = sorted(totals)
        through = dict(zip(ordered, accumulate(totals[value] for value in ordered), strict=True))
        place = {value: 2 * through[value] - totals[value] for value in ordered}

    def differing(counts):
        """Pairs of different values, each times the square of its distance."""
        pairs = combinations(counts.items(), 2)
        return sum(m * n * (1 if place is None else (place[a] - place[b]) ** 2) for (a, m), (b, n) in pairs)

    observed = sum(Fraction(differing(unit), unit.total() - 1) for unit in units)
    return float(1 - (totals.total() - 1) * observed / differing(totals))
