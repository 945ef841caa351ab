"""What changed since the edition before, why, and the scores of all editions of the series."""

from pipeline.core.figures import natural
from pipeline.core.languages import named
from pipeline.reporting.drawing import drawn
from pipeline.reporting.overview import year
from pipeline.reporting.site import Page
from pipeline.schemas.fields import UNIT_IDS

COMPARISONS = "select * from public.comparisons where neighbour"

CHANGES = """
select * replace (round(answers, 9) as answers), 50 * abs(answers) / nullif(max(abs(answers)) over (), 0) as reach
from public.company_changes
where scope = 'total'
order by comparable <> 'no' desc, round(answers, 9) desc nulls last, round(score, 9) desc nulls last, company
"""

PARTS = """
select
    coalesce(bool_or(answers <> 0), false) as answers,
    coalesce(bool_or(applicability <> 0), false) as applicability,
    coalesce(bool_or(services <> 0), false) as services,
    coalesce(bool_or(methodology <> 0), false) as methodology,
    coalesce(bool_or(rule <> 0), false) as rule,
    coalesce(bool_or(unknown_low <> 0 or unknown_high <> 0), false) as unknown
from public.company_changes
where scope = 'total'
"""

KINDS = """
select kind, count(*) as n
from public.answer_changes
where target = 'company' and scope = 'total'
group by kind
order by n desc, kind
"""

ANSWERS = """
select company, element, indicator, count(*) as n, count(distinct service) as n_services,
    round(sum(contribution), 9) as contribution,
    min(answer_before) as answer_before, min(answer) as answer,
    count(distinct (answer_before, answer)) as n_ways
from public.answer_changes
where target = 'company' and scope = 'total' and contribution <> 0
group by company, element, indicator
order by abs(round(sum(contribution), 9)) desc, company, element
"""

INDICATORS = """
select
    indicator,
    count(*) filter (where contribution > 0) as improved,
    count(*) filter (where contribution < 0) as declined,
    count(distinct company) filter (where contribution > 0) as companies_improved,
    count(distinct company) filter (where contribution < 0) as companies_declined
from public.answer_changes
where target = 'company' and scope = 'total' and contribution <> 0
group by indicator
order by improved + declined desc, indicator
"""

COMPANIES = """
select kind, note, nullif(company, '') as company, nullif(company_before, '') as company_before
from public.company_matches
order by coalesce(nullif(company, ''), company_before), company_before
"""

SERVICES = """
select
    case when m.company <> '' and m.company_before <> '' and c.kind is null then 'moved' else m.kind end as kind,
    m.note,
    nullif(m.company, '') as company,
    nullif(m.service, '') as service,
    nullif(m.company_before, '') as company_before,
    nullif(m.service_before, '') as service_before
from public.service_matches m
left join public.company_matches c
    on c.company = m.company and c.company_before = m.company_before and c.kind in ('same', 'renamed')
where (m.kind <> 'same' or c.kind is null)
    and (m.company = '' or m.company in (select company from public.company_matches where company_before <> ''))
    and (
        m.company_before = ''
        or m.company_before in (select company_before from public.company_matches where company <> '')
    )
order by coalesce(nullif(m.company, ''), m.company_before), coalesce(nullif(m.service, ''), m.service_before)
"""

SERIES = """
select s.*, n.company as company_now
from public.series_scores s
left join public.series_scores n
    on n.edition = $1 and n.series_id = s.series_id and n.service = s.service and n.scope = s.scope
where s.service = '' and s.scope = 'total'
order by s.edition, s.company
"""

STANDING = """
select company from public.company_scores where scope = 'total'
order by rank_low nulls last, rank_high, company
"""

ORDER = ("answers", "applicability", "services", "methodology", "rule", "unknown")
LINEAGE_ORDER = ("new", "gone", "moved", "renamed", "merged", "split", "same", "unlisted")
SAID = 15
ASKED = 10
"""How many of the largest movements, and of the indicators with most of them, are listed."""


def pages(released):
    """`changes`."""
    compared = released.rows(COMPARISONS)
    yield Page(
        "changes",
        "changes.html",
        {"compared": compared[0] if compared else None, "year": year}
        | (_changes(released) if compared else {})
        | _series(released),
    )


def _changes(released):
    changes = released.rows(CHANGES)
    (parts,) = released.rows(PARTS)
    changed = [r for r in changes if r["answers"] is not None]
    answers = released.rows(ANSWERS)
    companies = released.rows(COMPANIES)
    services = released.rows(SERVICES)
    now = {r["company_before"]: r["company"] for r in companies if r["company"] and r["company_before"]}
    return {
        "changes": changes,
        "changed": changed,
        "ranked": next((r for r in changes if r["ranked_in_both"]), None),
        "up": [r for r in changed if r["answers"] > 0],
        "down": [r for r in changed if r["answers"] < 0],
        "new": {r["company"] for r in companies if not r["company_before"]},
        "parts": [part for part in ORDER if parts[part] or part == "answers"],
        # What the answers did has its column also where it is nothing.
        "idle": [part for part in ORDER if not parts[part] and part != "answers"],
        "partly": any(r["comparable"] == "partly" for r in changes),
        "kinds": released.rows(KINDS),
        "answers": answers[:SAID],
        "n_answers": len(answers),
        "indicators": sorted(
            (r for r in released.rows(INDICATORS) if r["indicator"] in released.indicators),
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
    """[(kind, note, rows)]: what became the same, and for the same reason, together."""
    found = {}
    for row in rows:
        found.setdefault((row["kind"], row["note"] or ""), []).append(row)
    return [(*key, found[key]) for key in sorted(found, key=lambda key: (LINEAGE_ORDER.index(key[0]), key[1]))]


def _series(released):
    rows = released.rows(SERIES, released.edition)
    editions = list(dict.fromkeys(r["edition"] for r in rows))
    lines = {}
    for row in rows:
        lines.setdefault(row["series_id"], {})[row["edition"]] = row
    order = {r["company"]: i for i, r in enumerate(released.rows(STANDING))}
    # Rows of companies that are rated no more have no place now.
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
    """The company's id in this edition; None where it is not in it."""
    return next((r["company_now"] for r in line.values() if r["company_now"]), None)


def differs(row):
    """Whether a score is another by the latest edition's rule over what both scored, as people read it."""
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
                # The last dashed piece leads to the score over what the edition before scored as well.
                before = next((line[e] for e in reversed(editions[:-1]) if e in line), row)
                if differs(before) or not _alike(before["latest_restated"], row["score"]):
                    restated = before["latest_restated"]
            rows.append(
                {
                    "name": named(released.companies[company], words.language),
                    "edition": year(edition),
                    "score": row["score"],
                    "restated": restated,
                    "label": words("front_unknown") if row["score"] is None else words.number(row["score"]),
                }
            )
    return drawn("series", rows)
