"""Krippendorff's alpha: published examples, each calculated by hand, and properties that hold for any ratings.

The examples are sections A to D of K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011),
https://repository.upenn.edu/asc_papers/43. Each calculation by hand starts from a coincidence matrix: a pair of values
in a unit with m values counts 1 / (m - 1), in both orders. n is the number of values that have a pair.

    alpha = 1 - (n - 1) * (sum of coincidences * squared distance) / (sum of n_c * n_k * squared distance), c < k
"""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.reading.agreement import alpha

MEG, OWEN = "0100000010", "1110010000"
BEN, GERRY = "aabbdcccedda", "babbbccceddd"
FOUR = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
"""Values by rater; a dot is a missing one."""


def units(raters, kind=str):
    return [[kind(value) for value in unit if value != "."] for unit in zip(*raters, strict=True)]


def test_binary_data_of_two_raters():
    """Section A: 0.095.

         0   1
    0   10   4   n_0 = 14
    1    4   2   n_1 =  6   n = 20
    """
    found = alpha(units([MEG, OWEN], int), "nominal")
    assert found == pytest.approx(float(1 - Fraction(19 * 4, 14 * 6)), abs=1e-15)
    assert round(found, 3) == 0.095


def test_nominal_data_of_two_raters():
    """Section B: 0.692.

        a   b   c   d   e
    a   2   1   .   1   .   n_a = 4
    b   1   4   .   1   .   n_b = 6
    c   .   .   6   .   .   n_c = 6
    d   1   1   .   4   .   n_d = 6
    e   .   .   .   .   2   n_e = 2   n = 24
    """
    expected = 4 * (6 + 6 + 6 + 2) + 6 * (6 + 6 + 2) + 6 * (6 + 2) + 6 * 2
    found = alpha(units([BEN, GERRY]), "nominal")
    assert found == pytest.approx(float(1 - Fraction(23 * (1 + 1 + 1), expected)), abs=1e-15)
    assert round(found, 3) == 0.692


@pytest.mark.parametrize(
    ("level", "distances", "published"),
    [
        ("nominal", [1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 0.743),
        # Values between two values, and half of each of the two: 1 to 2 is 9/2 + 13/2.
        ("ordinal", [11, 22.5, 30, 34, 11.5, 19, 23, 7.5, 11.5, 4], 0.815),
        ("interval", [1, 2, 3, 4, 1, 2, 3, 1, 2, 1], 0.849),
    ],
)
def test_data_of_four_raters_with_missing_values(level, distances, published):
    """Sections C and D. Unit 12 has one value, so it has no pair.

          1     2     3     4     5
    1     7   4/3   1/3   1/3     .   n_1 =  9
    2   4/3    10   4/3   1/3     .   n_2 = 13
    3   1/3   4/3     8   1/3     .   n_3 = 10
    4   1/3   1/3   1/3     4     .   n_4 =  5
    5     .     .     .     .     3   n_5 =  3   n = 40
    """
    squared = [Fraction(distance) ** 2 for distance in distances]
    # 1-2, 1-3, 1-4, 1-5, 2-3, 2-4, 2-5, 3-4, 3-5, 4-5
    thirds = [4, 1, 1, 0, 4, 1, 0, 1, 0, 0]
    products = [9 * 13, 9 * 10, 9 * 5, 9 * 3, 13 * 10, 13 * 5, 13 * 3, 10 * 5, 10 * 3, 5 * 3]
    observed = sum(n * d for n, d in zip(thirds, squared, strict=True)) / 3
    expected = sum(n * d for n, d in zip(products, squared, strict=True))
    found = alpha(units(FOUR, int), level)
    assert found == pytest.approx(float(1 - 39 * observed / expected), abs=1e-15)
    assert round(found, 3) == published


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
def test_it_is_undefined_if_no_answers_can_differ(level):
    assert alpha([], level) is alpha([[1], [2]], level) is alpha([[1, 1], [1, 1, 1], [2]], level) is None


@settings(derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(st.sampled_from([0, 50, 100]), max_size=4)), st.sampled_from(["nominal", "ordinal"]))
def test_order_missing_ratings_and_the_distance_of_points_do_not_matter(ratings, level):
    found = alpha(ratings, level)
    assert found is None or found <= 1
    assert found == alpha([unit[::-1] for unit in ratings[::-1]] + [[], [7]], level)
    # Neither level knows how far apart two points are.
    assert found == alpha([[value**2 for value in unit] for unit in ratings], level)
    alike = [unit[:1] * 2 for unit in ratings]
    assert alpha(alike, level) in (1, None)
