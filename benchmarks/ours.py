"""The scoring of this pipeline with its own runner, and two lower limits: single passes over the answers in DuckDB."""

from pipeline.computing import sql
from pipeline.core.writing import replacing

TABLES = {
    "ranks": ["public.level_scores", "public.company_scores", "public.service_scores"],
}
WRITTEN = {
    "levels": """
        select *, certain(score_low, score_high) as score, score_status(n_scored, n_printed, n_expected) as status
        from (
            select service, strand, indicator, score_low, score_high, n_scored, n_expected, n_printed
            from scored.level_scores
            order by service, strand, indicator
        )""",
    "scores": """
        select *, certain(score_low, score_high) as score, score_status(n_scored, n_printed, n_expected) as status
        from (
            select target, scope, score_low, score_high, n_scored, n_expected, n_printed
            from scored.scope_scores
            order by target, scope
        )""",
}
"""What `scores` writes, as the other engines do: file -> query."""

LIMITS = {
    "scan": """
        select count(service), count(strand), count(indicator), count(status), sum(points_low), sum(points_high)
        from staged.answers""",
    "group": """
        select service, strand, indicator, sum(points_low) as low, sum(points_high) as high,
            count(*) filter (where status in ('scored', 'printed')) as n_scored,
            count(*) filter (where status <> 'not_applicable') as n_expected
        from staged.answers
        group by service, strand, indicator""",
}


def only_published(project):
    """Write `scored.scenarios` with the published scenario only: no comparisons, no variants."""
    with sql.DuckDB(project) as tables, replacing(project.table("scored.scenarios")) as path:
        tables.see(["scored.scenarios"])
        tables.con.table("scored.scenarios").filter("name = 'actual'").write_parquet(str(path))


def score(project, wanted):
    """Compute and write the published scores (`scores`), or these and ranks (`ranks`), or `all` tables with every
    variant."""
    with sql.DuckDB(project) as tables:
        if wanted != "all":
            scenarios = sql.rows_in(project.table("scored.scenarios"))
            tables.con.execute(f"create table scored.scenarios as from {scenarios}")
            tables.seen.add("scored.scenarios")
        for table in TABLES.get(wanted, sql.models() if wanted == "all" else []):
            tables.run_model(table)
        for name, text in WRITTEN.items() if wanted == "scores" else ():
            tables.see(sql.inputs(text))
            path = str(project.root / f"{name}.parquet")
            tables.con.execute(f"copy ({text}) to '{path}' (format parquet, compression zstd)")


def pass_over(project, limit):
    """Read the columns of the answers that the scoring reads; `group` also sums them by level, and writes the sums."""
    with sql.DuckDB(project) as tables:
        tables.see(["staged.answers"])
        relation = tables.con.sql(LIMITS[limit])
        if limit == "scan":
            relation.fetchall()
        else:
            relation.write_parquet(str(project.root / "groups.parquet"), compression="zstd")
