"""Krippendorff's alpha: the examples that he published, and what must hold for any ratings."""

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


@pytest.mark.parametrize(
    ("found", "published"),
    [
        (alpha(units([MEG, OWEN], int), "nominal"), 0.095),
        (alpha(units([BEN, GERRY]), "nominal"), 0.692),
        (alpha(units(FOUR, int), "nominal"), 0.743),
        (alpha(units(FOUR, int), "ordinal"), 0.815),
        (alpha(units(FOUR, int), "interval"), 0.849),
    ],
)
def test_the_examples_of_its_author(found, published):
    """K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), sections A to D."""
    assert round(found, 3) == published


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
def test_it_is_undefined_where_nothing_can_differ(level):
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
