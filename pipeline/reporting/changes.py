"""What changed since the previous edition, why, and the scores of all editions of the series."""

from pipeline.asking.compare import PARTS
from pipeline.core.figures import natural
from pipeline.core.languages import named
from pipeline.reporting.drawing import drawn
from pipeline.reporting.overview import year
from pipeline.reporting.site import Page
from pipeline.schemas.fields import UNIT_IDS

COMPONENTS = (*reversed(PARTS), "unknown")
"""The components of a change; the company's own answers come first."""

LINEAGE_ORDER = ("new", "gone", "moved", "renamed", "merged", "split", "same", "unlisted")
SAID = 15
ASKED = 10
"""The most changed answers, and indicators with changed answers, that are listed."""


def pages(released):
    """Yield the page `changes`."""
    compared = [r for r in released.whole("comparisons") if r["neighbour"]]
    yield Page(
        "changes",
        "changes.html",
        {"compared": compared[0] if compared else None, "year": year}
        | (_changes(released) if compared else {})
        | _series(released),
    )


def _changes(released):
    changes = released.rows("changes/changes")
    (parts,) = released.rows("changes/parts")
    changed = [r for r in changes if r["answers"] is not None]
    answers = released.rows("changes/answers")
    companies = released.rows("changes/companies")
    services = released.rows("changes/services")
    now = {r["company_before"]: r["company"] for r in companies if r["company"] and r["company_before"]}
    return {
        "changes": changes,
        "changed": changed,
        "ranked": next((r for r in changes if r["ranked_in_both"]), None),
        "up": [r for r in changed if r["answers"] > 0],
        "down": [r for r in changed if r["answers"] < 0],
        "new": {r["company"] for r in companies if not r["company_before"]},
        "parts": [part for part in COMPONENTS if parts[part] or part == "answers"],
        # The component `answers` always has a column, even if it is zero.
        "idle": [part for part in COMPONENTS if not parts[part] and part != "answers"],
        "partly": any(r["comparable"] == "partly" for r in changes),
        "kinds": released.rows("changes/kinds"),
        "answers": answers[:SAID],
        "n_answers": len(answers),
        "indicators": sorted(
            (r for r in released.rows("changes/indicators") if r["indicator"] in released.indicators),
            key=lambda r: (-r["improved"] - r["declined"], natural(r["indicator"])),
        )[:ASKED],
        "companies_moved": _grouped(r for r in companies if r["kind"] != "same"),
        "services_moved": _grouped(services),
        "turnover": any(not (r["company"] and r["company_before"]) for r in companies),
        "any_gone": any(not r["company"] for r in companies) or any(not r["service"] for r in services),
        "company_now": now,
        "units": {service: unit for unit, service in UNIT_IDS.items()},
    }


def _grouped(rows):
    """Return [(kind, note, rows)]: rows with the same kind and note grouped."""
    found = {}
    for row in rows:
        found.setdefault((row["kind"], row["note"] or ""), []).append(row)
    return [(*key, found[key]) for key in sorted(found, key=lambda key: (LINEAGE_ORDER.index(key[0]), key[1]))]


def _series(released):
    rows = released.rows("changes/series", edition=released.edition)
    editions = list(dict.fromkeys(r["edition"] for r in rows))
    lines = {}
    for row in rows:
        lines.setdefault(row["series_id"], {})[row["edition"]] = row
    order = {r["company"]: i for i, r in enumerate(released.rows("changes/order"))}
    # Companies that are no longer rated have no rank now.
    ordered = sorted(lines.items(), key=lambda line: (order.get(_now(line[1]), len(order)), line[0]))
    restated = {r["edition"] for r in rows if r["score_restated"] is not None}
    scored = [e for e in editions if e in restated or e == released.edition]
    drawable = [(_now(line), line) for _, line in ordered if _now(line)]
    known = {e for e in scored for _, line in drawable if e in line and line[e]["score"] is not None}
    return {
        "editions": editions,
        "versions": {r["edition"]: r["version"] for r in rows if r["version"]},
        "lines": [(_now(line), line) for _, line in ordered],
        "apart": [e for e in editions if e not in scored],
        "drawn": len(known) > 1,
        "restated": any(differs(r) for r in rows),
        "differs": differs,
        "charts": {"series": lambda words: _series_chart(released, drawable, scored, words)},
    }


def _now(line):
    """Return the company's id in this edition; None if the edition does not rate it."""
    return next((r["company_now"] for r in line.values() if r["company_now"]), None)


def differs(row):
    """True if a score differs, in two decimals, from the score by the latest edition's rule on the answers that both
    scored."""
    return row["score_restated"] is not None and not _alike(row["score"], row["score_restated"])


def _alike(score, other):
    return score is not None and other is not None and abs(score - other) < 0.005


def _series_chart(released, lines, editions, words):
    rows = []
    for edition in editions:
        for company, line in lines:
            if edition not in line:
                continue
            row, restated = line[edition], line[edition]["score_restated"]
            if edition == editions[-1]:
                # The last dashed line ends at the score on the answers that the previous edition scored too.
                before = next((line[e] for e in reversed(editions[:-1]) if e in line), row)
                if differs(before) or not _alike(before["latest_restated"], row["score"]):
                    restated = before["latest_restated"]
            rows.append(
                {
                    "name": named(released.companies[company], words.language),
                    "edition": year(edition),
                    "score": row["score"],
                    "restated": restated,
                    "label": words("not_known_yet") if row["score"] is None else words.number(row["score"]),
                }
            )
    return drawn("series", rows)
