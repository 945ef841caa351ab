"""Gains of full answers, robustness of ranks, and conclusions, with values computed by hand."""

import pytest

from pipeline.asking.explain import trees
from pipeline.asking.scores import names
from pipeline.computing import sql
from pipeline.core.figures import rounded
from pipeline.core.project import Project
from support.running import rating_here

BOLT = """\
bolt,group,all,G1.1,yes,,b1,,
bolt,group,all,G1.2,yes,,b1,,
bolt,group,all,P2.1,no,,,,
bolt,group,all,P2.2,no,,,,
bolt,chat,all,P1a.1,yes,,b1,,
bolt,chat,all,P1a.2,yes,,b1,,
bolt,chat,all,P2.1,no,,,,
bolt,chat,all,P2.2,no,,,,
"""
QUESTIONS = """\
question,measure,units,scopes,label_en,label_ru,label_kk
policy,any,companies,G1,Policy,,
whole-policy,full,companies,G1,The whole policy,,
training,any,companies,G1.2,Training,,
audit,half,companies,P2,Audit,,
access,full,services,P1a.1,Easy access,,
notice,any,services,P1b,Notice,,
"""


@pytest.fixture
def two(small):
    """The small project with a second company. acme: G1 50; P1a the mean of post 100 and store 25, 62.5; P1b 50; P1
    56.25; P2 the mean of group 25 and post 100, 62.5; total 56.25. bolt: G1 100; P1a 50 and P1b not asked, P1 50; P2 0;
    total 50."""
    small.change(
        "companies.csv", "acme,Acme,,,platform,answered,\n", "acme,Acme,,,platform,,\nbolt,Bolt,,,platform,,\n"
    )
    with small.file("services.csv").open("a") as file:
        file.write("bolt,group,Group,,,group,,,\nbolt,chat,Chat,,,service,mail,,\n")
    with small.file("answers.csv").open("a") as file:
        file.write(BOLT)
    with small.file("sources.csv").open("a") as file:
        file.write("bolt,b1,Terms,https://example.org/b,https://archive.example.org/b,2022-05,2023-01-31\n")
    (small.methodology / "questions.csv").write_text(QUESTIONS)
    return small


def test_gains_are_weight_times_missing_points(two):
    """A family is a third of the total. G1.2 is half of one: a sixth, 100/6. P1b is half of P1, with one answer: 50/6.
    P2.2 of the group is a twelfth (half of P2, which is group and services), 100/12. P1a is half of P1, store half of
    P1a, an element half of that: 1/24."""
    tables = two.build()
    rows = {(r["service"], r["element"]): r for r in tables("public.roadmap")
            if (r["company"], r["target"]) == ("acme", "company")}  # fmt: skip
    wanted = {
        ("group", "G1.2"): 100 / 6, ("store", "P1b.1"): 50 / 6, ("group", "P2.2"): 100 / 12, ("group", "P2.1"): 50 / 12,
        ("store", "P1a.2"): 100 / 24, ("store", "P1a.1"): 50 / 24,
    }  # fmt: skip
    assert {place: r["gain"] for place, r in rows.items()} == pytest.approx(wanted, abs=1e-9)
    assert sum(wanted.values()) == pytest.approx(100 - 56.25)
    assert rows["group", "G1.2"]["position"] == 1
    assert rows["group", "G1.2"]["score_low"] == pytest.approx(56.25 + 100 / 6, abs=1e-9)


def test_groups_gain_together_and_raise_the_rank(two):
    """bolt, at 50, passes acme's 56.25 with its first gain: P1a.2 is half of P1, its only indicator, 100/6."""
    tables = two.build()
    groups = {(r["company"], r["kind"], r["code"]): r for r in tables("public.roadmap_groups")
              if r["target"] == "company"}  # fmt: skip
    first = groups["bolt", "element", "P1a.2"]
    assert (first["n_answers"], first["position"], first["rank_low"], first["rank_so_far_low"]) == (1, 1, 1, 1)
    assert groups["acme", "indicator", "P2"]["gain"] == pytest.approx(150 / 12, abs=1e-9)
    assert groups["acme", "indicator", "P2"]["n_answers"] == 2
    # P2.1 and P2.2 of bolt, group and service alike: each pair is half of a third.
    assert groups["bolt", "element", "P2.1"]["gain"] == pytest.approx(100 / 6, abs=1e-9)
    assert groups["bolt", "element", "P2.1"]["n_answers"] == 2


def test_a_recommendation_gains_what_its_indicators_do(two):
    (two.edition / "recommendations.csv").write_text(
        "recommendation,theme_en,theme_ru,theme_kk,text_en,text_ru,text_kk,indicators\n"
        "r-1,Openness,,,Train everybody,,,G1; P2\n"
    )
    rows = [r for r in two.build()("public.roadmap_groups") if r["kind"] == "recommendation"]
    (acme,) = (r for r in rows if (r["company"], r["target"]) == ("acme", "company"))
    assert acme["gain"] == pytest.approx(100 / 6 + 150 / 12, abs=1e-9)
    assert acme["rank_so_far_low"] is None


def test_a_missing_answer_can_have_full_points_already(two):
    """Without bolt's P2.2 of the group, its gain is between 0 and a twelfth of the total."""
    two.change("answers.csv", "bolt,group,all,P2.2,no,,,,\n", "")
    place = "bolt", "company", "group", "P2.2"
    rows = two.build()("public.roadmap")
    (row,) = (r for r in rows if (r["company"], r["target"], r["service"], r["element"]) == place)
    assert (row["gain"], row["gain_low"], row["status"]) == (None, 0, "unanswered")
    assert row["gain_high"] == pytest.approx(100 / 12, abs=1e-9)
    assert (row["score_low"], row["score_high"]) == pytest.approx((50 + 100 / 12, 50 + 100 / 12), abs=1e-9)


def test_how_robust_a_rank_is(two):
    """acme is first, 56.25 to 50. Without G1.1 it has 0 for G1 and 39.6 to 50; without P1a.2 58.3 to bolt's 66.7; no
    other element turns them. By categories: 54.7 to 62.5. By indicators 56.25 to 50. Without P: 50 to 100; without G:
    59.4 to 25. Partial at 25: 49.0 to 50; at 75: more than before."""
    rows = {(r["company"], r["question"]): r for r in two.build()("public.rank_robustness") if r["service"] == ""}
    found = {
        question: (r["best"], r["worst"], r["worst_with"], r["n_scenarios"])
        for (company, question), r in rows.items()
        if company == "acme"
    }
    assert found == {
        "all": (1, 2, "category_left_out/P", 13),
        "category_left_out": (1, 2, "P", 2),
        "element_left_out": (1, 2, "G1.1", 7),
        "partial_points": (1, 2, "25", 2),
        "total_of": (1, 2, "categories", 2),
    }
    assert rows["bolt", "total_of"]["best_with"] == "categories"
    assert {r["tied"] for r in rows.values()} == {0}


def test_equal_totals_at_the_printed_precision_are_told(everything, table):
    """In every edition, the number of others with the same total, rounded half up to two decimals; RDR 2020 has
    some."""
    totals, found = {}, 0
    for name, key in (("company_scores", ""), ("service_scores", "service")):
        for r in table(everything, f"public.{name}", scope="total"):
            printed = r["score"] is not None and rounded(r["score"])
            totals.setdefault((r["edition"], key, printed), []).append((r["company"], r.get("service", "")))
    for r in table(everything, "public.rank_robustness", question="all"):
        same = [whose for (edition, key, printed), owners in totals.items() if edition == r["edition"]
                and printed and bool(key) == bool(r["service"]) and (r["company"], r["service"]) in owners
                for whose in owners]  # fmt: skip
        assert (r["tied"] or 0) == max(len(same) - 1, 0), r
        found += bool(r["tied"])
    assert found


def verdicts(project, *lines):
    (project.edition / "findings.csv").write_text(
        "finding,question,claim,names,text_en,text_ru,text_kk,note_en,note_ru,note_kk\n"
        + "".join(f"{line}\n" for line in lines)
    )
    return {r["finding"]: r for r in project.build()("public.findings")}


def test_stated_conclusions_are_confirmed_denied_or_open(two):
    """Both have a policy, bolt all of it, with training; audit: acme 62.5, bolt 0. Access full: post and chat, not
    store. Notice is asked of store alone, which has some of it."""
    found = verdicts(
        two,
        "c1,policy,none,,Nobody has a policy,,,,,",
        "c2,whole-policy,only,bolt,Only Bolt has all of it,,,,,",
        "c3,training,only,acme,Only Acme trains,,,,,",
        "c4,audit,majority,,Most do half of it,,,,,",
        "c5,access,majority,,Most services are easy,,,,,",
        "c6,notice,almost_all,,Almost all services tell,,,,,",
    )
    assert {f: r["verdict"] for f, r in found.items() if r["stated"]} == {
        "c1": "denied", "c2": "confirmed", "c3": "denied", "c4": "denied", "c5": "confirmed", "c6": "confirmed",
    }  # fmt: skip
    assert (found["c5"]["n"], found["c5"]["n_low"], found["c5"]["n_high"]) == (3, 2, 2)
    assert found["c5"]["names"] == "acme/post;bolt/chat"
    assert found["c1"]["sentence_en"] == "Not confirmed. Policy: 2 of 2 companies disclosed something (Acme, Bolt)."
    assert found["c2"]["sentence_kk"] == ("Тек осылар. The whole policy: толық балл алған компаниялар: 1 / 2 (Bolt).")


def test_a_conclusion_is_open_while_an_answer_decides_it(two):
    two.change("answers.csv", "acme,group,all,G1.2,no,,s1,,\n", "")
    found = verdicts(two, "c1,training,only,bolt,Only Bolt trains,,,,,")
    assert (found["c1"]["verdict"], found["c1"]["n_low"], found["c1"]["n_high"]) == ("unknown", 1, 2)
    assert found["c1"]["sentence_en"] == (
        "Not known yet. Training: 1 to 2 of 2 companies disclosed something (Bolt); some answers are missing."
    )
    # Whatever acme answers, most do: bolt and perhaps acme is not more than half for sure.
    assert "training" not in found


def test_a_printed_score_bounds_the_points_of_its_elements(two):
    """A printed 100 means that each element is full, a printed 0 that none has points; 50 says nothing about
    elements."""
    for score, bounds in (("100", (1, 1)), ("0", (0, 0)), ("50", (0, 1))):
        lines = [line for line in BOLT.splitlines(True) if "chat,all,P1a" not in line]
        answers = two.file("answers.csv").read_text()
        two.file("answers.csv").write_text(answers.split("bolt,")[0] + "".join(lines))
        two.file("published_scores.csv").write_text(f"company,service,strand,scope,score\nbolt,chat,all,P1a,{score}\n")
        rows = two.build()("scored.question_units")
        (row,) = (r for r in rows if (r["question"], r["target"]) == ("access", "chat"))
        assert (row["does_low"], row["does_high"]) == tuple(map(bool, bounds)), score


ERRORS = [
    ("questions.csv", "odd,any,companies,G9,,,", '8: scopes: "G9" is neither an indicator nor an element'),
    ("questions.csv", "odd,any,companies,G1;P2.1,,,", "8: scopes: mixes indicators and elements"),
    ("questions.csv", "odd,any,companies,Р2,,,", '8: scopes: "Р2" has U+0420'),
    ("questions.csv", "odd,some,companies,G1,,,", '8: measure: "some" is not allowed'),
    ("findings.csv", "c1,odd,none,,x,,,,,", '2: question: "odd" is not in questions.csv'),
    ("findings.csv", "access,policy,none,,x,,,,,", '2: finding: "access" is the id of another question'),
    ("findings.csv", "c1,policy,only,,x,,,,,", '2: names: must list names if claim is "only"'),
    ("findings.csv", "c1,policy,none,bolt,x,,,,,", '2: names: must list names if claim is "only"'),
    ("findings.csv", "c1,access,only,bolt,x,,,,,", '2: names: "bolt" is not in services.csv'),
    ("recommendations.csv", "r1,x,,,y,,,G9", '2: indicators: "G9" is not in methodology small'),
]


@pytest.mark.parametrize(("file", "line", "message"), ERRORS)
def test_errors_of_questions_findings_and_recommendations(two, file, line, message):
    heads = {
        "questions.csv": QUESTIONS,
        "findings.csv": "finding,question,claim,names,text_en,text_ru,text_kk,note_en,note_ru,note_kk\n",
        "recommendations.csv": "recommendation,theme_en,theme_ru,theme_kk,text_en,text_ru,text_kk,indicators\n",
    }
    path = (two.methodology if file == "questions.csv" else two.edition) / file
    path.write_text(heads[file] + line + "\n")
    assert any(f"{file}:{message}" in p for p in two.problems()), two.problems()


def added_up(node):
    """Check that every node's children add up to it, in weight and in points."""
    counted = [c for c in node["children"] if c["weight"] is not None]
    if counted:
        assert sum(c["weight"] for c in counted) == pytest.approx(node["weight"], abs=1e-9)
        for what in ("adds_low", "adds_high"):
            assert sum(c[what] for c in counted) == pytest.approx(node[what], abs=1e-9), node["code"]
    for child in node["children"]:
        added_up(child)


def test_every_score_is_explained_and_adds_up(everything):
    """For every edition, company and service: the root of the tree is the published total, and all nodes add up to
    it."""
    for edition, companies in names(Project(everything)).items():
        with sql.DuckDB(Project(everything)) as tables:
            found = trees(tables, edition)
        assert {company for company, _ in found} == set(companies)
        for root in found.values():
            assert (root["adds_low"], root["adds_high"]) == pytest.approx((root["low"], root["high"]), abs=1e-9)
            added_up(root)


def test_an_answer_that_is_not_applicable_is_in_the_tree_with_its_reason(two):
    two.build(*sql.models())
    with sql.DuckDB(Project(two.root)) as tables:
        root = trees(tables, "small-2023", "P2", "acme", "company")["acme", "company"]
    store = next(c for c in root["children"] if c["service"] == "store")
    assert store["weight"] is None
    assert [(c["code"], c["weight"], c["reason"]) for c in store["children"]] == [
        ("P2.1", None, "The methodology does not ask this of services of class shop"),
        ("P2.2", None, "No audit is made"),
    ]


def test_a_full_answer_gives_the_total_that_the_road_map_states(two):
    """Each answer of acme's road map is made full in answers.csv, one at a time, and the small edition is built
    again."""
    answers = two.file("answers.csv")
    before = answers.read_text()
    tables = two.build()
    full = {r["element"]: "no" if r["reversed"] else "yes" for r in tables("public.elements")}
    promised = [r for r in tables("public.roadmap") if (r["company"], r["target"]) == ("acme", "company")]
    assert len(promised) > 4
    for row in promised:
        place = ",".join(row[name] for name in ("company", "service", "strand", "element"))
        lines = [line for line in before.splitlines() if not line.startswith(f"{place},")]
        answers.write_text("\n".join([*lines, f"{place},{full[row['element']]},,a1,,"]) + "\n")
        (now,) = (r for r in two.build()("public.company_scores") if (r["company"], r["scope"]) == ("acme", "total"))
        bounds = {name: row[name] for name in ("score_low", "score_high", "rank_low", "rank_high")}
        assert {name: now[name] for name in bounds} == pytest.approx(bounds, abs=1e-9), place


def test_commands_name_unknown_arguments_and_suggest_known_ones(shipped):
    out, _ = rating_here("roadmap", "example-2024", "meadow", root=shipped)
    assert "elements that raise its rank" in out
    out, _ = rating_here("explain", "example-2024", "meadow", "meadow-ads", "F1", root=shipped)
    assert out.splitlines()[2].split()[0] == "F1"
    out, _ = rating_here("explain", "example-2024", "meadow", "F1", "--format", "json", root=shipped)
    assert '"kind": "family"' in out
    _, err = rating_here("explain", "example-2024", "meadow", "meadow-aps", root=shipped, code=2)
    assert 'no service "meadow-aps" of meadow in example-2024 (did you mean "meadow-ads"?)' in err
    _, err = rating_here("explain", "example-2024", "meadow", "Z9", root=shipped, code=2)
    assert "has no score" in err


def test_questions_are_counted_as_a_reader_of_the_answers_would(everything, table):
    """RDR 2022, with all answers known: counted from the published answers and indicator scores."""
    edition = {"edition": "rdr-2022"}
    answers = [r for r in table(everything, "public.answers", **edition) if r["points"] is not None]
    scores = {
        (r["company"], r["indicator"]): r["score"] for r in table(everything, "public.indicator_scores", **edition)
    }
    services = {(r["company"], r["service"]) for r in table(everything, "public.services", unit="service", **edition)}
    counts = {r["question"]: r for r in table(everything, "scored.question_counts", **edition)}
    for q in table(everything, "public.questions", **edition):
        scopes = q["scopes"].split(";")
        points = {}
        for r in answers:
            unit = (r["company"],) if q["units"] == "companies" else (r["company"], r["service"])
            if {r["element"], r["indicator"]} & set(scopes) and (len(unit) == 1 or unit in services):
                points.setdefault(unit, []).append(r["points"])
        if q["measure"] == "half":
            means = {unit: [s for i in scopes if (s := scores.get((*unit, i))) is not None] or found
                     for unit, found in points.items()}  # fmt: skip
            do = [unit for unit, found in means.items() if sum(found) / len(found) >= 50]
        else:
            do = [u for u, found in points.items() if (max(found) > 0 if q["measure"] == "any" else min(found) == 100)]
        row = counts[q["question"]]
        assert (row["n"], row["n_low"], row["n_high"]) == (len(points), len(do), len(do)), q
        assert sorted((row["names"] or "").split(";")) == sorted("/".join(unit) for unit in do) or not do
    assert len(counts) == 21


def test_all_conclusions_of_the_report_are_asked_and_none_can_be_known_yet(shipped, table):
    """The 2023 report numbers 13; its answers are not public. That the terms are easy to find is known of three."""
    found = {r["finding"]: r for r in table(shipped, "public.findings", edition="kz-2023")}
    assert {int(finding[1:3]) for finding in found} == set(range(1, 14))
    assert {r["verdict"] for r in found.values()} == {"unknown"} and all(r["stated"] for r in found.values())
    assert (found["c06b"]["n_low"], found["c06b"]["n_high"], found["c06b"]["n"]) == (3, 15, 15)
    recommended = table(shipped, "public.recommendations", edition="kz-2023")
    selected = {r["indicator"] for r in table(shipped, "public.selection", edition="kz-2023")}
    assert len(recommended) == 17
    assert all(set(r["indicators"].split(";")) <= selected for r in recommended)


def test_a_question_without_a_label_is_named_by_its_id(two):
    """A label can be empty in any language; the sentence made from it cannot."""
    path = two.methodology / "questions.csv"
    path.write_text(QUESTIONS.replace("G1,Policy,,", "G1,,,").replace("G1.2,Training,,", "G1.2,,Обучение,"))
    rows = {r["question"]: r for r in two.build()("public.findings")}
    assert {
        rows["policy"][f"sentence_{language}"].split(": ")[0].split(" ")[-1] for language in ("en", "ru", "kk")
    } == {"policy"}


def test_a_printed_level_replaces_only_what_is_asked_of_its_unit(small):
    """P2 of store, class shop, is printed as 100: P2.1 is not asked of it, so that only post can be counted."""
    small.change("answers.csv", "acme,store,all,P2.2,N/A,No audit is made,,,\n", "")
    small.change("published_scores.csv", "score\n", "score\nacme,store,all,P2,100\n")
    text = "question,measure,units,scopes,label_en,label_ru,label_kk\naudit,full,services,P2.1,,,\n"
    text += "report,full,services,P2.2,,,\n"
    (small.methodology / "questions.csv").write_text(text)
    counts = {r["question"]: (r["n"], r["n_low"]) for r in small.build()("scored.question_counts")}
    assert counts == {"audit": (1, 1), "report": (2, 2)}
