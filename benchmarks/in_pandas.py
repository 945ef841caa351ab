"""The scoring rules in pandas, from Parquet to Parquet, with the same integers as ids and the same omissions as
`in_polars`."""

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

LEVEL = ["service", "strand", "indicator"]
MEANS = ["low", "high"]
COUNTS = ["n_scored", "n_expected", "n_printed"]
NEARNESS = {"service": 1, "operating_company": 2, "group": 3}


def run(folder):
    """Write `levels.parquet` and `scores.parquet` into a project's folder, from its staged tables."""
    levels = _levels(folder).sort_values(LEVEL, ignore_index=True)
    levels.to_parquet(folder / "levels.parquet")
    _scores(folder, levels).sort_values(["target", "scope"], ignore_index=True).to_parquet(folder / "scores.parquet")


def _staged(folder, table, columns, categories=()):
    path = folder / f"build/staged/{table}.parquet"
    return pq.ParquetFile(path, read_dictionary=list(categories)).read(columns).to_pandas()


def _levels(folder):
    """The mean of the points of each level's answers, or the printed score where it has none."""
    answers = _staged(folder, "answers", [*LEVEL, "status", "points_low", "points_high"], ["status"])
    answers["n_scored"] = answers["status"] == "scored"
    answers["n_expected"] = answers["status"] != "not_applicable"
    answers["n_printed"] = answers["status"] == "printed"
    answers = answers.rename(columns={"points_low": "low", "points_high": "high"})
    levels = _means(answers, LEVEL)
    levels[MEANS] /= 1e12
    printed = _staged(folder, "published_levels", [*LEVEL, "score"])
    levels = levels.merge(printed, on=LEVEL, how="left")
    nothing = (levels["n_scored"] + levels["n_printed"] == 0) & (levels["n_expected"] > 0)
    replaced = nothing & levels["score"].notna()
    for column in MEANS:
        levels[column] = levels[column].mask(replaced, levels["score"] / 1e12)
    levels["n_printed"] = levels["n_printed"].mask(replaced, levels["n_expected"])
    return levels.drop(columns="score")


def _targets(folder):
    """Which units each score is made from, how near they are, and by which rule: a target for each row."""
    units = _staged(folder, "units", ["unit", "edition", "company", "service", "kind", "company_unit"])
    services = _staged(folder, "services", ["edition", "company", "service", "composite"])
    rule = _staged(folder, "methodologies", ["edition", "services_as_one", "service_score"])
    placed = units[units["kind"] != "company"].merge(services, on=["edition", "company", "service"])
    placed = placed.merge(rule, on="edition")
    first = placed.groupby(["company_unit", "composite"], observed=True)["unit"].transform("min")
    placed["composite"] = first.fillna(placed["unit"]).astype("int32")
    placed["nearness"] = placed["kind"].map(NEARNESS)
    placed["nearest"] = placed["service_score"] == "nearest"
    placed = placed[["unit", "company_unit", "nearness", "composite", "services_as_one", "nearest"]]
    placed = placed.rename(columns={"unit": "service", "company_unit": "company"})
    itself = placed.loc[placed["nearness"] == 1, ["company", "service"]].rename(columns={"service": "target"})
    of_services = itself.merge(placed, on="company")
    of_services = of_services[(of_services["nearness"] > 1) | (of_services["service"] == of_services["target"])]
    return pd.concat([placed.assign(target=placed["company"], nearest=False), of_services])


def _indicators(folder, levels):
    """A company: the mean of group, operating company and its services. A service: its nearest level that applies."""
    counted = levels.merge(_targets(folder), on="service")
    counted["place"] = counted["nearness"].where(counted["nearest"])
    by = ["target", "indicator"]
    applies = counted["place"].where(counted["n_expected"] > 0)
    nearest = applies.groupby([counted[c] for c in by], sort=False).transform("min")
    counted = counted[nearest.isna() | (counted["place"] == nearest)]
    as_one = counted["services_as_one"].astype(bool)
    counted = counted.assign(strand=np.where(as_one, -1, counted["strand"]))
    composites = _means(counted, [*by, "nearness", "composite", "strand", "services_as_one"])
    composites.loc[composites["services_as_one"].astype(bool), "composite"] = -1
    return _means(_means(composites, [*by, "nearness", "composite", "strand"]), by)


def _means(children, by):
    how = dict.fromkeys(MEANS, "mean") | dict.fromkeys(COUNTS, "sum")
    return children.groupby(by, sort=False).agg(how).reset_index()


def _weighted(children, tree):
    """The weighted mean of those children that have a score, as `scope`."""
    found = children.rename(columns={"scope": "child"}).merge(tree, on=["edition", "child"])
    found["weight"] = found["weight"].where(found["low"].notna(), 0)
    for column in MEANS:
        found[column] *= found["weight"]
    by = ["edition", "target", "parent"]
    sums = found.groupby(by, observed=True, sort=False)[[*MEANS, *COUNTS, "weight"]].sum()
    for column in MEANS:
        sums[column] = sums[column] / sums["weight"].where(sums["weight"] > 0)
    return sums.drop(columns="weight").reset_index().rename(columns={"parent": "scope"})


def _scores(folder, levels):
    """Every scope of every target: indicators, families, categories, the total."""
    tree = _staged(folder, "tree", ["edition", "parent_level", "parent", "child_level", "child", "weight"])
    units = _staged(folder, "units", ["unit", "edition"]).rename(columns={"unit": "target"})
    # Numbers for editions: joins by text take longer.
    names = pd.CategoricalDtype(sorted(set(tree["edition"])))
    tree["edition"] = tree["edition"].astype(names).cat.codes
    units["edition"] = units["edition"].astype(names).cat.codes
    rule = _staged(folder, "methodologies", ["edition", "total_of"])
    rule["edition"] = rule["edition"].astype(names).cat.codes
    indicators = _indicators(folder, levels).rename(columns={"indicator": "scope"}).merge(units, on="target")
    families = _weighted(indicators, tree[tree["parent_level"] == "families"])
    # An indicator without letters is its own family.
    below = pd.concat([indicators, families], ignore_index=True)
    categories = _weighted(below, tree[tree["parent_level"] == "categories"])
    branches = pd.concat([below, categories], ignore_index=True)
    wanted = tree["edition"].map(rule["total_of"].set_axis(rule["edition"]))
    totals = _weighted(branches, tree[(tree["parent_level"] == "total") & (tree["child_level"] == wanted)])
    scores = pd.concat([branches, totals], ignore_index=True).drop(columns="edition")
    none, known, expected = scores["n_expected"] == 0, scores["n_scored"], scores["n_expected"]
    words = ["not_applicable", "unanswered", "printed", "partial"]
    nothing = known + scores["n_printed"] == 0
    status = np.select([none, nothing, known == 0, known < expected], words, "complete")
    return scores.assign(score=scores["low"].where(scores["low"] == scores["high"]), status=pd.Categorical(status))
