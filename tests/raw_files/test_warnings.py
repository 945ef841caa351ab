"""Unusual data that may be intended give a warning with its line; and what happens to the data."""

import pytest


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("services.csv", "acme,group,Group,,,group,,,\n", "",
         'companies.csv:2: company: warning: "acme" has no row for its group, although G1 is asked of groups (add one to '
         'services.csv with unit "group")'),
        ("services.csv", "acme,post,Post,,,service,mail,,", "acme,post,Post,,,service,,,",
         "services.csv:3: class: warning: is empty, so no element is excluded for its class (write the class)"),
        ("published_scores.csv", "score\n", "score\nacme,post,all,P1b,50\n",
         "published_scores.csv:2: scope: warning: P1b is printed where the methodology excludes it: service class mail (it "
         "replaces no answers)"),
        ("published_scores.csv", "score\n", "score\nacme,post,all,G1,50\n",
         "published_scores.csv:2: scope: warning: G1 is printed where the methodology excludes it: G1 is asked of group and "
         "operating company only (it replaces no answers)"),
        ("answers.csv", "acme,post,all,P2.1,yes,,s1,,", "acme,post,all,P2.1,yes,Not asked,s1,,",
         'answers.csv:8: reason: warning: is given, but the answer is not "N/A" (it is left out; correct the answer, or '
         "remove the reason)"),
        ("answers.csv", "acme,post,all,P2.1", "acme,post,all,P1b.1,,,,,50\nacme,post,all,P2.1",
         "answers.csv:8: printed_points: warning: 50 where the methodology excludes P1b.1: service class mail (they count; "
         "remove them if they should not)"),
    ],
)  # fmt: skip
def test_a_warning(small, file, old, new, expected):
    small.change(file, old, new)
    assert f"raw/editions/small-2023/{expected}" in small.problems()
    assert all(": warning: " in line for line in small.problems() if "services.csv of acme" not in line)


def test_a_file_that_is_not_read_is_reported(small):
    (small.edition / "selections.csv").write_text("indicator,evidence,note\n")
    assert small.problems()[0].startswith(
        "raw/editions/small-2023/selections.csv:1: file: warning: is not read (an edition"
    )


def test_an_empty_selection_is_an_error(small):
    (small.edition / "selection.csv").write_text("indicator,evidence,note\n")
    assert (
        "raw/editions/small-2023/selection.csv:1: indicator: lists no indicator (list the indicators, or remove the file "
        "so that all apply)" in small.problems()
    )


def test_a_composite_cannot_have_the_id_of_a_different_service(small):
    small.change("services.csv", "service,shop,,", "service,shop,post,")
    assert small.problems() == [
        'raw/editions/small-2023/services.csv:4: composite: "post" is a service outside this composite (choose a different id)'
    ]


def test_lists_in_a_cell_are_tidied(small):
    small.change("answers.csv", "acme,post,all,P2.1,yes,,s1,,", "acme,post,all,P2.1,yes,, s1 ; s1;,,")
    rows = {(r["service"], r["element"]): r["sources"] for r in small.build()("public.answers")}
    assert rows["post", "P2.1"] == "s1;s1"


def test_a_methodology_with_the_keys_of_the_contract_alone_is_enough(small):
    """Keys that the contract does not list have defaults."""
    for line in ("service_score: nearest\n", "printed_decimals: 2\n", "company_types: [platform, telecom]\n",
                 "service_classes: [mail, shop]\n"):  # fmt: skip
        small.change("methodology.yaml", line, "")
    assert small.problems() == []


def test_a_scale_reaches_full_points(small):
    small.change("methodology.yaml", "points: 100, reversed_points: 0", "points: 80, reversed_points: 0")
    assert small.problems() == [
        "raw/methodologies/small/methodology.yaml:3: scale: has no answer with 100 points (give the full "
        "answer 100 points, and scale the others to it)"
    ]


def test_show_says_what_is_not_built(small):
    from pipeline.computing import sql
    from pipeline.core.project import Project
    from support.running import rating_here

    small.build(*sql.models())
    Project(small.root).table("public.service_scores").unlink()
    _, err = rating_here("show", "small-2023", root=small.root, code=2)
    assert err == "rating show: public.service_scores is not built (run rating build)\n"
