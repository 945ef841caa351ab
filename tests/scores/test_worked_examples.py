"""Scores of the small project in conftest.py, worked out by hand.

G1   group: yes 100, no 0                        -> level 50             company 50
P1a  post:  yes 100; reversed no 100             -> level 100
     store: partial 50; reversed yes 0           -> level 25             company (100 + 25) / 2 = 62.5
P1b  post:  not asked of class mail              -> not applicable
     store: partial 50                           -> level 50             company 50
P2   group: partial 50, no 0                     -> level 25
     post:  yes 100, yes 100                     -> level 100
     store: not asked of class shop, and N/A     -> not applicable       company (25 + 100) / 2 = 62.5
families G1 50, P1 (62.5 + 50) / 2 = 56.25, P2 62.5; G 50; P (56.25 + 62.5) / 2 = 59.375
total (50 + 56.25 + 62.5) / 3 = 56.25
"""

import pytest

from pipeline.computing import sql


def company(build, scope="total", name="acme"):
    rows = [
        r for r in build("scored.scope_scores") if (r["company"], r["target"], r["scope"]) == (name, "company", scope)
    ]
    return rows[0]


def score(build, scope="total", name="acme"):
    return company(build, scope, name)["score"] / 1e12


def service(build, name, scope="total"):
    rows = [r for r in build("public.service_scores") if (r["service"], r["scope"]) == (name, scope)]
    return rows[0]


def level(build, name, indicator, strand="all"):
    rows = [
        r
        for r in build("public.level_scores")
        if (r["service"], r["indicator"], r["strand"]) == (name, indicator, strand)
    ]
    return rows[0]


def test_levels_indicators_families_categories_and_total(small):
    build = small.build(*sql.models())
    levels = {(r["service"], r["indicator"]): r["score"] for r in build("public.level_scores")}
    assert levels == {
        ("group", "G1"): 50,
        ("post", "P1a"): 100,
        ("store", "P1a"): 25,
        ("post", "P1b"): None,
        ("store", "P1b"): 50,
        ("group", "P2"): 25,
        ("post", "P2"): 100,
        ("store", "P2"): None,
    }
    assert {r["indicator"]: r["score"] for r in build("public.indicator_scores")} == {
        "G1": 50,
        "P1a": 62.5,
        "P1b": 50,
        "P2": 62.5,
    }
    assert {r["family"]: r["score"] for r in build("public.family_scores")} == {"G1": 50, "P1": 56.25, "P2": 62.5}
    assert {r["scope"]: r["score"] for r in build("public.company_scores")} == {"G": 50, "P": 59.375, "total": 56.25}


def test_a_service_takes_its_own_level_else_the_groups(small):
    """post: G1 50, P1a 100, P2 100 -> 250 / 3; store: G1 50, P1 (25 + 50) / 2, P2 the group's 25 -> 112.5 / 3."""
    build = small.build()
    assert service(build, "post")["score"] == pytest.approx(83.333333333333, abs=1e-12)
    assert service(build, "post", "P1")["score"] == 100
    assert service(build, "store", "P2")["score"] == 25
    assert service(build, "store")["score"] == 37.5
    assert [(service(build, s)["rank"]) for s in ("post", "store")] == [1, 2]


def test_a_service_can_count_the_group_in_addition_to_its_own_level(small):
    """P2 of post is (25 + 100) / 2 where the methodology says `mean`."""
    small.change("methodology.yaml", "service_score: nearest", "service_score: mean")
    assert service(small.build(), "post", "P2")["score"] == 62.5


@pytest.mark.parametrize(
    ("total_of", "expected"),
    [
        ("families", (50 + 81.25 + 62.5) / 3),
        ("indicators", (50 + 62.5 + 100 + 62.5) / 4),
        ("categories", (50 + (81.25 + 62.5) / 2) / 2),
    ],
)
def test_what_the_total_averages(small, total_of, expected):
    """With P1b of store at yes, P1 is (62.5 + 100) / 2 = 81.25."""
    small.change("answers.csv", "store,all,P1b.1,partial", "store,all,P1b.1,yes")
    small.change("methodology.yaml", "total_of: families", f"total_of: {total_of}")
    assert score(small.build()) == pytest.approx(expected, abs=1e-11)


@pytest.mark.parametrize(("as_one", "expected"), [("true", (25 + 50) / 2), ("false", (25 + 100 + 0) / 3)])
def test_services_count_as_one_beside_the_group_or_each(small, as_one, expected):
    """P2 of store at no: levels are group 25, post 100, store 0."""
    small.change("answers.csv", "store,all,P2.2,N/A,No audit is made,,,", "store,all,P2.2,no,,s1,,")
    small.change("methodology.yaml", "services_as_one: true", f"services_as_one: {as_one}")
    assert score(small.build(), "P2") == pytest.approx(expected, abs=1e-11)


@pytest.mark.parametrize(
    ("weights", "scope", "expected"),
    [
        ("{G1: 3}", "total", (3 * 50 + 56.25 + 62.5) / 5),
        ("{P1a: 2}", "P1", (2 * 62.5 + 50) / 3),
        ("{P1: 3}", "P", (3 * 56.25 + 62.5) / 4),
    ],
)
def test_weights(small, weights, scope, expected):
    small.change("methodology.yaml", "printed_decimals", f"weights: {weights}\nprinted_decimals")
    assert score(small.build(), scope) == pytest.approx(expected, abs=1e-11)


def test_services_of_one_composite_are_averaged_first(small):
    """P1a: post and store share a composite, (100 + 25) / 2 = 62.5; shelf has 0: (62.5 + 0) / 2."""
    small.change(
        "services.csv",
        "acme,post,Post,,,service,mail,,",
        "acme,post,Post,,,service,mail,both,\nacme,shelf,Shelf,,,service,,,",
    )
    small.change("services.csv", "acme,store,Store,,,service,shop,,", "acme,store,Store,,,service,shop,both,")
    small.change(
        "answers.csv",
        "acme,store,all,P1a.1",
        "".join(
            f"acme,shelf,all,{e},{a},,s1,,\n"
            for e, a in (("P1a.1", "no"), ("P1a.2", "yes"), ("P1b.1", "no"), ("P2.1", "no"), ("P2.2", "no"))
        )
        + "acme,store,all,P1a.1",
    )
    build = small.build()
    assert score(build, "P1a") == 31.25
    # P1b: the composite is store alone, 50; shelf 0.
    assert score(build, "P1b") == 25


def test_each_strand_is_a_level(small):
    """G1 in two strands, the group's only: (100 + 0) / 2 = 50 and (100 + 100) / 2 = 100; their mean is 75."""
    small.change("methodology.yaml", "printed_decimals", "strands: {speech: [G1], privacy: [G1]}\nprinted_decimals")
    small.change(
        "answers.csv",
        "acme,group,all,G1.1,yes,,s1,,\nacme,group,all,G1.2,no,,s1,,\n",
        "".join(
            f"acme,group,{s},{e},{a},,s1,,\n"
            for s, e, a in (
                ("privacy", "G1.1", "yes"),
                ("privacy", "G1.2", "yes"),
                ("speech", "G1.1", "yes"),
                ("speech", "G1.2", "no"),
            )
        ),
    )
    build = small.build()
    assert level(build, "group", "G1", "speech")["score"] == 50
    assert level(build, "group", "G1", "privacy")["score"] == 100
    assert score(build, "G1") == 75


def test_an_unanswered_element_leaves_a_range(small):
    """Without G1.2 of the group: level 50 to 100; total (50 + 118.75) / 3 to (100 + 118.75) / 3."""
    small.change("answers.csv", "acme,group,all,G1.2,no,,s1,,\n", "")
    build = small.build()
    row = level(build, "group", "G1")
    assert (row["score"], row["score_low"], row["score_high"]) == (None, 50, 100)
    assert (row["status"], row["n_scored"], row["n_expected"]) == ("partial", 1, 2)
    total = company(build)
    assert total["score"] is None and total["status"] == "partial"
    assert (total["score_low"], total["score_high"]) == (56250000000000, 72916666666667)
    answer = [r for r in build("public.answers") if r["element"] == "G1.2"]
    assert [(r["status"], r["points"], r["answer"]) for r in answer] == [("unanswered", None, None)]


def test_an_empty_answer_is_unanswered_and_not_zero(small):
    small.change("answers.csv", "acme,group,all,G1.2,no,,s1,,", "acme,group,all,G1.2,,,,,")
    assert level(small.build(), "group", "G1")["status"] == "partial"


def test_a_company_without_known_answers_is_unanswered(small):
    small.change("answers.csv", "acme,group,all,G1.1,yes,,s1,,\nacme,group,all,G1.2,no,,s1,,\n", "")
    row = company(small.build(), "G")
    assert (row["status"], row["score_low"], row["score_high"]) == ("unanswered", 0, 100 * 10**12)


def test_a_printed_level_replaces_missing_answers(small):
    """P1a of post at 80 instead of 100: (80 + 25) / 2 = 52.5. It counts as the two elements that apply."""
    small.change("answers.csv", "acme,post,all,P1a.1,yes,,s1,,\nacme,post,all,P1a.2,no,,s1,,\n", "")
    small.change("published_scores.csv", "score\n", "score\nacme,post,all,P1a,80\n")
    build = small.build()
    row = level(build, "post", "P1a")
    counts = row["n_scored"], row["n_printed"], row["n_expected"]
    assert (row["score"], row["status"], *counts) == (80, "printed", 0, 2, 2)
    assert score(build, "P1a") == 52.5
    weights = [
        r
        for r in build("public.answer_weights")
        if (r["target"], r["scope"], r["service"]) == ("company", "P1a", "post")
    ]
    assert [(r["element"], r["weight"]) for r in weights] == [("", 0.5)]
    # It is not compared with itself.
    assert [r["computed"] for r in build("public.reconciliation")] == [None]


def test_a_printed_level_does_not_replace_some_of_the_answers(small):
    """P1a.2 alone is known: 100 and something from 0 to 100 -> 50 to 100, whatever is printed."""
    small.change("answers.csv", "acme,post,all,P1a.1,yes,,s1,,\n", "")
    small.change("published_scores.csv", "score\n", "score\nacme,post,all,P1a,80\n")
    row = level(small.build(), "post", "P1a")
    assert (row["score_low"], row["score_high"], row["status"]) == (50, 100, "partial")


def test_printed_points_replace_a_missing_answer(small):
    """G1.2 without an answer, 50 points printed: (100 + 50) / 2."""
    small.change("answers.csv", "acme,group,all,G1.2,no,,s1,,", "acme,group,all,G1.2,,,,,50")
    build = small.build()
    assert level(build, "group", "G1")["score"] == 75
    assert [r["status"] for r in build("public.answers") if r["element"] == "G1.2"] == ["printed"]


def test_an_answer_counts_where_the_methodology_excludes_the_element(small):
    """P1b of post, class mail: yes 100; P1b is then (100 + 50) / 2."""
    small.change("answers.csv", "acme,post,all,P2.1", "acme,post,all,P1b.1,yes,,s1,,\nacme,post,all,P2.1")
    assert score(small.build(), "P1b") == 75


def test_what_does_not_apply_says_why(small):
    reasons = {
        (r["service"], r["element"]): r["reason"]
        for r in small.build()("public.answers")
        if r["status"] == "not_applicable"
    }
    assert reasons == {
        ("post", "P1b.1"): "The methodology does not ask this of services of class mail",
        ("store", "P2.1"): "The methodology does not ask this of services of class shop",
        ("store", "P2.2"): "No audit is made",
    }


def test_halves_are_rounded_up_at_the_last_digit(small):
    """P1a of post printed as 33.333333333333, of store 25: half of 58333333333333 units is 29166666666666.5."""
    small.change("answers.csv", "acme,post,all,P1a.1,yes,,s1,,\nacme,post,all,P1a.2,no,,s1,,\n", "")
    small.change("published_scores.csv", "score\n", "score\nacme,post,all,P1a,33.333333333333\n")
    assert company(small.build(), "P1a")["score"] == 29_166_666_666_667


def companies(small, answers):
    """One company for each answer to G1.1 (G1.2 is no): its G1 is half the points. '' is unanswered."""
    names = [f"c{i}" for i in range(len(answers))]
    text = "company,name_en,name_ru,name_kk,type,engagement,source_code\n"
    (small.edition / "companies.csv").write_text(text + "".join(f"{n},{n},,,platform,,\n" for n in names))
    text = "company,service,name_en,name_ru,name_kk,unit,class,composite,source_code\n"
    (small.edition / "services.csv").write_text(
        text + "".join(f"{n},group,Group,,,group,,,\n{n},one,One,,,service,,,\n" for n in names)
    )
    text = "company,service,strand,element,answer,reason,sources,comment,printed_points\n"
    (small.edition / "answers.csv").write_text(
        text
        + "".join(
            f"{n},group,all,G1.1,{a},,,,\n{n},group,all,G1.2,no,,,,\n" for n, a in zip(names, answers, strict=True)
        )
    )
    (small.edition / "sources.csv").write_text("company,source,title,url,archived_url,document_date,accessed_date\n")


def places(build, scope="G"):
    return {
        r["company"]: (r["rank"], r["rank_low"], r["rank_high"])
        for r in build("public.company_scores")
        if r["scope"] == scope
    }


def test_ties_share_the_best_place(small):
    companies(small, ["yes", "yes", "partial", "no"])
    assert places(small.build()) == {"c0": (1, 1, 1), "c1": (1, 1, 1), "c2": (3, 3, 3), "c3": (4, 4, 4)}


def test_ranges_of_ranks(small):
    """G1 of 50, of 0 to 50 (unanswered), of 25, of 25, of 0.

    c0: nobody has at least more than 50; c1 may have 50, which is not more -> 1.
    c1: at most 50: nobody above -> 1; at least 0: above are c0, c2, c3 -> 4.
    c2, c3: at 25: c0 above for sure, c1 perhaps -> 2 to 3.
    c4: at 0: c0, c2, c3 above for sure, c1 perhaps -> 4 to 5.
    """
    companies(small, ["yes", "", "partial", "partial", "no"])
    assert places(small.build()) == {
        "c0": (1, 1, 1),
        "c1": (None, 1, 4),
        "c2": (None, 2, 3),
        "c3": (None, 2, 3),
        "c4": (None, 4, 5),
    }


def test_a_score_that_depends_on_a_printed_score_is_not_compared(small):
    """P1a of post is printed as 80 and stands in; P1a and P1 of the company rest on it, G1 does not."""
    small.change("answers.csv", "acme,post,all,P1a.1,yes,,s1,,\nacme,post,all,P1a.2,no,,s1,,\n", "")
    figures = "acme,post,all,P1a,80\nacme,,all,P1a,52.5\nacme,,all,P1,51.25\nacme,,all,G1,50\n"
    small.change("published_scores.csv", "score\n", f"score\n{figures}")
    rows = {(r["service"], r["scope"]): (r["computed"], r["agrees"]) for r in small.build()("public.reconciliation")}
    assert rows == {
        ("post", "P1a"): (None, None), ("", "P1a"): (None, None), ("", "P1"): (None, None), ("", "G1"): (50, True),
    }  # fmt: skip


def test_an_exclusion_is_of_that_type_alone(small):
    """`tele_com` is another type than `tele-com`, though _ stands for any letter in SQL's like."""
    small.change("methodology.yaml", "company_types: [platform, telecom]", "company_types: [tele_com, tele-com]")
    small.change("indicators.csv", "full,telecom", "full,tele-com")
    small.change("companies.csv", "platform", "tele_com")
    small.change("answers.csv", "acme,post,all,P2.1,yes,,s1,,\nacme,post,all,P2.2,yes,,s1,,\n", "")
    assert level(small.build(), "post", "P2")["status"] == "unanswered"


def test_strands_of_a_service_are_averaged_before_the_services(small):
    """P1a in two strands; post: speech 100, privacy 0 -> 50; store: speech 100 alone; services (50 + 100) / 2."""
    small.change("methodology.yaml", "printed_decimals", "strands: {speech: [P1a], privacy: [P1a]}\nprinted_decimals")
    for name in ("post", "store"):
        text = (small.edition / "answers.csv").read_text()
        kept = [line for line in text.splitlines(True) if f"{name},all,P1a" not in line]
        (small.edition / "answers.csv").write_text("".join(kept))
    with (small.edition / "answers.csv").open("a") as file:
        for service_, strand, one, two in (
            ("post", "speech", "yes", "no"), ("post", "privacy", "no", "yes"), ("store", "speech", "yes", "no"),
            ("store", "privacy", "N/A", "N/A"),
        ):  # fmt: skip
            for element, answer in (("P1a.1", one), ("P1a.2", two)):
                reason = "None kept" if answer == "N/A" else ""
                file.write(f"acme,{service_},{strand},{element},{answer},{reason},,,\n")
    assert score(small.build(), "P1a") == 75


def test_points_at_most_are_full_points_whatever_the_element(small):
    """P1a.2 of post scores in reverse; unanswered it leaves 50 to 100."""
    small.change("answers.csv", "acme,post,all,P1a.2,no,,s1,,\n", "")
    row = level(small.build(), "post", "P1a")
    assert (row["score_low"], row["score_high"]) == (50, 100)
