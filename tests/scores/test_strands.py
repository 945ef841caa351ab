"""A service counts once in an indicator, however many strands it is answered for and wherever its elements moved."""

from fractions import Fraction

import pytest

from support import made_ratings
from support.running import built

SEEDS = (40, 60, 105, 118, 217, 223, 241, 248, 251, 290)
"""Ratings in which elements move from an indicator with strands to one without."""


@pytest.mark.parametrize("as_one", ["true", "false"])
def test_a_service_counts_once_in_each_comparison(tmp_path, table, as_one):
    """Each company's indicators in all scenarios, put together again: levels of a composite are averaged, then the
    composites of the services where they count as one; else every composite counts, once for each strand that the
    indicator has. Elements that moved to an indicator without strands bring none along."""
    made_ratings.write(tmp_path, SEEDS)
    for path in tmp_path.glob("raw/methodologies/*/methodology.yaml"):
        text = path.read_text(encoding="utf-8")
        other = "false" if as_one == "true" else "true"
        path.write_text(text.replace(f'"services_as_one": "{other}"', f'"services_as_one": "{as_one}"'))
    built(tmp_path)
    units = {
        (r["edition"], r["units_of"], r["company"], r["service"]): (r["nearness"], r["composite"])
        for r in table(tmp_path, "scored.placed_units")
    }
    strands = {(r["edition"], r["indicator"], r["strand"]) for r in table(tmp_path, "staged.strands")}
    sets = {(r["edition"], r["name"]): r for r in table(tmp_path, "scored.scenarios")}
    # A service that is with another company in the other edition is in neither's score over what both have.
    elsewhere = {
        (r["edition"], r["edition_before"], r["side"], r["company"], r["service"])
        for r in table(tmp_path, "scored.moved_services")
    }
    found, moved = {}, 0
    for r in table(tmp_path, "scored.level_scores"):
        if r["score_low"] is None:
            continue
        edition, scenario, company = r["edition"], r["scenario"], r["company"]
        held = sets[edition, scenario]
        there = (edition, held["edition_before"], held["side"], company, r["service"])
        restricted = held["purpose"] == "comparison" and held["answer_set"] != "known"
        if restricted and there in elsewhere:
            continue
        unit, composite = units[edition, held["units_of"], company, r["service"]]
        has = (edition, r["indicator"], r["strand"]) in strands
        moved += not has
        key = composite if as_one == "true" else (unit, composite, r["strand"] if has else "all")
        part = unit if as_one == "true" else key
        parts = found.setdefault((edition, scenario, company, r["indicator"]), {})
        parts.setdefault(part, {}).setdefault(key, []).append(r["score_low"])
    assert moved
    for r in table(tmp_path, "scored.indicator_scores", target="company"):
        parts = found.get((r["edition"], r["scenario"], r["company"], r["indicator"]))
        if parts and r["score_low"] is not None:
            assert abs(r["score_low"] - _mean(_mean(map(_mean, own.values())) for own in parts.values())) <= 3, r


def _mean(values):
    values = list(values)
    return Fraction(sum(values)) / len(values)
