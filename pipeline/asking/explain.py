"""A score as a tree, from the scope down to the answers; each node has its weight, its points and its contribution.

Contributions are rounded to 1e-12 point before they are summed, so that the tree is the same for any number of threads.
"""

from pipeline.asking.scores import rows_of
from pipeline.computing.sql import DuckDB
from pipeline.core.figures import known, natural, rounded, span
from pipeline.core.project import UsageError

SUMMED = ("weight", "adds_low", "adds_high")
KEYS = ("service", "strand", "element")
DETAILS = ("answer", "points", "reason", "reason_code", "reason_value", "sources", "comment")


def trees(tables, edition, scope="total", company="", target=""):
    """Return (company, target) -> the root node of its score on a scope. `tables` is an open `sql.DuckDB`.

    A node is a dict: kind (total, category, family, indicator, level, answer), code, children, weight (its share of the
    root's score; None if it does not apply), low and high (its own score, 0 to 100), adds_low and adds_high (points
    that it adds to the root), status, n_scored, n_expected, n_printed. Levels and answers have service and strand,
    answers also KEYS and DETAILS. Contributions of children sum to their parent's.
    """
    scores = {(r["company"], r["target"], r["scope"]): r for r in rows_of(tables, "explain/scores", edition=edition)}
    rows = rows_of(tables, "explain/levels", edition=edition)
    levels = {(r["company"], r["service"], r["strand"], r["indicator"]): r for r in rows}
    roots, counted = {}, {}
    for row in rows_of(tables, "explain/counted", edition=edition, scope=scope, company=company, target=target):
        whose = row["company"], row["target"]
        counted.setdefault(whose, set()).add((row["service"], row["strand"], row["indicator"]))
        _add(roots, whose, row, scope, scores, levels)
    for row in rows_of(tables, "explain/left_out", edition=edition, company=company, scope=scope):
        for whose in _left_out_of(row, roots, counted):
            _add(roots, whose, row, scope, scores, levels)
    for root in roots.values():
        _finish(root)
    return roots


def walk(node):
    """Yield a node and all nodes below it; nothing for None."""
    if node:
        yield node
        for child in node["children"]:
            yield from walk(child)


def _left_out_of(row, roots, counted):
    """Yield the targets whose tree shows an answer that does not apply: those in which its level counts, its company,
    and its service if nothing of the indicator counts for it."""
    level = row["service"], row["strand"], row["indicator"]
    for company, target in roots:
        if company != row["company"]:
            continue
        found = counted.get((company, target), ())
        own = target == row["service"] and not any(indicator == row["indicator"] for _, _, indicator in found)
        if level in found or target == "company" or own:
            yield company, target


def _add(roots, whose, row, scope, scores, levels):
    """Add an answer to the tree of its target: create missing nodes above it, and add its contribution to each."""
    path = [("total", "total"), ("category", row["category"])]
    if row["family"] != row["indicator"]:
        path.append(("family", row["family"]))
    path.append(("indicator", row["indicator"]))
    while path[0][1] != scope:
        path.pop(0)
    root = roots.get(whose)
    if root is None:
        root = roots[whose] = _node(*path[0], scores.get((*whose, scope)))
    nodes, node = [root], root
    for kind, code in path[1:]:
        node = _child(node, (kind, code), kind, code, scores.get((*whose, code)))
        nodes.append(node)
    unit = row["service"], row["strand"]
    level = _child(node, unit, "level", row["indicator"], levels.get((whose[0], *unit, row["indicator"])))
    level |= {"service": unit[0], "strand": unit[1]}
    nodes.append(level)
    answer = _node("answer", row["element"] or row["indicator"], row)
    answer |= {name: row[name] for name in KEYS} | {name: row.get(name) for name in DETAILS}
    if row["status"] != "not_applicable":
        has_points = row["points"] is not None
        answer |= {"low": row["points"] if has_points else 0.0, "high": row["points"] if has_points else 100.0}
        for node in (*nodes, answer):
            for name in SUMMED:
                node[name] = (node[name] or 0) + row[name]
    if row["element"]:
        level["children"][row["element"]] = answer


def _child(parent, key, kind, code, figures):
    if key not in parent["children"]:
        parent["children"][key] = _node(kind, code, figures)
    return parent["children"][key]


def _node(kind, code, figures):
    figures = figures or {}
    return {
        "kind": kind,
        "code": code,
        "weight": None,
        "low": figures.get("score_low"),
        "high": figures.get("score_high"),
        "adds_low": None,
        "adds_high": None,
        "status": figures.get("status", "not_applicable"),
        "n_scored": figures.get("n_scored"),
        "n_expected": figures.get("n_expected"),
        "n_printed": figures.get("n_printed"),
        "children": {},
    }


def _finish(node):
    """Convert contributions from units to points, and children to an ordered list."""
    if node["weight"] is not None:
        node["adds_low"], node["adds_high"] = node["adds_low"] / 1e12, node["adds_high"] / 1e12
    for child in node["children"].values():
        _finish(child)
    node["children"] = sorted(node["children"].values(), key=_order)


def _order(node):
    if node["kind"] == "answer":
        return (int(node["code"].rsplit(".", 1)[1]),)
    if node["kind"] == "level":
        return {"group": 0, "operating-company": 1}.get(node["service"], 2), node["service"], node["strand"]
    return (node["code"],) if node["kind"] == "category" else natural(node["code"])


def listing(project, edition, company, service="", scope="total", json=False):
    """Return the tree of one score as a listing: one row per node, children indented. JSON has the tree itself.

    Raises UsageError if the score does not exist.
    """
    target = service or "company"
    with DuckDB(project) as tables:
        found = trees(tables, edition, scope, company, target).get((company, target))
        rows = rows_of(tables, "explain/labels", edition=edition)
    title = f"{edition}: {' / '.join(filter(None, (company, service)))}, {scope}"
    if found is None:
        raise UsageError(f"{title} has no score (scopes are the total, categories, families and indicators that apply)")
    if json:
        return {"tree": found}
    labels = {r["code"]: labelled(r["label_en"], r["reversed"]) for r in rows}
    rows = list(_rows(found, labels))
    return {title: rows, "sum": [_sum(found)]}


def labelled(label, reverse):
    """Return a label for display; marks elements that score in reverse, where the answer no has full points."""
    return f"{label or ''}{' (scores in reverse)' if reverse else ''}".strip()


def _rows(node, labels, depth=0):
    if node["kind"] == "level":
        what = node["service"] if node["strand"] == "all" else f"{node['service']} {node['strand']}"
    else:
        what = f"{node['code']} {labels.get(node['code'], '')}".strip()
    row = {
        "what": f"{'  ' * depth}{what}",
        "answer": node.get("answer") or node["status"].replace("_", " "),
        "points": span(node["low"], node["high"]),
        "weight": "" if node["weight"] is None else f"{rounded(node['weight'] * 100, '0.0001')} %",
        "adds": span(node["adds_low"], node["adds_high"], "0.0001"),
        "known": known(node) if node["n_expected"] else "",
        "sources": node.get("sources") or node.get("reason") or "",
    }
    yield row
    for child in node["children"]:
        yield from _rows(child, labels, depth + 1)


def _sum(root):
    parts = [c for c in root["children"] if c["weight"] is not None]
    terms = " + ".join(f"{c['code']} {span(c['adds_low'], c['adds_high'], '0.0001')}" for c in parts)
    return {"parts": terms, "together": span(root["adds_low"], root["adds_high"], "0.0001"),
            "score": span(root["low"], root["high"], "0.0001")}  # fmt: skip
