"""Valid raw files always build: whatever ratings are made up, every table keeps to its schema, and no audit stops them.

Some fixed ratings; RATING_MADE=1000 tries as many others (pytest -s shows the first seed of each project).
"""

import os
import random
import shutil
from collections import Counter

import pytest

from pipeline.computing.build import compute
from pipeline.core.problems import errors
from pipeline.core.project import Project
from pipeline.reading import editions
from support import made_ratings

MANY = int(os.environ.get("RATING_MADE") or 0)
SEEDS = range(20)
TOGETHER = 20
"""Ratings in one project."""


def judged(root, seeds):
    """Compute the ratings of some seeds in one project; fail on errors in their files or tables."""
    ids = made_ratings.write(root, seeds)
    project = Project(root)
    found = editions.load(project)
    assert [str(p) for e in found for p in errors(e.problems)] == []
    assert sorted(e.name for e in found) == ids
    compute(project, found)


@pytest.fixture(scope="module")
def ratings(tmp_path_factory):
    root = tmp_path_factory.mktemp("made")
    judged(root, SEEDS)
    return root


def test_valid_raw_files_build_whatever_they_hold(ratings, table):
    """`judged` has the assertions; here the ratings must contain the cases worth trying."""
    statuses = Counter(r["status"] for r in table(ratings, "public.answers"))
    assert set(statuses) == {"scored", "not_applicable", "unanswered", "printed"}
    assert {r["status"] for r in table(ratings, "public.level_scores")} > {"printed", "partial", "unanswered"}
    assert {r["comparable"] for r in table(ratings, "public.service_changes")} == {"yes", "partly", "no"}
    assert {r["verdict"] for r in table(ratings, "public.findings")} == {"confirmed", "denied", "unknown"}
    # A group that is all that a total rests on, of several answers, and none of them has points.
    alone = [r for r in table(ratings, "public.roadmap_groups") if r["gain"] == 100 and r["n_answers"] > 1]
    assert {"indicator", "recommendation"} <= {r["kind"] for r in alone}
    assert table(ratings, "public.agreement")
    assert table(ratings, "public.rank_robustness")


@pytest.mark.skipif(not MANY, reason="RATING_MADE says how many more ratings are tried")
def test_many_more_build(tmp_path):
    start = random.SystemRandom().randrange(10**9)
    for first in range(start, start + MANY, TOGETHER):
        print(f"seeds from {first}")
        judged(tmp_path, range(first, first + TOGETHER))
        shutil.rmtree(tmp_path)


def test_the_same_seed_makes_the_same_rating():
    assert made_ratings.made(7) == made_ratings.made(7) != made_ratings.made(8)
