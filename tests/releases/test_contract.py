"""Files, columns and texts are as promised to users."""

import json
import re

import duckdb
import polars as pl
import pytest

from pipeline.computing import sql
from pipeline.reading.validation import FILES
from pipeline.schemas import AS_IN_RAW, SCHEMAS, columns, describe, key
from support.running import HERE

FIGURES = "score, score_low, score_high, status, n_scored, n_expected"
RANKS = "rank, rank_low, rank_high"
CHANGES = (
    "score_before, score, change, change_low, change_high, rule, services, methodology, applicability, answers, "
    "unknown_low, unknown_high, comparable, why, why_code, n_after, n_known, n_before, n_own, rank_before_in_both, "
    "rank_in_both, ranked_in_both, ranked_before, ranked"
)
PUBLIC = {
    "answers": "edition, company, service, strand, element; "
    "indicator, answer, status, points, reason, reason_code, reason_value, sources, comment",
    "level_scores": f"edition, company, service, strand, indicator; {FIGURES}, n_printed",
    "indicator_scores": f"edition, company, indicator; {FIGURES}, n_printed",
    "family_scores": f"edition, company, family; {FIGURES}, n_printed",
    "company_scores": f"edition, company, scope; {FIGURES}, {RANKS}, n_printed",
    "service_scores": f"edition, company, service, scope; {FIGURES}, {RANKS}, n_printed",
    "answer_weights": "edition, company, target, scope, service, strand, indicator, element; weight",
    "reconciliation": "edition, company, service, strand, scope; published, computed, difference, agrees",
    "rank_reconciliation": "edition, company, service, scope; published, computed, rank_low, rank_high, agrees, among",
    "company_changes": f"edition, edition_before, company, scope; {CHANGES}",
    "service_changes": f"edition, edition_before, company, service, scope; {CHANGES}",
    "answer_changes": "edition, edition_before, company, target, scope, service, strand, element, "
    "element_before; answer_before, answer, kind, points_before, points, weight, contribution, indicator",
    "indicator_changes": "edition, edition_before, company, target, scope, indicator; score_before, score, weight, "
    "contribution",
    "step_changes": "edition, step, company, service, scope; n_changed, score_before, score, moved",
    "step_answers": "edition, step, company, service, strand, element; answer, role",
    "engagement": "edition, company; engagement, asked_date, answered_date, note",
    "roadmap": "edition, company, target, service, strand, indicator, element; answer, status, points, weight, gain, "
    "gain_low, gain_high, score_low, score_high, rank_low, rank_high, position",
    "roadmap_groups": "edition, company, target, kind, code; n_answers, gain, gain_low, gain_high, score_low, "
    "score_high, rank_low, rank_high, position, score_so_far_low, score_so_far_high, rank_so_far_low, rank_so_far_high",
    "rank_robustness": f"edition, company, service, question; {RANKS}, best, worst, best_with, worst_with, "
    "n_scenarios, tied",
    "findings": "edition, finding; stated, question, claim, units, verdict, n, n_low, n_high, names, text_en, text_ru, "
    "text_kk, sentence_en, sentence_ru, sentence_kk, note_en, note_ru, note_kk",
    "series_scores": "edition, company, service, scope; series_id, score, score_restated, latest_restated, version, "
    "level, why, why_code",
}
RAW = {
    "categories.csv": "category, label_en, label_ru, label_kk",
    "indicators.csv": "indicator, family, category, scoring_scope, excluded_company_types, excluded_service_classes, "
    "label_en, label_ru, label_kk",
    "elements.csv": "element, indicator, reversed, depends_on, excluded_company_types, excluded_service_classes, "
    "label_en, label_ru, label_kk",
    "companies.csv": "company, name_en, name_ru, name_kk, type, engagement, source_code",
    "services.csv": "company, service, name_en, name_ru, name_kk, unit, class, composite, source_code",
    "selection.csv": "indicator, evidence, note",
    "answers.csv": "company, service, strand, element, answer, reason, sources, comment, printed_points",
    "sources.csv": "company, source, title, url, archived_url, document_date, accessed_date",
    "published_scores.csv": "company, service, strand, scope, score",
    "published_ranks.csv": "company, service, scope, rank",
    "questions.csv": "question, measure, units, scopes, label_en, label_ru, label_kk",
    "findings.csv": "finding, question, claim, names, text_en, text_ru, text_kk, note_en, note_ru, note_kk",
    "recommendations.csv": "recommendation, theme_en, theme_ru, theme_kk, text_en, text_ru, text_kk, indicators",
}


def names(table):
    return [c.name for c in columns(SCHEMAS[table])]


@pytest.mark.parametrize("table", PUBLIC)
def test_public_tables_have_the_columns_of_the_contract(table):
    grain, others = (part.split(", ") for part in PUBLIC[table].split("; "))
    assert names(f"public.{table}") == grain + others
    assert key(SCHEMAS[f"public.{table}"]) == grain


@pytest.mark.parametrize("file", RAW)
def test_raw_files_have_the_columns_of_the_contract(file):
    """Further columns follow and are optional."""
    table = next(t for t, name in FILES.items() if name == file)
    own = [c for c in columns(SCHEMAS[table]) if c.name != "edition"]
    wanted = RAW[file].split(", ")
    assert [c.name for c in own][: len(wanted)] == wanted
    assert all(c.optional for c in own[len(wanted) :])


def test_public_tables_are_those_of_the_contract():
    assert {t for t in SCHEMAS if t.startswith("public.")} == {f"public.{t}" for t in (*PUBLIC, *AS_IN_RAW)}
    assert "printed_points" not in names("public.answers")


def test_scores_are_integers_until_they_are_published_as_points():
    for table, schema in SCHEMAS.items():
        published = table.startswith("public.") or table == "compared.published_changes"
        for c in columns(schema):
            if c.name in ("score", "score_low", "score_high", "points"):
                assert c.sql_type == ("DOUBLE" if published else "BIGINT"), (table, c.name)


def test_a_table_begins_with_its_key_and_says_what_it_is():
    for table, schema in SCHEMAS.items():
        assert names(table)[0] == key(schema)[0]
        if table.startswith("public."):
            assert names(table)[0] == "edition"
        assert len(describe(table)) > 20
        assert all(c.description for c in columns(schema))


@pytest.mark.parametrize("table", sql.models())
def test_a_model_says_its_grain_and_is_one_sorted_select(table):
    text = sql.models()[table]
    assert f"-- Grain: {', '.join(key(SCHEMAS[table]))}.\n" in text
    assert re.search(r'\norder by [a-z_., "]+\n\Z', text)


def test_inputs_are_those_that_duckdb_reads():
    """The tables of each model, audit and query, found by a pattern, against DuckDB's parser."""

    def tables(node):
        children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        if isinstance(node, dict) and node.get("type") == "BASE_TABLE" and node["schema_name"]:
            yield f"{node['schema_name']}.{node['table_name']}"
        for child in children:
            yield from tables(child)

    queries = [path.read_text(encoding="utf-8") for path in (sql.SQL / "queries").rglob("*.sql")]
    with duckdb.connect() as con:
        for text in (*sql.models().values(), *sql.audits().values(), *queries):
            tree = json.loads(con.execute("select json_serialize_sql(?::varchar)", [text]).fetchone()[0])
            assert sql.inputs(text) == tuple(sorted(set(tables(tree["statements"])))), text


def test_tables_are_sorted_by_their_grain(shipped):
    for table, schema in SCHEMAS.items():
        if not sql.is_kept(table):
            continue
        path = shipped / "build" / f"{table.replace('.', '/')}.parquet"
        frame = pl.read_parquet(path)
        assert frame.equals(frame.sort(key(schema))), table


def test_no_edition_company_or_indicator_in_code_or_sql():
    known = ("kaspi", "kolesa", "onay", "aitu", "krisha", "google", "yandex", "alibaba", "kz-2023")
    for path in [*HERE.glob("pipeline/**/*.py"), *HERE.glob("dbt_like_sql/**/*.sql")]:
        text = path.read_text(encoding="utf-8").casefold()
        assert not [name for name in known if re.search(rf"\b{name}\b", text)], path
        if path.suffix == ".sql":
            assert not re.search(r"'[GFP][0-9]|20[0-9][0-9]", path.read_text(encoding="utf-8")), path
