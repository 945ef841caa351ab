"""The scoring rules in polars, lazy, with the streaming engine, from Parquet to Parquet. Only published scores.

It writes the levels and the scores of every scope, sorted, with the numbers of the staged tables as ids, and points in
doubles. It omits what the pipeline has in addition: ranks, exact whole numbers, and the check against a schema.
"""

import polars as pl

LEVEL = ["service", "strand", "indicator"]
FIGURES = ["low", "high", "n_scored", "n_expected", "n_printed"]
ONE = ["nearness", "composite", "strand"]
NEARNESS = {"service": 1, "operating_company": 2, "group": 3}


def run(folder):
    """Write `levels.parquet` and `scores.parquet` into a project's folder, from its staged tables."""
    levels = _kept(_levels(folder))
    levels.sort(LEVEL).sink_parquet(folder / "levels.parquet", engine="streaming")
    _scores(folder, levels).sort("target", "scope").sink_parquet(folder / "scores.parquet", engine="streaming")


def _staged(folder, table):
    return pl.scan_parquet(folder / f"build/staged/{table}.parquet", glob=False)


def _kept(frame):
    """Compute a lazy frame now, since one that is used several times would be computed several times."""
    return frame.collect(engine="streaming").lazy()


def _levels(folder):
    """The mean of the points of each level's answers, or the printed score where it has none."""
    printed = _staged(folder, "published_levels").select(*LEVEL, printed=pl.col("score") / 1e12)
    means = (
        _staged(folder, "answers")
        .with_columns(pl.col("status").cast(pl.Categorical))
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
    """Which units each score is made from, how near they are, and by which rule: a target for each row."""
    rule = _staged(folder, "methodologies").select("edition", "services_as_one", "service_score")
    composites = _staged(folder, "services").select("edition", "company", "service", "composite")
    placed = (
        _staged(folder, "units")
        .filter(pl.col("kind") != "company")
        .join(composites, on=["edition", "company", "service"])
        .join(rule, on="edition")
        .select(
            service="unit",
            company="company_unit",
            nearness=pl.col("kind").replace_strict(NEARNESS, return_dtype=pl.Int8),
            composite=pl.when(pl.col("composite").is_null())
            .then("unit")
            .otherwise(pl.col("unit").min().over("company_unit", "composite")),
            services_as_one="services_as_one",
            nearest=pl.col("service_score") == "nearest",
        )
    )
    services = placed.filter(pl.col("nearness") == 1).select("company", target="service")
    of_services = placed.join(services, on="company").filter(
        (pl.col("nearness") > 1) | (pl.col("service") == pl.col("target"))
    )
    of_companies = placed.with_columns(target="company", nearest=pl.lit(False))
    return pl.concat([of_companies, of_services.select(of_companies.collect_schema().names())])


def _indicators(folder, levels):
    """A company: the mean of group, operating company and its services. A service: its nearest level that applies."""
    by = ["target", "indicator"]
    nearest = pl.when(pl.col("n_expected") > 0).then("place").min().over(by)
    counted = (
        levels.join(_targets(folder), on="service")
        .with_columns(
            place=pl.when("nearest").then("nearness"), strand=pl.when(~pl.col("services_as_one")).then("strand")
        )
        .filter(nearest.is_null() | (pl.col("place") == nearest))
    )
    composites = _means(counted, [*by, *ONE, "services_as_one"])
    composites = composites.with_columns(composite=pl.when(~pl.col("services_as_one")).then("composite"))
    return _means(_means(composites, [*by, *ONE]), by)


def _means(children, by):
    return children.group_by(by).agg(pl.col("low", "high").mean(), pl.col("n_scored", "n_expected", "n_printed").sum())


def _weighted(children, tree):
    """The weighted mean of those children that have a score, as `scope`."""
    weight = pl.when(pl.col("low").is_not_null()).then("weight").otherwise(0)
    sums = (
        children.join(tree, left_on=["edition", "scope"], right_on=["edition", "child"])
        .with_columns(weight=weight)
        .group_by("edition", "target", "parent")
        .agg(
            (pl.col("low", "high") * pl.col("weight")).sum(),
            pl.col("n_scored", "n_expected", "n_printed", "weight").sum(),
        )
    )
    known = pl.when(pl.col("weight") > 0)
    return sums.select(
        "edition",
        "target",
        pl.col("parent").alias("scope"),
        known.then(pl.col("low") / pl.col("weight")).alias("low"),
        known.then(pl.col("high") / pl.col("weight")).alias("high"),
        "n_scored",
        "n_expected",
        "n_printed",
    )


def _scores(folder, levels):
    """Every scope of every target: indicators, families, categories, the total."""
    editions = pl.col("edition").cast(pl.Categorical)
    tree = _staged(folder, "tree").with_columns(editions)
    units = _staged(folder, "units").select(editions, target="unit")
    indicators = _indicators(folder, levels).join(units, on="target")
    indicators = _kept(indicators.select("edition", "target", pl.col("indicator").alias("scope"), *FIGURES))
    families = _kept(_weighted(indicators, tree.filter(pl.col("parent_level") == "families")))
    # An indicator without letters is its own family.
    below = pl.concat([indicators, families])
    categories = _kept(_weighted(below, tree.filter(pl.col("parent_level") == "categories")))
    branches = pl.concat([below, categories])
    rule = _staged(folder, "methodologies").select(editions, child_level="total_of")
    of_total = tree.filter(pl.col("parent_level") == "total").join(rule, on=["edition", "child_level"])
    totals = _weighted(branches, of_total)
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
    return (
        pl.concat([branches, totals])
        .drop("edition")
        .with_columns(score=pl.when(pl.col("low") == pl.col("high")).then("low"), status=status)
    )
