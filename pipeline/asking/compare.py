"""`rating compare`: compare two editions of a series, computed from their raw files."""

import tempfile

from pipeline.asking.scores import rows_of
from pipeline.computing.build import compute
from pipeline.computing.sql import DuckDB
from pipeline.core.figures import natural, rounded
from pipeline.core.problems import DataError, Problem, errors
from pipeline.core.project import Project, UsageError, among
from pipeline.reading.editions import load
from pipeline.reading.lineage import LINEAGE_FILES, series_of, year_of

PARTS = ("rule", "services", "methodology", "applicability", "answers")
LISTED = 40
"""Number of changed answers listed as text; JSON has them all."""

QUERIES = ("compare/companies", "compare/services", "compare/answers", "compare/indicators")
TABLES = ["public.company_changes", "public.service_changes", "public.answer_changes", "public.indicator_changes"]


def pair_of(project, before, later):
    """Read and check two editions. Return them and their lineage.

    Raises UsageError unless they are of one series and in order, DataError for errors in their raw files.
    """
    if series_of(before) != series_of(later):
        raise UsageError(f"{before} and {later} belong to different series")
    if year_of(before) >= year_of(later):
        raise UsageError(f"{later} is not later than {before} (write the earlier one first)")
    editions = load(project, [before, later])
    wrong = errors(p for e in editions for p in e.problems)
    if wrong:
        raise DataError(sorted(set(wrong)))
    return editions, editions[0].lineage.pairs[before, later]


def compare(project, before, later, company, json):
    """Return listings of the changes between two editions. Raises DataError if no lineage matches their elements."""
    editions, pair = pair_of(project, before, later)
    if not pair.comparable:
        was, now = (e.methodology for e in editions)
        path = project.shown(editions[0].lineage.folder / LINEAGE_FILES["lineage.elements"])
        code, other = (next((r["element"] for r in m.rows_of("elements")), "F1a.1") for m in (was, now))
        todo = f"add a line for each element that is the same, such as {was.name},{code},{now.name},{other},same,"
        message = f"no element of {now.name} is matched with one of {was.name} ({todo})"
        raise DataError([Problem(path, 1, "from_methodology", message)])
    known = [now for _, now, _, _ in pair.companies if now]
    if company:
        among(company, known, f'company "{company}" in {later}')
    with tempfile.TemporaryDirectory() as folder:
        scratch = Project(folder)
        compute(scratch, editions, TABLES)
        with DuckDB(scratch) as tables:
            found = {query.removeprefix("compare/"): rows_of(tables, query, company=company) for query in QUERIES}
    if json:
        return {name: rows for name, rows in found.items() if company or name in ("companies", "services")}
    title = f"{before} to {later}"
    if not company:
        listed = {
            "companies": _changes(found["companies"], "company"),
            "services": _changes(found["services"], "service"),
        }
        return {f"{title}: {name}": rows for name, rows in listed.items()} | _not_matched(pair)
    totals = [r for r in found["services"] if r["scope"] == "total"]
    moved = [r for r in found["answers"] if (r["target"], r["scope"]) == ("company", "total")]
    moved.sort(key=lambda r: (-abs(round(r["contribution"] or 0, 9)), r["kind"], natural(r["indicator"]), r["service"]))
    more = f", the largest {LISTED} of {len(moved)}" if len(moved) > LISTED else ""
    return {
        f"{title}: {company}": _changes(found["companies"], "scope"),
        f"services of {company}, total": _changes(totals, "service"),
        f"changed answers, and what each adds to the total{more}": list(map(_answer, moved[:LISTED])),
    }


def _changes(rows, name):
    """Return rows for display, with two decimals. The component `answers` comes first, since it alone is the company's
    own doing; companies and services are ordered by it, scopes from the total down."""
    if name == "scope":
        rows = sorted(rows, key=lambda r: (r["scope"] != "total", *_scope_order(r["scope"])))
    else:
        rows = sorted(rows, key=lambda r: (r["answers"] is None, -round(r["answers"] or 0, 9)))
    return [
        {
            **({"company": r["company"]} if name == "service" else {}),
            name: r[name],
            "answers": _signed(r["answers"]),
            "change": _change(r),
            "before": _figure(r["score_before"]),
            "now": _figure(r["score"]),
            "comparable": r["comparable"],
            "why": r["why"] or "",
            "rank in both": _ranks(r),
            "unknown": "" if r["unknown_low"] is None else _range(r["unknown_low"], r["unknown_high"]),
            **{part: _signed(r[part]) for part in PARTS if part != "answers"},
        }
        for r in rows
    ]


def _ranks(r):
    """Return the ranks among those that both editions rank, and their number, as text."""
    ranks = r["rank_before_in_both"], r["rank_in_both"]
    return f"{ranks[0]} to {ranks[1]} of {r['ranked_in_both']}" if all(ranks) else ""


def _scope_order(scope):
    return (0, "", 0, "") if scope == "total" else (1, scope, 0, scope) if len(scope) == 1 else (2, *natural(scope))


def _answer(r):
    return {
        "element": r["element"],
        "service": r["service"],
        "before": r["answer_before"] or _figure(r["points_before"]),
        "now": r["answer"] or _figure(r["points"]),
        "adds": "" if r["contribution"] is None else _signed(r["contribution"]),
        "kind": r["kind"].replace("_", " "),
    }


def _figure(points):
    return "" if points is None else rounded(points)


def _change(r):
    if r["change_low"] is None:
        return ""
    return _signed(r["change"]) if r["change"] is not None else _range(r["change_low"], r["change_high"])


def _signed(points):
    if points is None:
        return ""
    text = rounded(points)
    # Less than half a hundredth is 0, without plus or minus.
    return "0.00" if float(text) == 0 else f"{'' if text[0] == '-' else '+'}{text}"


def _range(low, high):
    return _signed(low) if low == high else f"{_signed(low)} to {_signed(high)}"


def _not_matched(pair):
    rows = [r for r in matches(pair) if not (r["before"] and r["now"])]
    return {"in one edition only": rows}


def matches(pair):
    """Return the matched companies and services as rows. The earlier id of a moved service includes its company."""
    rows = [("company", "", was, now, kind, note) for was, now, kind, note in pair.companies]
    same = {(was, now) for was, now, *_ in pair.companies}
    for c_was, s_was, c_now, s_now, kind, note in pair.services:
        moved = c_was and c_now and (c_was, c_now) not in same
        rows.append(("service", c_now or c_was, f"{c_was}/{s_was}" if moved else s_was, s_now, kind, note))
    return [
        dict(zip(("what", "company", "before", "now", "kind", "note"), (*r[:5], r[5] or ""), strict=True)) for r in rows
    ]
