"""The scoring of this pipeline with its own runner, and two lower limits: single passes over the answers in DuckDB."""

from pipeline.computing import sql
from pipeline.core.writing import replacing

GIVEN = ("staged.answers", "staged.tree", "scored.scenarios")
TABLES = {
    "scores": ["scored.scope_scores"],
    "ranks": ["public.company_scores", "public.service_scores"],
}

LIMITS = {
    "scan": """
        select count(edition), count(company), count(service), count(strand), count(indicator), count(status),
            sum(points_low), sum(points_high)
        from staged.answers""",
    "group": """
        select edition, company, service, strand, indicator, sum(points_low) as low, sum(points_high) as high,
            count(*) filter (where status in ('scored', 'printed')) as n_scored,
            count(*) filter (where status <> 'not_applicable') as n_expected
        from staged.answers
        group by edition, company, service, strand, indicator""",
}


def only_published(project):
    """Write `scored.scenarios` with the published scenario only: no comparisons, no variants."""
    text = sql.models()["scored.scenarios"]
    with sql.DuckDB(project) as tables, replacing(project.table("scored.scenarios")) as path:
        tables.see(sql.inputs(text))
        tables.con.sql(text).filter("scenario = 'actual'").order("edition").write_parquet(str(path))


def score(project, wanted):
    """Compute the tables of one entry of `TABLES` for the published scenario, or `all` tables with every variant."""
    with sql.DuckDB(project) as tables:
        for table in sql.needed(TABLES[wanted], GIVEN) if wanted in TABLES else sql.models():
            tables.run_model(table)


def pass_over(project, limit):
    """Read the columns of the answers that the scoring reads; `group` also sums them by level, and writes the sums."""
    with sql.DuckDB(project) as tables:
        tables.see(["staged.answers"])
        relation = tables.con.sql(LIMITS[limit])
        if limit == "scan":
            relation.fetchall()
        else:
            relation.write_parquet(str(project.root / "groups.parquet"), compression="zstd")
