"""The scoring rules in polars, lazy, with the streaming engine, from Parquet to Parquet. Only published scores.

It writes the levels and the scores of every scope, as points in doubles. It omits what the pipeline has in addition:
files of intermediate steps, the order of rows, ranks, integers, and the check against a schema.
"""

import polars as pl
import polars.selectors as cs

LEVEL = ["edition", "company", "service", "strand", "indicator"]
TARGET = ["edition", "company", "target"]
FIGURES = ["low", "high", "n_scored", "n_expected", "n_printed"]
ONE = ["unit", "composite", "strand"]


def run(folder):
    """Write `levels.parquet` and `scores.parquet` into a project's folder, from its staged tables."""
    levels = _kept(_levels(folder))
    levels.sink_parquet(folder / "levels.parquet", engine="streaming")
    _scores(folder, levels).sink_parquet(folder / "scores.parquet", engine="streaming")


def _staged(folder, table):
    """Return a lazy staged table. Ids are categories: groupings and joins take half the time of text."""
    rows = pl.scan_parquet(folder / f"build/staged/{table}.parquet", glob=False)
    return rows.with_columns(cs.string().cast(pl.Categorical))


def _kept(frame):
    """Compute a lazy frame now, since one that is used several times would be computed several times."""
    return frame.collect(engine="streaming").lazy()


def _levels(folder):
    """The mean of the points of each level's answers, or the printed score where it has none."""
    printed = _staged(folder, "published_scores").filter(pl.col("service") != "")
    printed = printed.select(*LEVEL[:4], indicator="scope", printed=pl.col("score") / 1e12)
    means = (
        _staged(folder, "answers")
        .group_by(LEVEL)
        .agg(
            low=pl.col("points_low").mean() / 1e12,
            high=pl.col("points_high").mean() / 1e12,
            n_scored=(pl.col("status") == "scored").sum().cast(pl.Int64),
            n_expected=(pl.col("status") != "not_applicable").sum().cast(pl.Int64),
            n_printed=(pl.col("status") == "printed").sum().cast(pl.Int64),
        )
        .join(printed, on=LEVEL, how="left")
    )
    nothing = (pl.col("n_scored") + pl.col("n_printed") == 0) & (pl.col("n_expected") > 0)
    replaced = nothing & pl.col("printed").is_not_null()
    return means.select(
        *LEVEL,
        low=pl.when(replaced).then("printed").otherwise("low"),
        high=pl.when(replaced).then("printed").otherwise("high"),
        n_scored="n_scored",
        n_expected="n_expected",
        n_printed=pl.when(replaced).then("n_expected").otherwise("n_printed"),
    )


def _targets(folder):
    """Which rows each score is made from, and how near they are: 1 itself, 2 operating company, 3 group."""
    unit, composite, service = (pl.col(name).cast(pl.String) for name in ("unit", "composite", "service"))
    placed = _staged(folder, "services").select(
        "edition",
        "company",
        "service",
        "unit",
        composite=pl.coalesce("composite/" + composite, "service/" + service).cast(pl.Categorical),
        nearness=unit.replace_strict({"service": 1, "operating_company": 2, "group": 3}, return_dtype=pl.Int8),
    )
    services = placed.filter(pl.col("unit") == "service").select("edition", "company", target="service")
    of_services = placed.join(services, on=["edition", "company"]).filter(
        (pl.col("unit") != "service") | (pl.col("service") == pl.col("target"))
    )
    of_companies = placed.with_columns(target=pl.lit("company").cast(pl.Categorical))
    return pl.concat([of_companies, of_services])


def _indicators(folder, levels):
    """A company: the mean of group, operating company and its services. A service: its nearest level that applies."""
    by = [*TARGET, "indicator"]
    rule = _staged(folder, "methodologies").select("edition", "services_as_one", "service_score")
    chooses = (pl.col("target") != "company") & (pl.col("service_score") == "nearest")
    nearest = pl.when(pl.col("n_expected") > 0).then("place").min().over(by)
    counted = (
        levels.join(_targets(folder), on=["edition", "company", "service"])
        .join(rule, on="edition")
        .with_columns(
            place=pl.when(chooses).then("nearness"), strand=pl.when(~pl.col("services_as_one")).then("strand")
        )
        .filter(nearest.is_null() | (pl.col("place") == nearest))
    )
    composites = _means(counted, [*by, *ONE, "services_as_one"])
    composites = composites.with_columns(composite=pl.when(~pl.col("services_as_one")).then("composite"))
    return _means(_means(composites, [*by, *ONE]), by)


def _means(children, by):
    return children.group_by(by).agg(pl.col("low", "high").mean(), pl.col("n_scored", "n_expected", "n_printed").sum())


def _weighted(children, child, tree):
    """The weighted mean of those children that have a score, as `scope`."""
    weight = pl.when(pl.col("low").is_not_null()).then("weight").otherwise(0)
    by = [*TARGET, "parent"]
    sums = (
        children.join(tree, left_on=["edition", child], right_on=["edition", "child"])
        .with_columns(weight=weight)
        .group_by(by)
        .agg(
            (pl.col("low", "high") * pl.col("weight")).sum(),
            pl.col("n_scored", "n_expected", "n_printed", "weight").sum(),
        )
    )
    known = pl.when(pl.col("weight") > 0)
    return sums.select(
        *TARGET,
        pl.col("parent").alias("scope"),
        known.then(pl.col("low") / pl.col("weight")).alias("low"),
        known.then(pl.col("high") / pl.col("weight")).alias("high"),
        "n_scored",
        "n_expected",
        "n_printed",
    )


def _scores(folder, levels):
    """Every scope of every target: indicators, families, categories, the total."""
    tree = _staged(folder, "tree")
    indicators = _kept(_indicators(folder, levels).rename({"indicator": "scope"}).select(*TARGET, "scope", *FIGURES))
    families = _kept(_weighted(indicators, "scope", tree.filter(pl.col("parent_level") == "families")))
    categories = _kept(_weighted(families, "scope", tree.filter(pl.col("parent_level") == "categories")))
    # An indicator without letters is its own family.
    named = _staged(folder, "indicators").select("edition", scope="indicator")
    own = families.join(named, on=["edition", "scope"], how="anti")
    branches = pl.concat([indicators, own, categories])
    rule = _staged(folder, "methodologies").select("edition", child_level="total_of")
    of_total = tree.filter(pl.col("parent_level") == "total").join(rule, on=["edition", "child_level"])
    totals = _weighted(branches, "scope", of_total)
    status = (
        pl.when(pl.col("n_expected") == 0)
        .then(pl.lit("not_applicable"))
        .when(pl.col("n_scored") + pl.col("n_printed") == 0)
        .then(pl.lit("unanswered"))
        .when(pl.col("n_scored") == 0)
        .then(pl.lit("printed"))
        .when(pl.col("n_scored") < pl.col("n_expected"))
        .then(pl.lit("partial"))
        .otherwise(pl.lit("complete"))
    )
    return pl.concat([branches, totals]).with_columns(
        score=pl.when(pl.col("low") == pl.col("high")).then("low"), status=status
    )
