"""Every table, command and page counts the same answers as known: those that were given. Printed scores are counted
separately."""

import json
import re
import shutil

import polars as pl
import pytest

from support import made_ratings
from support.pages import Page
from support.running import built, rating_here

SCORES = {
    "level_scores": None,
    "indicator_scores": "indicator",
    "family_scores": "family",
    "company_scores": "scope",
    "service_scores": "scope",
}
"""Table of scores -> the column of its scope."""
SEEDS = range(20)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Made-up ratings: one with all answers, others with printed points and levels, or without anything."""
    root = tmp_path_factory.mktemp("known")
    made_ratings.write(root, SEEDS)
    built(root)
    return root


def status(scored, printed, expected):
    """The rules of docs/scores.md, "What is known", implemented again."""
    if not expected:
        return "not_applicable"
    if scored:
        return "complete" if scored == expected else "partial"
    return "printed" if printed else "unanswered"


@pytest.mark.parametrize("project", ["shipped", "made"])
def test_every_table_counts_the_same_answers_as_known(project, table, request):
    """Each answer that counts in a score has a weight in it; a printed level has the weight of all its answers."""
    root = request.getfixturevalue(project)
    place = ("edition", "company", "service", "strand")
    answers = {(*(r[k] for k in place), r["element"]): r["status"] for r in table(root, "public.answers")}
    levels, applying = table(root, "public.level_scores"), {}
    for r in table(root, "public.answers"):
        level = (*(r[k] for k in place), r["indicator"])
        applying[level] = applying.get(level, 0) + (r["status"] != "not_applicable")
    found = {}
    for w in table(root, "public.answer_weights"):
        counts = found.setdefault((w["edition"], w["company"], w["target"], w["scope"]), [0, 0, 0])
        level = (*(w[k] for k in place), w["indicator"])
        what = answers[*(w[k] for k in place), w["element"]] if w["element"] else "whole"
        counts[0] += what == "scored"
        counts[1] += {"printed": 1, "whole": applying[level]}.get(what, 0)
        counts[2] += 1 if w["element"] else applying[level]
    seen = set()
    for name, scope in SCORES.items():
        for r in table(root, f"public.{name}"):
            counts = [r["n_scored"], r["n_printed"], r["n_expected"]]
            assert r["status"] == status(*counts), r
            assert (r["score"] is not None) or counts[2] == 0 or sum(counts[:2]) < counts[2], r
            seen.add((name, r["status"]))
            if scope:
                target = r.get("service", "company")
                assert counts == found.get((r["edition"], r["company"], target, r[scope]), [0, 0, 0]), r
    for r in levels:
        of = [
            s
            for (*level, e), s in answers.items()
            if level == [r[k] for k in place] and e.split(".")[0] == r["indicator"]
        ]
        assert r["n_scored"] == of.count("scored")
        assert r["n_printed"] in (of.count("printed"), len(of) - of.count("not_applicable"))
    for name in SCORES:
        assert (name, "printed") in seen or (project, name) == ("shipped", "company_scores")
    if project == "made":
        assert {s for _, s in seen} == {"complete", "partial", "printed", "unanswered", "not_applicable"}


def test_no_answer_of_the_printed_report_is_known(shipped, table):
    """kz-2023 has eighteen printed scores and no answer: nothing in it is complete, and printed scores replace 75
    answers."""
    for name in SCORES:
        rows = table(shipped, f"public.{name}", edition="kz-2023")
        assert {r["status"] for r in rows} <= {"printed", "unanswered", "not_applicable"}
        assert {r["n_scored"] for r in rows} == {0}
    assert sum(r["n_printed"] for r in table(shipped, "public.level_scores", edition="kz-2023")) == 75
    (f12,) = table(shipped, "public.indicator_scores", edition="kz-2023", company="kaspi", indicator="F12")
    assert (f12["score"], f12["status"], f12["n_printed"], f12["n_expected"]) == (10, "printed", 15, 15)
    out, _ = rating_here("show", "kz-2023", "kaspi", root=shipped)
    assert re.search(r"F12 .* 10\.00 +printed +0 of 15 \(15 printed\)", out)
    out, _ = rating_here("show", "kz-2023", root=shipped)
    assert re.search(r"kaspi  .* 0 of 653 \(75 printed\)", out)
    out, _ = rating_here("explain", "kz-2023", "kaspi", "F12", "--format", "json", root=shipped)
    root = json.loads(out)["tree"]
    assert (root["status"], root["n_scored"], root["n_printed"], root["n_expected"]) == ("printed", 0, 15, 15)


KNOWN = {
    "en": ("None of the 3 318 answers is known yet.", "Answers replaced by published scores: 75."),
    "ru": ("Пока не известно ни одного ответа из 3 318.", "вместо которых взяты опубликованные баллы: 75."),
    "kk": ("3 318 жауаптың әзірге бірде-бірі белгілі емес.", "жарияланған баллдар алынған жауаптар: 75."),
}  # fmt: skip


def test_a_release_and_its_pages_say_so_too(tmp_path, shipped):
    for name in ("raw", "build"):
        shutil.copytree(shipped / name, tmp_path / name)
    rating_here("release", "kz-2023", root=tmp_path)
    rating_here("report", "kz-2023", root=tmp_path)
    (readme,) = tmp_path.glob("releases/kz-2023/*/README.md")
    said = " ".join(readme.read_text(encoding="utf-8").split())
    assert "Number of answers that this edition asks for: 3,318; known: 0; replaced by printed scores: 75." in said
    folder = tmp_path / "build/report/kz-2023"
    counts = {
        r["company"]: (r["n_expected"], r["n_printed"])
        for r in pl.read_parquet(folder / "data/company_scores.parquet").filter(pl.col("scope") == "total").to_dicts()
    }
    for language, (none, printed) in KNOWN.items():
        pages = {p.name: _words(p) for p in (folder / language).glob("*.html")}
        assert none in pages["index.html"] and printed in pages["index.html"]
        for company, (n_expected, n_printed) in counts.items():
            figure = f"0 / {n_expected:,}".replace(",", " ")
            for name in (f"company-{company}.html", "ranking.html"):
                after = pages[name].partition(figure)[2]
                assert after and after.startswith(" (") == bool(n_printed), name
                assert f": {n_printed})" in after[:40] or not n_printed


def _words(path):
    words = " ".join(" ".join(Page(path.read_text(encoding="utf-8")).words).split())
    return words.replace("\u202f", " ").replace("\xa0", " ")
