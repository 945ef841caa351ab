"""`rating roadmap`: the answers that would raise a total most if they were full."""

from pipeline.asking.explain import labelled
from pipeline.asking.scores import rows_of
from pipeline.computing.sql import DuckDB
from pipeline.core.figures import rank_text, span

LISTED = 40
"""Number of answers and elements listed as text; JSON has them all."""
NAMED = 12
"""Number of elements named in a cell."""


def roadmap(project, edition, company, service="", json=False):
    """Return listings of the gains of a company's or a service's total."""
    target = service or "company"
    queries = ("roadmap/answers", "roadmap/groups", "roadmap/rank")
    with DuckDB(project) as tables:
        answers, groups, ranks = (
            rows_of(tables, query, edition=edition, company=company, target=target) for query in queries
        )
    title = f"{edition}: {' / '.join(filter(None, (company, service)))}"
    if json:
        return {"answers": answers, "groups": groups}
    elements = [g for g in groups if g["kind"] == "element"]
    return {
        f"{title}: elements that raise its rank": [
            _lift(row, elements, now) for now in ranks for row in lifts(elements, now)
        ],
        "elements (in all services)": list(map(_group, elements[:LISTED])),
        "indicators": [_group(g) for g in groups if g["kind"] == "indicator"],
        "recommendations": [_group(g) for g in groups if g["kind"] == "recommendation"],
        _more("answers", answers): [_answer(r) for r in answers[:LISTED]],
    }


def lifts(elements, now):
    """Return the rows of roadmap_groups at which a total surely reaches a better rank if all rows before are full.

    `elements` are the ordered rows of one target of the kind `element`; `now` has rank_low and rank_high.
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
        "new rank": rank_text(row["rank_so_far_low"], row["rank_so_far_high"]),
        "current rank": rank_text(now["rank_low"], now["rank_high"]),
        "new total": span(row["score_so_far_low"], row["score_so_far_high"]),
        "codes": " ".join(codes[:NAMED]) + (" ..." if len(codes) > NAMED else ""),
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
        "gain": span(r["gain_low"], r["gain_high"]),
        "new total": span(r["score_low"], r["score_high"]),
        "new rank": rank_text(r["rank_low"], r["rank_high"]),
    }


def _more(what, rows):
    return f"{what}, the first {LISTED} of {len(rows)}" if len(rows) > LISTED else what
