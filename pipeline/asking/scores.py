"""Scores of a build as listings, for `rating show` and at the end of `rating build`."""

import duckdb
import polars as pl

from pipeline.computing import sql
from pipeline.core.figures import known, natural, rank_text, rounded
from pipeline.core.project import UsageError
from pipeline.schemas import SCHEMAS, columns


def rows_of(tables, query, **values):
    """Return the rows of `dbt_like_sql/queries/<query>.sql` over built tables as dicts; `values` are its parameters.
    `tables` is an open `sql.DuckDB`: opening one takes longer than most queries.

    Raises UsageError if a table is not built, or was built by a different version of the code.
    """
    text, project = sql.query(query), tables.project
    read = sql.inputs(text)
    missing = [table for table in read if not project.table(table).exists()]
    if missing:
        raise UsageError(f"{', '.join(missing)} is not built (run rating build)")
    try:
        return tables.rows(text, values)
    except duckdb.BinderException:
        if not (older := [table for table in read if _lacks_columns(project, table)]):
            raise
        what = "lacks columns because a different version of this program built it"
        raise UsageError(f"{', '.join(older)} {what} (run rating build)") from None


def _lacks_columns(project, table):
    found = pl.read_parquet_schema(project.table(table))
    return any(c.name not in found for c in columns(SCHEMAS[table]))


def names(project):
    """Return edition -> company -> its services, for all built editions."""
    if not project.table("public.companies").exists():
        return {}
    with sql.DuckDB(project) as tables:
        rows = rows_of(tables, "scores/names")
    found = {}
    for row in rows:
        services = found.setdefault(row["edition"], {}).setdefault(row["company"], [])
        services += filter(None, [row["service"]])
    return found


def built(project):
    """Return listings of the built editions, and of how many printed scores agree with the computed ones."""
    with sql.DuckDB(project) as tables:
        return {
            "built": rows_of(tables, "scores/built"),
            "printed_scores": rows_of(tables, "scores/agreement", edition=""),
        }


def edition(project, name, json):
    """Return listings of an edition: ranks and scores of companies and services, and the printed scores."""
    queries = ("scores/companies", "scores/services", "scores/disagreeing", "scores/ranks", "scores/agreement")
    with sql.DuckDB(project) as tables:
        companies, services, wrong, ranks, agreement = (rows_of(tables, query, edition=name) for query in queries)
    if json:
        return {
            "companies": companies,
            "services": services,
            "printed_scores": agreement,
            "disagreeing_scores": wrong,
            "disagreeing_ranks": ranks,
        }
    return {
        f"{name}: companies": _wide(companies, ["company"]),
        f"{name}: services": _wide(services, ["company", "service"]),
        "printed scores": agreement,
        "printed scores that differ from the computed ones": [
            {k: rounded(v, "0.001") if isinstance(v, float) else v for k, v in row.items()} for row in wrong
        ],
        "printed ranks that differ from the computed ones, or are undetermined": list(map(_printed_rank, ranks)),
    }


def _printed_rank(row):
    return {
        **{name: row[name] for name in ("company", "service", "scope", "published")},
        "computed": rank_text(row["rank_low"], row["rank_high"]),
        "agrees": "undetermined" if row["agrees"] is None else "no",
        "among": row["among"] or "all",
    }


def company(project, edition_name, name, json):
    """Return a listing of one company's indicators."""
    with sql.DuckDB(project) as tables:
        rows = rows_of(tables, "scores/indicators", edition=edition_name, company=name)
    rows.sort(key=lambda r: natural(r["indicator"]))
    if json:
        return {"indicators": rows}
    shown = (
        {"indicator": r["indicator"], "label": r["label"], "score": _score(r), "status": r["status"], "known": known(r)}
        for r in rows
    )
    return {f"{edition_name}: {name}": list(shown)}


def _wide(rows, key):
    """Return one row per company or service, best first: rank, total, score of each category, known answers."""
    wide = {}
    for row in rows:
        wide.setdefault(tuple(row[k] for k in key), {})[row["scope"]] = row
    scopes = ["total", *sorted({row["scope"] for row in rows} - {"total"})]
    order = sorted(
        wide.items(),
        key=lambda item: (item[1]["total"]["rank_low"] or 10**6, item[1]["total"]["rank_high"] or 10**6, item[0]),
    )
    return [
        {
            "rank": rank_text(row["total"]["rank_low"], row["total"]["rank_high"]),
            **dict(zip(key, ids, strict=True)),
            **{scope: _score(row[scope]) if scope in row else "" for scope in scopes},
            "known": known(row["total"]),
        }
        for ids, row in order
    ]


def _score(row):
    """Return a score rounded half up to two decimals, or a range if answers are missing."""
    if row["score_low"] is None:
        return "N/A"
    if row["score"] is not None:
        return rounded(row["score"])
    return f"{rounded(row['score_low'])} to {rounded(row['score_high'])}"
