"""`rating roadmap`: what would lift a score most, checked by scoring it anew."""

from pipeline.asking.explain import labelled
from pipeline.asking.scores import rows_of
from pipeline.computing.rescoring import check_gains
from pipeline.core.figures import place, span
from pipeline.core.problems import DataError, Problem

SAID = 40
"""So many answers are told in words; JSON has them all."""
NAMED = 12
"""So many elements are named."""


def roadmap(project, edition, company, service="", json=False):
    """Listings of what would lift a total, and how many of the gains scoring anew confirms: (listings, dict).

    Raises DataError where a gain is not what scoring anew gives.
    """
    target = service or "company"
    checked = check_gains(project, edition, company)
    if checked["confirmed"] != checked["gains"]:
        wrong = checked["gains"] - checked["confirmed"]
        what = f"{wrong} gains of {company} are not what scoring anew gives (please report it)"
        raise DataError([Problem("dbt_like_sql/public/roadmap.sql", 1, "gain", what)])
    answers = rows_of(project, "roadmap/answers", edition=edition, company=company, target=target)
    groups = rows_of(project, "roadmap/groups", edition=edition, company=company, target=target)
    title = f"{edition}: {' / '.join(filter(None, (company, service)))}"
    if json:
        return {"answers": answers, "groups": groups, "gains": checked}, checked
    ranks = rows_of(project, "roadmap/rank", edition=edition, company=company, target=target)
    elements = [g for g in groups if g["kind"] == "element"]
    return {
        f"{title}: what lifts it": [_lift(row, elements, now) for now in ranks for row in lifts(elements, now)],
        "elements (in all services)": list(map(_group, elements[:SAID])),
        "indicators": [_group(g) for g in groups if g["kind"] == "indicator"],
        "recommendations": [_group(g) for g in groups if g["kind"] == "recommendation"],
        _more("answers", answers): [_answer(r) for r in answers[:SAID]],
    }, checked


def lifts(elements, now):
    """The rows of roadmap_groups at which a total reaches a better place for certain, if all before them are full too.

    `elements` are the rows of one target of the kind `element`, in their order; `now` has rank_low and rank_high.
    """
    found, best = [], now["rank_high"]
    for row in elements:
        if row["rank_so_far_high"] < best:
            best = row["rank_so_far_high"]
            found.append(row)
    return found


def _lift(row, elements, now):
    codes = [r["code"] for r in elements[: row["position"]]]
    return {
        "elements": row["position"],
        "place": place(row["rank_so_far_low"], row["rank_so_far_high"]),
        "instead of": place(now["rank_low"], now["rank_high"]),
        "total then": span(row["score_so_far_low"], row["score_so_far_high"]),
        "which": " ".join(codes[:NAMED]) + (" ..." if len(codes) > NAMED else ""),
    }


def _group(g):
    return {"code": g["code"], "label": labelled(g["label"], g["reversed"]), "answers": g["n_answers"], **_gain(g)}


def _answer(r):
    what = r["answer"] or r["status"].replace("_", " ")
    code = r["element"] or r["indicator"]
    return {
        "element": code,
        "label": labelled(r["label"], r["reversed"]),
        "service": r["service"],
        "answer": what,
        **_gain(r),
    }


def _gain(r):
    return {
        "gains": span(r["gain_low"], r["gain_high"]),
        "total then": span(r["score_low"], r["score_high"]),
        "place then": place(r["rank_low"], r["rank_high"]),
    }


def _more(what, rows):
    return f"{what}, the first {SAID} of {len(rows)}" if len(rows) > SAID else what
