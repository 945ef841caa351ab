"""The steps of the research: what each changed, how far raters agree, and what is public."""

import json
from pathlib import Path

import polars as pl
import pytest

from support.running import rating_here
from support.small import EDITION, HEADER, METHODOLOGY, RATERS, STEPS

SECRET = "Zx9-secret-"


def lines(step, *answers):
    text = "".join(
        f"acme,{place.split('/')[0]},all,{place.split('/')[1]},{answer},,s1,{SECRET}c,{step},{SECRET}n,{SECRET}i\n"
        for place, answer in answers
    )
    return HEADER + text


FIRST = [("post/P1a.1", "yes"), ("post/P1a.2", "no"), ("store/P1a.1", "yes"), ("store/P1a.2", "no"),
         ("group/P2.1", "yes"), ("group/P2.2", "no"), ("post/P2.1", "yes")]  # fmt: skip
SECOND = [("post/P1a.1", "yes"), ("post/P1a.2", "no"), ("store/P1a.1", "yes"), ("store/P1a.2", "Жоқ"),
          ("group/P2.1", "partial"), ("group/P2.2", "no"), ("post/P2.1", "yes")]  # fmt: skip
THIRD = [("post/P1a.1", "yes"), ("post/P1a.2", "no"), ("store/P1a.1", "no")]


@pytest.fixture
def stepped(small):
    """The small edition with steps. The final answers are those of the second researcher."""
    small.change(
        "methodology.yaml", "points: 0, reversed_points: 100}", 'points: 0, reversed_points: 100, label: {kk: "Жоқ"}}'
    )
    path = small.methodology / "methodology.yaml"
    path.write_text(path.read_text() + STEPS + RATERS)
    (small.edition / "answers.csv").unlink()
    folder = small.edition / "answers"
    folder.mkdir()
    (folder / "first-researcher.csv").write_text(lines("first-researcher", *FIRST))
    (folder / "second-researcher.csv").write_text(lines("second-researcher", *SECOND))
    (folder / "third-researcher.csv").write_text(lines("third-researcher", *THIRD))
    (folder / "company-engagement.csv").write_text(lines("company-engagement", ("store/P1a.1", "yes")))
    final = lines("final", *SECOND).replace(",comment,role", ",comment,printed_points,role")
    final = final.replace(f",{SECRET}c,final", ",Found there,,final")
    (folder / "final.csv").write_text(final)
    (small.edition / "engagement.csv").write_text(
        "company,engagement,asked_date,answered_date,note,asked,reply\n"
        f"acme,answered,2023-02-01,2023-02-20,Answered in full,{SECRET}q,{SECRET}r\n"
    )
    return small


def test_what_each_step_changed_by_hand(stepped):
    """The third researcher alone says no to P1a.1 of store, and nothing of P1a.2 of store, nor of P2; there the
    answers of the second stay. P1a.2 scores in reverse: no has 100. P1a of store falls from (100 + 100) / 2 to
    (0 + 100) / 2, by 50; of the company, from (100 + 100) / 2 to (100 + 50) / 2, by 25; the total is the mean of
    P1 = P1a and P2, so 12.5. Company engagement takes it back. The second researcher said partial for P2.1 of the
    group: P2 of the group falls from (100 + 0) / 2 to (50 + 0) / 2, by 25; post has 100; the company's P2 by 12.5,
    the total by 6.25."""
    rows = {(r["step"], r["service"], r["scope"]): r for r in stepped.build()("public.step_changes")}
    moved = {k: (r["n_changed"], r["moved"]) for k, r in rows.items() if r["n_changed"]}
    assert moved == {
        ("second-researcher", "", "P2"): (1, -12.5), ("second-researcher", "", "P"): (1, -6.25),
        ("second-researcher", "", "total"): (1, -6.25),
        # A service's P2 is its own level, else the group's: post has its own, store the group's.
        ("second-researcher", "post", "P2"): (1, 0), ("second-researcher", "post", "P"): (1, 0),
        ("second-researcher", "post", "total"): (1, 0),
        ("second-researcher", "store", "P2"): (1, -25), ("second-researcher", "store", "P"): (1, -12.5),
        ("second-researcher", "store", "total"): (1, -12.5),
        **{("third-researcher", s, c): (1, m) for s, c, m in [
            ("", "P1a", -25), ("", "P1", -25), ("", "P", -12.5), ("", "total", -12.5), ("store", "P1a", -50),
            ("store", "P1", -50), ("store", "P", -25), ("store", "total", -25)]},
        **{("company-engagement", s, c): (1, m) for s, c, m in [
            ("", "P1a", 25), ("", "P1", 25), ("", "P", 12.5), ("", "total", 12.5), ("store", "P1a", 50),
            ("store", "P1", 50), ("store", "P", 25), ("store", "total", 25)]},
    }  # fmt: skip
    assert all(r["moved"] == 0 for k, r in rows.items() if k[0] == "final")


def test_agreement_by_hand(stepped):
    """P1a: units yes yes yes, no no no, yes yes no, and no no. Pairs 3 + 3 + 3 + 1, the same 3 + 3 + 1 + 1: 0.8.
    Nominal alpha (Krippendorff 2011, by coincidences): yes-yes 3 + 1, no-no 3 + 2, yes-no 1 and 1, of 11; expected
    2 x 5 x 6 / 110; 1 - (2 / 11) / (60 / 110) = 2/3. By points, P1a.2 in reverse: all 100 but one 0: observed 2 / 11,
    expected 2 x 10 x 1 / 110: 0.

    P2, by two raters: 100 and 50, 0 and 0, 100 and 100. Counts 2, 1, 3 for 0, 50, 100. Ordinal differences:
    50-100 (1 + 3 - 2)^2 = 4, 0-50 1.5^2, 0-100 3.5^2. Observed 2 x 4 / 6; expected
    2 (2 x 2.25 + 6 x 12.25 + 3 x 4) / 30 = 6. 1 - (8 / 6) / 6 = 7/9. As words: observed 2 / 6, expected
    2 (2 x 1 + 2 x 3 + 1 x 3) / 30: 1 - (2/6) / (22/30) = 6/11."""
    rows = {r["scope"]: r for r in stepped.build()("public.agreement")}
    p1a, p2 = rows["P1a"], rows["P2"]
    assert (p1a["n_raters"], p1a["n_units"], p1a["percent_agreement"]) == (3, 4, 0.8)
    assert (p1a["alpha_nominal"], p1a["alpha_ordinal"]) == pytest.approx((2 / 3, 0))
    assert (p2["n_units"], p2["percent_agreement"]) == (3, pytest.approx(2 / 3))
    assert (p2["alpha_nominal"], p2["alpha_ordinal"]) == pytest.approx((6 / 11, 7 / 9))
    assert rows["total"]["n_units"] == 7 and rows.keys() == {"P1a", "P2", "total"}


def test_the_final_step_is_scored_and_a_plain_file_is_the_same(stepped):
    scores = stepped.build()("public.company_scores")
    (stepped.edition / "answers/final.csv").rename(stepped.edition / "answers.csv")
    assert stepped.build()("public.company_scores") == scores
    # Without it nothing is answered, whatever the steps before say.
    (stepped.edition / "answers.csv").unlink()
    assert {r["status"] for r in stepped.build()("public.company_scores")} == {"unanswered"}


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("answers/fourth.csv", HEADER, "answers/fourth.csv:1: file: is not a step of the methodology (the steps"),
        ("answers.csv", EDITION["answers.csv"], "answers/final.csv:1: file: exists beside answers.csv, which"),
        ("answers/third-researcher.csv", HEADER + "acme,post,all,P1a.1,perhaps,,,,,,\\n",
         'answers/third-researcher.csv:2: answer: "perhaps" is not in the scale'),
        ("answers/third-researcher.csv", HEADER + "acme,past,all,P1a.1,yes,,,,,,\\n",
         'answers/third-researcher.csv:2: service: "past" is not in services.csv of acme'),
        ("answers/third-researcher.csv", HEADER + "acme,post,all,P1a.1,yes,,,,,,\\n" * 2,
         "answers/third-researcher.csv:3: company, service, strand, element: acme, post, all, P1a.1 is a "
         "duplicate of line 2"),
        ("engagement.csv", "company,engagement,asked_date,answered_date,note,asked,reply\\nacme,none,,2023-01-01,,,\\n",
         'engagement.csv:2: engagement: "none", but companies.csv has "answered" (correct one of the two)'),
        ("engagement.csv", "company,engagement,asked_date,answered_date,note,asked,reply\\nacne,none,,,,,\\n",
         'engagement.csv:2: company: "acne" is not in companies.csv (did you mean "acme"?)'),
    ],
)  # fmt: skip
def test_errors_in_the_files_of_steps_are_said(stepped, file, text, expected):
    (stepped.edition / file).write_text(text.replace("\\n", "\n"))
    assert any(p.startswith(f"raw/editions/small-2023/{expected}") for p in stepped.problems()), stepped.problems()


def test_raters_must_be_steps(stepped):
    stepped.change("methodology.yaml", RATERS, "raters: [fourth-researcher]\n")
    assert any('raters: "fourth-researcher" is not one of the steps' in p for p in stepped.problems())


def test_progress_counts_answered_of_expected(stepped):
    """Asked of acme: G1 2; P1a 4; P1b 1, not of post (mail); P2.1 of group and post, not of store (shop); P2.2 of all
    three: 2 + 4 + 1 + 2 + 3 = 12. Final and second have 7, third 3, engagement 1."""
    out, _ = rating_here("progress", "small-2023", "--format", "json", root=stepped.root)
    found = json.loads(out)
    rows = {r["step"]: (r["answered"], r["expected"]) for r in found["progress"]}
    assert rows == {"first-researcher": (7, 12), "second-researcher": (7, 12), "third-researcher": (3, 12),
                    "company-engagement": (1, 12), "final": (7, 12)}  # fmt: skip
    missing = {(r["service"], r["indicator"]): r["missing"] for r in found["missing"]}
    assert missing == {("group", "G1"): 2, ("store", "P1b"): 1, ("post", "P2"): 1, ("store", "P2"): 1}
    rating_here("progress", "small-2023", "acme", root=stepped.root)
    rating_here("progress", "small-2023", "nobody", root=stepped.root, code=2)


@pytest.mark.parametrize("published", [False, True])
def test_no_private_word_reaches_a_release_a_log_or_the_history(stepped, published):
    """Names of reviewers, internal comments, what companies were asked and replied; comments of earlier steps too. The
    answers of earlier steps are public only where the edition says so."""
    stepped.change("edition.yaml", "status: final", "status: partial")
    with (stepped.edition / "edition.yaml").open("a") as file:
        file.write("publish_steps: true\n" * published)
    whole = "".join(p.read_text() for p in stepped.edition.rglob("*.csv"))
    private = {f"{SECRET}{kind}" for kind in "cniqr"}
    assert all(value in whole for value in private)
    (stepped.edition / "corrections.csv").write_text(
        "company,service,strand,element,column,old,new,reason,date,reported_by\n"
        f"acme,post,all,P1a.1,comment,Found there,Found here,Overlooked,2023-03-01,{SECRET}b\n"
    )
    out, err = rating_here("build", "--verbose", root=stepped.root)
    assert "staged.step_answers" in err
    assert SECRET not in out + err
    out, err = rating_here("release", "small-2023", root=stepped.root)
    assert SECRET not in out + err
    release = stepped.root / "releases/small-2023/0.1.0"
    files = [p for p in release.rglob("*") if p.is_file()]
    assert [p.name for p in files if SECRET.encode() in p.read_bytes()] == []
    for path in release.glob("parquet/*.parquet"):
        frame = pl.read_parquet(path)
        assert SECRET not in frame.write_csv(), path
    raw = release / "raw/editions/small-2023"
    steps = sorted(p.name for p in (stepped.edition / "answers").iterdir())
    assert sorted(p.name for p in (raw / "answers").iterdir()) == (steps if published else ["final.csv"])
    for table in ("step_answers", "step_changes", "agreement"):
        assert bool(pl.read_parquet(release / f"parquet/{table}.parquet").height) == published
    # The desk sees them in any case.
    assert pl.read_parquet(stepped.root / "build/public/agreement.parquet").height == 3
    assert [r["engagement"] for r in pl.read_parquet(release / "parquet/engagement.parquet").to_dicts()] == ["answered"]
    # It can be made again without what is private.
    rating_here("verify", root=stepped.root)


def test_private_columns_are_marked_in_the_schemas():
    from pipeline.schemas import SCHEMAS, columns

    private = {"reviewer", "internal_comment", "reported_by", "asked", "reply"}
    for table, schema in SCHEMAS.items():
        names = {c.name for c in columns(schema)}
        if table.startswith(("public.", "compared.", "scored.")):
            assert not names & private, table
        if table.startswith("staged."):
            assert not [c.name for c in columns(schema) if c.name in private and c.public], table


def test_an_edition_without_steps_has_no_history(small):
    tables = small.build()
    assert tables("public.step_changes") == tables("public.step_answers") == tables("public.agreement") == []
    assert tables("public.engagement") == [
        {"edition": "small-2023", "company": "acme", "engagement": "answered", "asked_date": None,
         "answered_date": None, "note": None}
    ]  # fmt: skip
    assert Path(small.methodology / "methodology.yaml").read_text() == METHODOLOGY["methodology.yaml"]
