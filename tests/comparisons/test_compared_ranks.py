"""Ranks of two editions are compared only among companies and services that both rank."""

import re
from math import floor

import polars as pl
import pytest

from support.running import frame_of, rating_here


def expected(root, field, of):
    """(edition, edition before, key, scope) -> (rank before, rank, of how many), worked out anew from the scores: of
    those that are the same in both editions and have a score in both, in each group that `of` names."""
    decimals = dict(frame_of(root, "staged.editions").select("edition", "rank_decimals").iter_rows())
    scores = {}
    for r in frame_of(root, "scored.scope_scores").filter(pl.col("scenario") == "actual").iter_rows(named=True):
        service = "" if r["target"] == "company" else r["target"]
        if r["score_low"] is not None and (field == "service") == bool(service):
            ends = [r[end] / 1e12 for end in ("score_low", "score_high")]
            if decimals[r["edition"]] == 0:
                ends = [floor(end + 0.5 + 1e-9) for end in ends]
            scores[r["edition"], r["scope"], r["company"], service] = ends
    shared = {}
    for r in frame_of(root, f"public.{field}_matches").filter(pl.col("kind").is_in(["same", "renamed"])).to_dicts():
        now, was = ((r[f"company{end}"], r.get(f"service{end}", "")) for end in ("", "_before"))
        for edition, scope, *key in list(scores):
            earlier = scores.get((r["edition_before"], scope, *was))
            if edition == r["edition"] and tuple(key) == now and earlier:
                group = (edition, r["edition_before"], scope, of(edition, now))
                shared.setdefault(group, {})[now] = earlier, scores[edition, scope, *now]
    found = {}
    for (edition, before, scope, _), rated in shared.items():
        for key, sides in rated.items():
            ranks = []
            for side, (low, high) in enumerate(sides):
                others = [ends[side] for other, ends in rated.items() if other != key]
                best = 1 + sum(o[0] > high + 1e-9 for o in others)
                worst = 1 + sum(o[1] > low + 1e-9 for o in others)
                ranks.append(best if best == worst else None)
            found[edition, before, key, scope] = *ranks, len(rated)
    return found


@pytest.mark.parametrize("field", ["company", "service"])
def test_ranks_are_compared_among_those_that_both_editions_rank(everything, field):
    """For all shipped editions and RDR's; services are compared within their class."""
    classes = {
        (r["edition"], r["company"], r["service"]): r["class"]
        for r in frame_of(everything, "public.services").iter_rows(named=True)
    }
    wanted = expected(everything, field, lambda edition, key: classes.get((edition, *key)))
    n_given = 0
    for r in frame_of(everything, f"public.{field}_changes").iter_rows(named=True):
        key = r["edition"], r["edition_before"], (r["company"], r.get("service", "")), r["scope"]
        own = r["rank_before_in_both"], r["rank_in_both"], r["ranked_in_both"]
        if r["ranked_in_both"] is not None or r["comparable"] == "yes":
            assert own == wanted[key], key
            assert r["ranked_before"] >= r["ranked_in_both"] <= r["ranked"]
            n_given += 1
        else:
            assert own == (None, None, None)
    assert n_given > 500


def test_the_number_of_ranked_companies_is_stated(everything, table):
    """RDR rated 26 companies in 2020 and 14 in 2022, all of them before: Amazon, 22nd of 26, was last of the 14, with
    20 points to Tencent's 22; in 2022 both have 25."""
    rows = {r["company"]: r for r in table(everything, "public.company_changes", edition="rdr-2022", scope="total")}
    assert {(r["ranked_before"], r["ranked"], r["ranked_in_both"]) for r in rows.values()} == {(26, 14, 14)}
    ranks = {c: (rows[c]["rank_before_in_both"], rows[c]["rank_in_both"]) for c in ("amazon", "tencent", "google")}
    assert ranks == {"amazon": (14, 13), "tencent": (13, 13), "google": (4, 4)}


def test_no_command_sets_ranks_of_two_fields_side_by_side(everything):
    """`rating compare` states the number of ranked companies, and both ranks are among the same ones."""
    out, _ = rating_here("compare", "rdr-2020", "rdr-2022", root=everything)
    (amazon,) = (line for line in out.splitlines() if re.match("amazon .* 20\\.09 ", line))
    assert re.findall("[0-9]+ to [0-9]+", amazon) == ["14 to 13"] and "14 to 13 of 14" in amazon
