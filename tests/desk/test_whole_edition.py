"""A whole edition, from an empty form to final scores, as a data team makes it: workbooks, three researchers, a
company."""

import json
import shutil
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from support.running import HERE, rating_here

MARK = "rating-form|"
DEFAULT = "Жоқ"
FIRST = {("group", "G1.1"): "Иә", ("group", "G1.2"): "yes", ("meadow-market", "F12.1"): "Да"}
SECOND = FIRST | {("group", "G1.2"): "Ішінара"}
THIRD = SECOND | {("meadow-market", "F12.1"): "Частично"}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The example rating, whose next edition asks only two indicators."""
    root = tmp_path_factory.mktemp("whole")
    for part in ("methodologies/rdr-2020", "editions/example-2024"):
        shutil.copytree(HERE / "raw" / part, root / "raw" / part)
    rating_here("new", "example-2025", "--from", "example-2024", root=root)
    selection = root / "raw/editions/example-2025/selection.csv"
    kept = [line for line in selection.read_text().splitlines(True) if line.split(",")[0] in ("indicator", "G1", "F12")]
    selection.write_text("".join(kept))
    return root


def workbooks(root, step, *company):
    out, _ = rating_here("workbook", "example-2025", *company, "--step", step, "--format", "json", root=root)
    return [Path(r["file"]) for r in json.loads(out)["workbooks"]]


def fill(path, answers, default):
    """Answer as a researcher does: fill in the unlocked cells by the heads of their columns."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        if not str(sheet["A1"].value).startswith(MARK):
            continue
        heads = {cell.column: str(cell.value).split("|") for cell in sheet[1] if str(cell.value).endswith("|answer")}
        for row in sheet.iter_rows(min_row=2):
            code = str(row[1].value)
            for column, (service, _) in heads.items():
                cell = row[column - 1]
                if "." in code and not cell.protection.locked:
                    cell.value = answers.get((service, code), default if cell.value is None else cell.value)
    book.save(path)


def step(root, name, answers, default, *company):
    paths = workbooks(root, name, *company)
    for path in paths:
        fill(path, answers if "-meadow-" in path.name else {}, default)
    rating_here("import", "workbook", *paths, root=root)
    return paths


@pytest.fixture(scope="module")
def done(project):
    """All steps: three researchers answer independently, the company comments, and the rest stays the same."""
    for name, answers in (("first-researcher", FIRST), ("second-researcher", SECOND), ("third-researcher", THIRD)):
        step(project, name, answers, DEFAULT)
    step(project, "company-engagement", {("meadow-market", "F12.1"): "Иә"}, None, "meadow")
    step(project, "final", {}, None)
    (project / "raw/editions/example-2025/engagement.csv").write_text(
        "company,engagement,asked_date,answered_date,note,asked,reply\n"
        "meadow,answered,2025-03-01,2025-03-20,Sent documents,Private question,Private reply\n"
        "harbour,in_part,2025-03-01,2025-04-02,,,\nlantern,none,2025-03-01,,,,\n"
    )
    edition = project / "raw/editions/example-2025/edition.yaml"
    edition.write_text(edition.read_text().replace("status: draft", "status: final\npublish_steps: true"))
    rating_here("release", "example-2025", root=project)
    folder = project / "releases/example-2025/1.0.0/parquet"
    return {path.stem: pl.read_parquet(path) for path in folder.glob("*.parquet")}


def test_final_scores_by_hand(done):
    """Meadow: G1 = (yes 100 + partial 50 + no 0) / 3 = 50; F12 of Market (100 + 4 x 0) / 5 = 20, of Ads 0, so 10; the
    total is the mean of the two families: 30. Everybody else said no to everything."""
    totals = dict(done["company_scores"].filter(scope="total").select("company", "score").rows())
    assert totals == {"meadow": 30, "harbour": 0, "lantern": 0, "wayfinder": 0}
    # Twelve answers of groups, and five of each of eight services.
    assert done["answers"].filter(status="scored").height == 52


def test_what_each_step_moved_by_hand(done):
    """Second: G1.2 from yes to partial, G1 by -50/3, the total by half of that. Third: F12.1 of Market from yes to
    partial, F12 of Market by -10, of Meadow by -5, its total by -2.5. The company brought it back."""
    changes = done["step_changes"].filter(pl.col("n_changed") > 0, company="meadow", service="")
    moved = {(r["step"], r["scope"]): r["moved"] for r in changes.to_dicts() if r["scope"] in ("G1", "F12", "total")}
    assert moved == pytest.approx({
        ("second-researcher", "G1"): -50 / 3, ("second-researcher", "total"): -25 / 3,
        ("third-researcher", "F12"): -5, ("third-researcher", "total"): -2.5,
        ("company-engagement", "F12"): 5, ("company-engagement", "total"): 2.5,
    })  # fmt: skip
    assert done["step_answers"].group_by("step").len().sort("step").rows() == [
        ("company-engagement", 13), ("final", 52), ("first-researcher", 52), ("second-researcher", 52),
        ("third-researcher", 52),
    ]  # fmt: skip
    assert set(done["step_answers"]["role"]) == set(done["step_answers"]["step"])


def test_agreement_by_hand(done):
    """Of three raters' 52 units two differ: yes partial partial, and yes yes partial; each has one pair of three alike:
    (50 x 3 + 2) / 156. G1: 12 units, 34 of 36 pairs. Its answers are 4 yes, 2 partial, 30 no; observed 2 of 36 differ,
    expected 1 - (4 x 3 + 2 x 1 + 30 x 29) / (36 x 35) = 376 / 1260: alpha 1 - (2 / 36) / (376 / 1260)."""
    rows = {r["scope"]: r for r in done["agreement"].to_dicts()}
    assert (rows["total"]["n_units"], rows["total"]["percent_agreement"]) == (52, pytest.approx(152 / 156))
    assert rows["G1"]["percent_agreement"] == pytest.approx(34 / 36)
    assert rows["G1"]["alpha_nominal"] == pytest.approx(1 - (2 / 36) / (376 / 1260))


def test_engagement_is_public_without_private_words(done):
    assert done["engagement"].select("company", "engagement", "asked_date", "answered_date", "note").rows() == [
        ("harbour", "in_part", "2025-03-01", "2025-04-02", None),
        ("lantern", "none", "2025-03-01", None, None),
        ("meadow", "answered", "2025-03-01", "2025-03-20", "Sent documents"),
        ("wayfinder", None, None, None, None),
    ]


def test_a_copy_and_a_workbook_with_errors_change_nothing(project, done):
    answers = project / "raw/editions/example-2025/answers/final.csv"
    before = answers.read_bytes()
    (path,) = workbooks(project, "final", "meadow")
    twin = path.with_name("copy.xlsx")
    shutil.copy(path, twin)
    rating_here("import", "workbook", path, twin, root=project)
    assert answers.read_bytes() == before
    fill(path, {("group", "G1.1"): "perhaps", ("group", "G1.3"): "Иә"}, None)
    _, err = rating_here("import", "workbook", path, root=project, code=1)
    assert '"perhaps"' in err and answers.read_bytes() == before
    _, err = rating_here("import", "workbook", path, "--partial", root=project)
    assert "left out: " in err
    lines = answers.read_text().splitlines()
    assert any(line.startswith("meadow,group,all,G1.1,yes,") for line in lines)
    assert any(line.startswith("meadow,group,all,G1.3,yes,") for line in lines)
    rating_here("workbook", "example-2025", "nobody", root=project, code=2)
    rating_here("workbook", "example-2025", "--step", "never", root=project, code=2)
