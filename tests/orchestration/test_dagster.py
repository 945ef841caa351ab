"""The code location: raw files, tables and releases as assets; a run does what `rating build` does, and fails if
something is wrong."""

import contextlib
import os
import shutil
import subprocess
import sys

import dagster as dg
import polars as pl
import pytest

from pipeline.computing import sql
from pipeline.computing.build import Audit, steps
from pipeline.core.problems import DataError
from pipeline.core.project import Project
from pipeline.definitions.assets import definitions
from pipeline.definitions.instance import home
from pipeline.definitions.sensors import RELEASE, unknown_releases
from pipeline.reading import editions
from pipeline.schemas import SCHEMAS, columns, key
from pipeline.schemas.frames import BrokenSchema
from support.running import HERE, every, rating_here


@pytest.fixture(scope="module")
def graph():
    return definitions(Project(HERE)).resolve_asset_graph()


def nodes(graph):
    return {".".join(k.path): graph.get(k) for k in graph.get_all_asset_keys()}


def parents(node):
    return {".".join(k.path) for k in node.parent_keys}


def test_each_table_is_an_asset_in_the_group_of_its_name(graph):
    found = nodes(graph)
    assert {name for name in found if name.split(".")[0] not in ("raw", "released")} == SCHEMAS.keys()
    assert all(node.group_name == name.split(".")[0] for name, node in found.items())


def test_assets_show_their_columns_their_sql_and_whether_it_changed(graph):
    found = nodes(graph)
    for name, schema in SCHEMAS.items():
        node = found[name]
        shown = node.metadata["dagster/column_schema"].columns
        assert [c.name for c in shown] == [c.name for c in columns(schema)]
        assert all(c.description for c in shown)
        assert node.code_version and node.kinds
        if name in sql.models():
            assert sql.models()[name] in node.metadata["sql"].value and "select" not in node.description
    versions = {found[name].code_version for name in sql.models()}
    assert len(versions) == len(sql.models())


def test_dependencies_are_those_of_the_sql(graph):
    found = nodes(graph)
    assert parents(found["public.company_scores"]) == {
        "staged.categories",
        "staged.codes",
        "staged.editions",
        "staged.units",
        "scored.scenarios",
        "scored.scope_scores",
        "scored.ranks",
    }
    assert parents(found["scored.scope_scores"]) >= {"scored.indicator_scores"}


def test_the_asset_graph_begins_at_the_raw_files(graph):
    found = nodes(graph)
    raw = {name for name in found if name.startswith("raw.")}
    assert raw == {
        *(f"raw.editions.{name}" for name in ("kz-2023", "example-2023", "example-2024")),
        "raw.methodologies.rdr-2020",
        "raw.lineage",
    }
    assert all(found[name].is_external for name in raw)
    # Words that are the same for all editions come with the code.
    assert raw | {"staged.texts"} == {name for name, node in found.items() if not node.parent_keys}
    assert parents(found["staged.given_answers"]) == {name for name in raw if "editions" in name}
    assert parents(found["released.release"]) == raw


def test_a_release_reads_its_edition_and_those_that_it_is_compared_with(graph):
    mappings = {key.path[-1]: mapping for key, mapping in graph.get(RELEASE).partition_mappings.items()}
    assert mappings["kz-2023"] == dg.StaticPartitionMapping({"kz-2023": ["kz-2023"]})
    assert mappings["example-2023"] == dg.StaticPartitionMapping({"example-2023": ["example-2023", "example-2024"]})
    assert mappings["example-2024"] == dg.StaticPartitionMapping({"example-2024": ["example-2024"]})


def test_owners_are_the_teams_of_the_editions(small):
    def owners():
        return {
            name: node.owners for name, node in nodes(definitions(Project(small.root)).resolve_asset_graph()).items()
        }

    assert not any(owners().values())
    small.change("edition.yaml", "year: 2023\n", "year: 2023\nteam: data-team\n")
    found = owners()
    for name in ("raw.editions.small-2023", "staged.answers", "public.company_scores", "released.release"):
        assert found[name] == ["team:data-team"], name
    assert not found["raw.methodologies.small"]
    small.change("edition.yaml", "team: data-team", "team: Aigerim Example")
    assert not any(owners().values())
    assert any("edition.yaml:" in p and "is not an id" in p for p in small.problems())


def test_every_table_has_a_blocking_schema_check_and_every_audit_is_a_check(graph):
    checks = {(".".join(k.asset_key.path), k.name): graph.get(k) for k in graph.asset_check_keys}
    assert {name for name, check in checks if check == "schema"} == SCHEMAS.keys()
    raw = {f"raw_files_of_{name}" for name in ("kz_2023", "example_2023", "example_2024")}
    assert {check for _, check in checks} == {"schema", *raw, *sql.audits()}
    blocking = {name for (_, name), node in checks.items() if node.blocking}
    assert blocking == {"schema", *filter(sql.is_blocking, sql.audits())}


def job(root, instance=None):
    """A run of the job `build`."""
    defs = definitions(Project(root))
    return defs.resolve_job_def("build").execute_in_process(instance=instance, raise_on_error=False)


def tables(root):
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.glob("build/*/*.parquet")}


def test_a_run_and_the_command_make_the_same_bytes_and_tell_the_same(small, tmp_path_factory):
    small.change("sources.csv", "https://archive.example.org/terms", "")
    other = tmp_path_factory.mktemp("other")
    shutil.copytree(small.root / "raw", other / "raw")
    _, err = rating_here("build", root=other)
    assert "\n0 errors, 1 warning\n" in err
    run = job(small.root)
    assert run.success
    made = tables(small.root)
    assert made == tables(other) and len(made) == sum(map(sql.is_kept, SCHEMAS))
    assert {".".join(e.asset_key.path) for e in run.get_asset_materialization_events()} == SCHEMAS.keys()
    checks = {c.check_name: c for c in run.get_asset_check_evaluations()}
    assert checks.keys() == {"schema", "raw_files_of_small_2023", *sql.audits()}
    assert checks["raw_files_of_small_2023"].metadata["problems"].value == "0 errors, 1 warning"
    _, err = rating_here("check", root=small.root)
    assert "\n0 errors, 1 warning in " in err
    # Either is a build for the other.
    assert rating_here("build", root=small.root)[1].startswith("nothing has changed")


def test_a_run_that_leaves_an_edition_out_is_red_and_says_where(two, tmp_path):
    answers = Project(two.root).edition("small-2024") / "answers.csv"
    lines = answers.read_text().splitlines()
    cells = lines[3].split(",")
    lines[3] = ",".join([*cells[:4], "maybe", *cells[5:]])
    answers.write_text("\n".join(lines) + "\n")
    run = job(two.root)
    assert not run.success
    checks = {c.check_name: c for c in run.get_asset_check_evaluations()}
    assert [name for name, check in checks.items() if not check.passed] == ["raw_files_of_small_2024"]
    place = f"{two.root}/raw/editions/small-2024/answers.csv:4: answer: A cell does not fit other cells or files"
    assert place in checks["raw_files_of_small_2024"].metadata["errors"].value
    (failed,) = [e for e in run.all_events if e.is_step_failure]
    said = failed.step_failure_data.error.message
    assert place in said and "run rating check to see the values and what to do" in said
    # The other edition is there, as the command leaves it.
    made = tables(two.root)
    rating_here("build", "--force", root=two.root, code=1)
    assert tables(two.root) == made
    assert set(pl.read_parquet(two.root / "build/public/company_scores.parquet")["edition"]) == {"small-2023"}


def test_a_part_of_the_tables_can_be_made(small):
    rating_here("build", root=small.root)
    before = tables(small.root)
    for name in ("build/public/company_scores.parquet", "build/staged/services.parquet"):
        (small.root / name).unlink()
    defs = definitions(Project(small.root))
    chosen = ["staged/services", "scored/scope_scores", "public/company_scores"]
    run = dg.materialize(defs.assets, selection=chosen)
    assert sorted("/".join(e.asset_key.path) for e in run.get_asset_materialization_events()) == sorted(chosen)
    assert tables(small.root) == before


def test_a_table_that_breaks_its_schema_is_refused_and_the_old_one_stays(small, monkeypatch):
    small.build("public.level_scores")
    path = Project(small.root).table("public.level_scores")
    before = path.read_bytes()
    text = sql.models()["public.level_scores"]
    broken = text.replace("as_points(s.score_low)", "as_points(s.score_low - 2 * full_score())")
    assert broken != text
    monkeypatch.setitem(sql.models(), "public.level_scores", broken)
    _, err = rating_here("build", root=small.root, code=1)
    assert err.endswith(
        "dbt_like_sql/public/level_scores.sql:1: schema: breaks the schema of public.level_scores: score_low "
        "-150.0: is outside 0 to 100 (correct it) "
        "(the error is in the query, not in the data; please report it)\n"
    )
    assert path.read_bytes() == before
    run = job(small.root)
    assert not run.success
    assert [(c.asset_key.path[1], c.check_name) for c in run.get_asset_check_evaluations() if not c.passed] == [
        ("level_scores", "schema")
    ]
    assert ["public", "service_scores"] not in [e.asset_key.path for e in run.get_asset_materialization_events()]
    assert path.read_bytes() == before


def test_an_audit_with_findings_stops_the_tables_after_it(small, monkeypatch):
    """Weights of half their size: the public table is not made from them."""
    text = sql.models()["scored.answer_weights"]
    monkeypatch.setitem(
        sql.models(), "scored.answer_weights", text.replace("a.share * s.share", "a.share * s.share / 2")
    )
    _, err = rating_here("build", root=small.root, code=1)
    assert "dbt_like_sql/audits/weights_give_the_scores.sql:1: weights_give_the_scores: {" in err
    assert not Project(small.root).table("public.answer_weights").exists()
    run = job(small.root)
    assert not run.success
    assert [c.check_name for c in run.get_asset_check_evaluations() if not c.passed] == ["weights_give_the_scores"]


@pytest.mark.parametrize(
    ("audit", "table", "old", "new"),
    [
        ("weights_add_up_to_one", "public.answer_weights", "    w.weight\nfrom", "    w.weight / 2 as weight\nfrom"),
        (
            "scores_are_within_their_bounds",
            "scored.scope_scores",
            "scope, score_low, score_high, n_scored, n_expected, n_printed, weight\nfrom scored.mean_scores",
            "scope, score_high, score_low - 1, n_scored, n_expected, n_printed, weight\nfrom scored.mean_scores",
        ),
        (
            "every_given_answer_is_there",
            "public.answers",
            "from staged.answers a",
            "from (from staged.answers where coalesce(answer, '') <> 'partial') a",
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
    monkeypatch.setattr(sql, "require_rules", lambda *_table: 0)
    project = Project(small.root)
    found = editions.load(project)
    wanted = sql.needed(sql.inputs(sql.audits()[audit]))
    failing = []
    with sql.DuckDB(project) as engine, contextlib.suppress(DataError):
        for step in steps(engine, editions.staged_tables(found), wanted):
            if isinstance(step, Audit) and step.rows:
                failing.append(step.name)
    assert audit in failing


def test_a_schema_finds_a_wrong_value(small):
    small.build("public.company_scores")
    frame = pl.read_parquet(Project(small.root).table("public.company_scores"))
    for column, value in (("score", 101.0), ("status", "good"), ("edition", "Small 2023"), ("company", None)):
        spoilt = frame.with_columns(pl.lit(value, frame.schema[column]).alias(column))
        with pytest.raises(BrokenSchema):
            sql.checked("public.company_scores", spoilt)
    with pytest.raises(BrokenSchema):
        sql.checked("public.company_scores", pl.concat([frame, frame]))
    assert key(SCHEMAS["public.company_scores"]) == ["edition", "company", "scope"]


def test_commands_that_need_no_dagster_do_not_import_it(shipped):
    code = (
        "import sys; from pipeline.cli.main import main\n"
        "for words in (['check'], ['build', '--force'], ['show', 'kz-2023']):\n"
        "    assert main([*words, '--root', sys.argv[1]]) == 0\n"
        "    assert not {'dagster', 'sqlalchemy', 'pandas'} & sys.modules.keys()"
    )
    done = subprocess.run([sys.executable, "-c", code, str(shipped)], cwd=HERE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


DG = ["launch --job build", "check defs", "list defs", "launch --assets key:released/release --partition small-2023"]


@pytest.mark.long
@pytest.mark.parametrize("words", every(len(DG), DG))
def test_dg_runs_the_commands_of_the_readme(small, words):
    """`make build` is the first of them; the others are tried with RATING_THOROUGH."""
    env = {"DAGSTER_HOME": str(home(Project(small.root))), "RATING_ROOT": str(small.root), "PYTHONPATH": str(HERE)}
    command = [HERE / ".venv/bin/dg", *words.split()]
    done = subprocess.run(command, cwd=HERE, env=os.environ | env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    if words.startswith("launch"):
        assert list(small.root.glob("releases/*/*/SHA256SUMS" if "release" in words else "build/public/*.parquet"))


def test_releases_that_are_on_disk_are_shown(two):
    """A fresh clone has releases, but no history."""
    rating_here("release", "small-2023", root=two.root)
    project = Project(two.root)
    with dg.DagsterInstance.ephemeral() as instance:
        assert dg.materialize(
            definitions(project).assets, instance=instance, selection=[RELEASE], partition_key="small-2024"
        ).success
        (found,) = unknown_releases(project, instance)
        assert (found.partition, found.metadata["version"].value) == ("small-2023", "1.0.0")
        instance.report_runless_asset_event(found)
        assert instance.get_materialized_partitions(RELEASE) == {"small-2023", "small-2024"}
        assert list(unknown_releases(project, instance)) == []
