"""The code location: assets in groups, one a table, with columns, SQL and checks; what is refused goes no further."""

import importlib
import os
import subprocess
import sys
import tomllib

import dagster as dg
import pandera.errors
import polars as pl
import pytest
from conftest import HERE

from pipeline.computing import sql
from pipeline.computing.build import compute
from pipeline.core.project import Project
from pipeline.definitions.assets import definitions
from pipeline.reading import editions
from pipeline.schemas import SCHEMAS, columns, key


@pytest.fixture(scope="module")
def graph():
    return definitions(Project(HERE)).resolve_asset_graph()


def test_one_asset_a_kept_table_in_named_groups(graph):
    keys = {".".join(k.path): graph.get(k) for k in graph.get_all_asset_keys()}
    assert keys.pop("released.release").group_name == "released"
    assert keys.keys() == SCHEMAS.keys()
    assert {node.group_name for node in keys.values()} == {name.split(".")[0] for name in SCHEMAS}
    assert all(node.group_name == name.split(".")[0] for name, node in keys.items())


def test_assets_show_their_columns_and_their_sql(graph):
    for name, schema in SCHEMAS.items():
        node = graph.get(dg.AssetKey(name.split(".")))
        shown = node.metadata["dagster/column_schema"].columns
        assert [c.name for c in shown] == [c.name for c in columns(schema)]
        assert all(c.description for c in shown)
        if name in sql.models():
            assert sql.models()[name] in node.description


def test_dependencies_are_those_of_the_sql(graph):
    node = graph.get(dg.AssetKey(["public", "company_scores"]))
    assert {".".join(k.path) for k in node.parent_keys} == {
        "staged.categories",
        "staged.editions",
        "scored.scope_scores",
        "scored.ranks",
    }


def test_every_table_has_a_blocking_schema_check_and_every_audit_is_a_check(graph):
    checks = {(".".join(k.asset_key.path), k.name): graph.get(k) for k in graph.asset_check_keys}
    assert {name for name, check in checks if check == "schema"} == SCHEMAS.keys()
    assert {check for _, check in checks} - {"schema", "raw_files_have_no_faults"} == sql.audits().keys()
    blocking = {name for (_, name), node in checks.items() if node.blocking}
    assert blocking == {
        "schema",
        "gains_reach_full_points",
        "weights_add_up_to_one",
        "weights_give_the_scores",
        "every_given_answer_is_there",
        "not_applicable_has_a_reason",
        "scores_are_within_their_bounds",
        "changes_add_up",
        "contributions_add_up",
    }


def run(root):
    from pipeline.definitions.run import BuildFailed, build
    from pipeline.reading.editions import load

    project = Project(root)
    try:
        return build(project, load(project))
    except BuildFailed as failed:
        return failed


def test_a_table_that_breaks_its_schema_is_refused_and_the_old_one_stays(small, monkeypatch):
    small.build("scored.level_scores")
    path = Project(small.root).table("scored.level_scores")
    before = path.read_bytes()
    text = sql.models()["scored.level_scores"]
    broken = text.replace("coalesce(printed, mean_low)", "coalesce(printed, mean_low) - 200000000000000")
    assert broken != text
    monkeypatch.setitem(sql.models(), "scored.level_scores", broken)
    failed = run(small.root)
    assert failed.lines == [
        "scored.level_scores: breaks its schema: score_low -150000000000000: is outside 0 to 100 (correct it) "
        "(a fault of the SQL, not of the data; the table that was there before stays)"
    ]
    assert path.read_bytes() == before


def test_an_audit_that_finds_something_stops_what_is_below(small, monkeypatch):
    """Weights of half their size: the public table is not made from them."""
    text = sql.models()["scored.answer_weights"]
    monkeypatch.setitem(
        sql.models(), "scored.answer_weights", text.replace("a.share * s.share", "a.share * s.share / 2")
    )
    found = run(small.root)
    assert [(name, blocking) for name, blocking, rows in found if rows] == [("weights_give_the_scores", True)]
    assert not Project(small.root).table("public.answer_weights").exists()
    assert Project(small.root).table("public.company_scores").exists()


@pytest.mark.parametrize(
    ("audit", "table", "old", "new"),
    [
        ("weights_add_up_to_one", "public.answer_weights", "    weight\nfrom", "    weight / 2 as weight\nfrom"),
        (
            "scores_are_within_their_bounds",
            "scored.scope_scores",
            "score_low,\n    score_high,",
            "score_high as score_low,\n    score_low - 1 as score_high,",
        ),
        (
            "every_given_answer_is_there",
            "public.answers",
            "from staged.answers a",
            "from (from staged.answers where element <> 'G1.1') a",
        ),
        (
            "not_applicable_has_a_reason",
            "public.answers",
            "coalesce(a.reason, replace(t.text,",
            "coalesce(null, replace(null,",
        ),
        (
            "printed_ranks_are_possible",
            "public.rank_reconciliation",
            "when published < rank_low",
            "when published < 7 + rank_low",
        ),
        ("printed_scores_agree", "public.reconciliation", "as_points(computed) as computed", "1e0 as computed"),
    ],
)
def test_each_audit_finds_what_it_is_for(small, monkeypatch, audit, table, old, new):
    small.change("published_ranks.csv", "rank\n", "rank\nacme,,total,1\n")
    small.change("published_scores.csv", "score\n", "score\nacme,,all,G1,49\n")
    text = sql.models()[table]
    assert text.count(old) >= 1
    monkeypatch.setitem(sql.models(), table, text.replace(old, new))
    monkeypatch.setattr(sql, "check_file", lambda *_file: None)
    project = Project(small.root)
    found = compute(project, editions.load(project), sql.needed(sql.inputs(sql.audits()[audit])))
    assert audit in [name for name, _, _ in found]


def test_a_schema_finds_a_wrong_value(small):
    small.build("public.company_scores")
    frame = pl.read_parquet(Project(small.root).table("public.company_scores"))
    for column, value in (("score", 101.0), ("status", "good"), ("edition", "Small 2023"), ("company", None)):
        spoilt = frame.with_columns(pl.lit(value, frame.schema[column]).alias(column))
        with pytest.raises(pandera.errors.SchemaErrors):
            sql.checked("public.company_scores", spoilt)
    with pytest.raises(pandera.errors.SchemaErrors):
        sql.checked("public.company_scores", pl.concat([frame, frame]))
    assert key(SCHEMAS["public.company_scores"]) == ["edition", "company", "scope"]


def test_the_workspace_and_the_package_load(tmp_path):
    env = {**os.environ, "DAGSTER_HOME": str(tmp_path)}
    (tmp_path / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    words = ["definitions", "validate", "-w", "workspace.yaml"]
    done = subprocess.run(
        [sys.executable, "-m", "dagster", *words], cwd=HERE, env=env, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    # Without a workspace, Dagster loads what pyproject.toml names.
    named = tomllib.loads((HERE / "pyproject.toml").read_text())["tool"]["dagster"]["module_name"]
    dg.Definitions.validate_loadable(importlib.import_module(named).defs)


def test_commands_that_need_no_dagster_do_not_import_it(shipped):
    code = (
        "import sys; from pipeline.cli import main\n"
        "for words in (['check'], ['show', 'kz-2023'], ['show', 'kz-2023', 'kaspi']):\n"
        "    assert main([*words, '--root', sys.argv[1]]) == 0\n"
        "    assert not {'dagster', 'sqlalchemy', 'pandas'} & sys.modules.keys()"
    )
    done = subprocess.run([sys.executable, "-c", code, str(shipped)], cwd=HERE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
