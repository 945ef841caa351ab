"""The scoring rules in pandas, from Parquet to Parquet, with the same omissions as `in_polars`. Ids are read as
categories, since grouping by text takes several times as long."""

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

LEVEL = ["edition", "company", "service", "strand", "indicator"]
TARGET = ["edition", "company", "target"]
MEANS = ["low", "high"]
COUNTS = ["n_scored", "n_expected", "n_printed"]
ANSWERS = [*LEVEL, "status", "points_low", "points_high"]
NEARNESS = {"service": 1, "operating_company": 2, "group": 3}


def run(folder):
    """Write `levels.parquet` and `scores.parquet` into a project's folder, from its staged tables."""
    tree = _staged(folder, "tree", ["edition", "parent_level", "parent", "child_level", "child", "weight"])
    named = _staged(folder, "indicators", ["edition", "indicator"]).rename(columns={"indicator": "scope"})
    scopes = pd.CategoricalDtype(pd.unique(pd.concat([c.astype(str) for c in (tree.parent, tree.child, named.scope)])))
    tree, named = tree.astype({"parent": scopes, "child": scopes}), named.astype({"scope": scopes})
    levels = _levels(folder, scopes)
    levels.to_parquet(folder / "levels.parquet")
    _scores(folder, levels, tree, named).to_parquet(folder / "scores.parquet")


def _staged(folder, table, columns):
    path = folder / f"build/staged/{table}.parquet"
    return pq.ParquetFile(path, read_dictionary=columns).read(columns).to_pandas()


def _levels(folder, scopes):
    """The mean of the points of each level's answers, or the printed score where it has none."""
    answers = _staged(folder, "answers", ANSWERS).astype({"indicator": scopes})
    answers["n_scored"] = answers["status"] == "scored"
    answers["n_expected"] = answers["status"] != "not_applicable"
    answers["n_printed"] = answers["status"] == "printed"
    answers = answers.rename(columns={"points_low": "low", "points_high": "high"})
    levels = _means(answers, LEVEL)
    levels[MEANS] /= 1e12
    printed = _staged(folder, "published_scores", [*LEVEL[:4], "scope", "score"])
    printed = printed[printed["service"] != ""].rename(columns={"scope": "indicator"})
    levels = levels.merge(_same_categories(printed, levels), on=LEVEL, how="left")
    nothing = (levels["n_scored"] + levels["n_printed"] == 0) & (levels["n_expected"] > 0)
    replaced = nothing & levels["score"].notna()
    for column in MEANS:
        levels[column] = levels[column].mask(replaced, levels["score"] / 1e12)
    levels["n_printed"] = levels["n_printed"].mask(replaced, levels["n_expected"])
    return levels.drop(columns="score")


def _same_categories(frame, other):
    """Return the rows of a frame whose ids the other has too, with the same categories, so that joins use codes."""
    shared = [c for c in frame.columns if c in other and isinstance(other[c].dtype, pd.CategoricalDtype)]
    for column in shared:
        frame = frame[frame[column].isin(other[column].cat.categories)]
    return frame.astype({column: other[column].dtype for column in shared})


def _targets(folder):
    """Which rows each score is made from, and how near they are: 1 itself, 2 operating company, 3 group."""
    placed = _staged(folder, "services", ["edition", "company", "service", "unit", "composite"])
    text = placed[["service", "composite"]].astype(object)
    placed["composite"] = ("composite/" + text["composite"]).fillna("service/" + text["service"]).astype("category")
    placed["nearness"] = placed["unit"].astype(object).map(NEARNESS)
    placed["unit"] = placed["nearness"]
    itself = placed.loc[placed["unit"] == 1, ["edition", "company", "service"]].rename(columns={"service": "target"})
    of_services = itself.merge(placed, on=["edition", "company"])
    of_services = of_services[(of_services["unit"] != 1) | (of_services["service"] == of_services["target"])]
    targets = pd.CategoricalDtype(["company", *itself["target"].cat.categories])
    of_companies = placed.assign(target="company")
    return pd.concat([of_companies.astype({"target": targets}), of_services.astype({"target": targets})])


def _indicators(folder, levels):
    """A company: the mean of group, operating company and its services. A service: its nearest level that applies."""
    rule = _staged(folder, "methodologies", ["edition", "services_as_one", "service_score"])
    counted = levels.merge(_same_categories(_targets(folder), levels), on=["edition", "company", "service"])
    counted = counted.merge(_same_categories(rule, levels), on="edition")
    chooses = (counted["target"] != "company") & (counted["service_score"] == "nearest")
    counted["place"] = counted["nearness"].where(chooses)
    by = [*TARGET, "indicator"]
    applies = counted["place"].where(counted["n_expected"] > 0)
    nearest = applies.groupby([counted[c] for c in by], observed=True, sort=False).transform("min")
    counted = counted[nearest.isna() | (counted["place"] == nearest)]
    as_one = counted["services_as_one"].astype(bool)
    counted = counted.assign(
        strand=np.where(as_one, -1, counted["strand"].cat.codes), composite=counted["composite"].cat.codes
    )
    composites = _means(counted, [*by, "unit", "composite", "strand", "services_as_one"])
    composites.loc[composites["services_as_one"].astype(bool), "composite"] = -1
    return _means(_means(composites, [*by, "unit", "composite", "strand"]), by)


def _means(children, by):
    how = dict.fromkeys(MEANS, "mean") | dict.fromkeys(COUNTS, "sum")
    return children.groupby(by, observed=True, sort=False).agg(how).reset_index()


def _weighted(children, tree):
    """The weighted mean of those children that have a score, as `scope`."""
    found = children.rename(columns={"scope": "child"}).merge(_same_categories(tree, children), on=["edition", "child"])
    found["weight"] = found["weight"].where(found["low"].notna(), 0)
    for column in MEANS:
        found[column] *= found["weight"]
    sums = found.groupby([*TARGET, "parent"], observed=True, sort=False)[[*MEANS, *COUNTS, "weight"]].sum()
    for column in MEANS:
        sums[column] = sums[column] / sums["weight"].where(sums["weight"] > 0)
    return sums.drop(columns="weight").reset_index().rename(columns={"parent": "scope"})


def _scores(folder, levels, tree, named):
    """Every scope of every target: indicators, families, categories, the total."""
    indicators = _indicators(folder, levels).rename(columns={"indicator": "scope"})
    families = _weighted(indicators, tree[tree["parent_level"] == "families"])
    categories = _weighted(families, tree[tree["parent_level"] == "categories"])
    # An indicator without letters is its own family.
    own = families.merge(_same_categories(named, families), on=["edition", "scope"], how="left_anti")
    branches = pd.concat([indicators, own, categories], ignore_index=True)
    rule = _staged(folder, "methodologies", ["edition", "total_of"]).astype(object)
    wanted = tree["edition"].astype(object).map(rule["total_of"].set_axis(rule["edition"]))
    of_total = (tree["parent_level"] == "total") & (tree["child_level"].astype(object) == wanted)
    totals = _weighted(branches, tree[of_total])
    scores = pd.concat([branches, totals], ignore_index=True)
    none, known, expected = scores["n_expected"] == 0, scores["n_scored"], scores["n_expected"]
    words = ["not_applicable", "unanswered", "printed", "partial"]
    nothing = known + scores["n_printed"] == 0
    status = np.select([none, nothing, known == 0, known < expected], words, "complete")
    return scores.assign(score=scores["low"].where(scores["low"] == scores["high"]), status=pd.Categorical(status))
