"""Every figure of random ratings against `oracle`, a second implementation in exact fractions from `docs/` alone.

Always the same ratings; RATING_ORACLE=300 tries as many others, and prints how many figures were compared (pytest -s).
"""

import os
import random
import shutil
from collections import Counter
from fractions import Fraction

import pytest

from pipeline.schemas import SCHEMAS, key
from support import made_ratings, oracle, oracle_changes, oracle_lineage, oracle_questions
from support.running import THOROUGH, built, frame_of

MANY = int(os.environ.get("RATING_ORACLE") or 0)
SEEDS = range(1000, 1012 if THOROUGH else 1006)
TOGETHER = 20
"""Ratings in one project."""
TABLES = {
    "public.answers", "public.level_scores", "public.indicator_scores", "public.family_scores", "public.company_scores",
    "public.service_scores", "public.company_changes", "public.service_changes", "public.series_scores",
    "public.roadmap", "public.roadmap_groups", "public.rank_robustness", "public.step_changes", "public.findings",
}  # fmt: skip
"""Tables whose figures are compared, all of their rows."""
NEAR = 1e-9
"""Points that a figure may be from the exact one."""


def of_score(score):
    """The columns that every table of scores has."""
    if score is None:
        return {"score": None, "score_low": None, "score_high": None, "status": "not_applicable",
                "n_scored": 0, "n_printed": 0, "n_expected": 0}  # fmt: skip
    return {
        "score": score.low if score.low == score.high else None, "score_low": score.low, "score_high": score.high,
        "status": score.status, "n_scored": score.scored, "n_printed": score.printed, "n_expected": score.expected,
    }  # fmt: skip


def of_rank(rank):
    low, high = rank or (None, None)
    return {"rank": low if low == high else None, "rank_low": low, "rank_high": high}


def answers(rating):
    for name, edition in rating.editions.items():
        for place, answer in edition.answers.items():
            points = answer.low if answer.low == answer.high else None
            yield "public.answers", (name, *place), {"status": answer.status, "points": points}


def scores(rating):
    for name, edition in rating.editions.items():
        found = oracle.scored(edition)
        ranks = oracle.ranks(found, edition.rank_decimals)
        for place, score in found.levels.items():
            yield "public.level_scores", (name, *place), of_score(score)
        families = {own.family for own in edition.selected.values()}
        for (company, target, scope), score in found.scores.items():
            place = (name, company, target, scope) if target else (name, company, scope)
            columns = of_score(score)
            if target:
                yield "public.service_scores", place, columns | of_rank(ranks.get((company, target, scope)))
                continue
            if scope in edition.selected:
                yield "public.indicator_scores", place, columns
            if scope in families:
                yield "public.family_scores", place, columns
            if scope not in edition.selected and scope not in families:
                yield "public.company_scores", place, columns | of_rank(ranks.get((company, target, scope)))


def level(edition, scope):
    """Return the level of a scope; a code of both an indicator and its family is the indicator."""
    names = ["indicator", "family", "category"]
    own = [name for i in edition.selected.values() for name, code in zip(names, i, strict=False) if code == scope]
    return min(own, key=names.index, default="total")


def changes(rating):
    latest = {e.series: e.name for e in sorted(rating.editions.values(), key=lambda e: e.year)}
    ids, restated = oracle_lineage.series_ids(rating), {}
    for compared, now, was in oracle_changes.comparisons(rating):
        later, earlier = compared.later.name, compared.earlier.name
        for (company, target, scope), columns in oracle_changes.changes(compared, now, was).items():
            place = (company, target, scope) if target else (company, scope)
            if compared.neighbours:
                yield f"public.{'service' if target else 'company'}_changes", (later, earlier, *place), columns
        if later == latest[compared.later.series]:
            restated[earlier] = compared
    for name, edition in rating.editions.items():
        for place, score in oracle.scored(edition).scores.items():
            exact = score.low if score and score.low == score.high else None
            columns = {"score": exact, "score_restated": exact, "latest_restated": exact}
            columns |= restated[name].restated(place) if name in restated else {}
            columns |= {"series_id": ids[name, *place[:2]], "level": level(edition, place[2])}
            yield "public.series_scores", (name, *place), columns


def questions(rating):
    for name, edition in rating.editions.items():
        single, grouped = oracle_questions.roadmap(edition)
        for place, columns in single.items():
            yield "public.roadmap", (name, place[0], place[1] or "company", *place[2:]), columns
        for place, columns in grouped.items():
            yield "public.roadmap_groups", (name, place[0], place[1] or "company", *place[2:]), columns
        for place, columns in oracle_questions.robustness(edition).items():
            yield "public.rank_robustness", (name, *place), columns
        for place, columns in oracle_questions.step_changes(edition).items():
            yield "public.step_changes", (name, *place), columns
        for finding, columns in oracle_questions.findings(edition).items():
            yield "public.findings", (name, finding), columns


PARTS = [answers, scores, changes, questions]


def judged(root, seeds):
    """Compute some ratings in one project. Returns how many figures were compared in each table, and the differences as
    (table, key, column, figure, exact figure); a row that only one side has is a difference."""
    made_ratings.write(root, seeds)
    built(root)
    rating, expected = oracle.Rating(root / "raw"), {}
    for part in PARTS:
        for table, place, columns in part(rating):
            expected.setdefault(table, {})[place] = columns
    counts, differ = Counter(), []
    for table, own in expected.items():
        rows = {tuple(row[k] for k in key(SCHEMAS[table])): row for row in frame_of(root, table).to_dicts()}
        differ += [(table, place, "row", place in rows, place in own) for place in own.keys() ^ rows.keys()]
        for place in own.keys() & rows.keys():
            counts[table] += len(own[place])
            for column, exact in own[place].items():
                if not same(rows[place][column], exact):
                    differ.append((table, place, column, rows[place][column], exact))
    return counts, differ


def same(got, exact):
    """Compare points and shares within NEAR, and all other values (ranks, counts, words) exactly."""
    if isinstance(got, float) and exact is not None:
        return abs(got - exact) <= NEAR
    return got == exact


def shown(differ):
    lines = []
    for table, place, column, got, exact in differ:
        exact = float(exact) if isinstance(exact, Fraction) else exact
        lines.append(f"{table} {'/'.join(map(str, place))} {column}: {got}, by the oracle {exact}")
    return lines


def test_every_figure_is_that_of_the_rules(tmp_path):
    counts, differ = judged(tmp_path, SEEDS)
    assert not differ, "\n".join(shown(differ)[:40])
    assert counts.keys() == TABLES and min(counts.values()) > 100


@pytest.mark.skipif(not MANY, reason="RATING_ORACLE says how many more ratings are compared")
def test_many_more_are(tmp_path):
    start, counts = random.SystemRandom().randrange(10**9), Counter()
    for first in range(start, start + MANY, TOGETHER):
        print(f"seeds from {first}")
        found, differ = judged(tmp_path, range(first, min(first + TOGETHER, start + MANY)))
        assert not differ, "\n".join(shown(differ)[:40])
        counts += found
        shutil.rmtree(tmp_path)
    print("figures compared:", dict(counts))
