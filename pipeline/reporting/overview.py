"""The front page, with leaders, changes and completeness; and the ranking, with the robustness of ranks."""

from pipeline.core.languages import named
from pipeline.reporting.drawing import drawn
from pipeline.reporting.site import Page
from pipeline.schemas.fields import VARIANTS

SAID, GAINED, FOLLOWING = 5, 3, 2
"""The most conclusions, gains, and companies after the first that the front page lists."""

NAMED = 6
"""The most companies that a sentence names; more are counted."""


def pages(released):
    """Yield the pages `index` and `ranking`."""
    companies = _wide(released.rows("overview/companies"), "company")
    (known,) = released.rows("overview/known")
    shared = {
        "companies": companies,
        "totals": dict(companies),
        "known": known,
        "year": year,
        "listing": lambda words, ids, totals=None: _listing(released, words, ids, totals),
    }
    yield Page("index", "index.html", shared | _front(released, companies))
    yield Page("ranking", "ranking.html", shared | _ranking(released, companies))


def year(edition):
    """Return the year of an edition, which is named `<series>-<year>`."""
    return edition.rpartition("-")[2]


def _wide(rows, *key):
    """Return [(key, scope -> its row)] in the order of the rows."""
    found = {}
    for row in rows:
        found.setdefault(tuple(row[k] for k in key), {})[row["scope"]] = row
    return [(ids if len(key) > 1 else ids[0], scopes) for ids, scopes in found.items()]


def _front(released, companies):
    (contents,) = released.rows("overview/contents")
    findings = released.rows("overview/findings")
    verdicts = {r["verdict"]: r["n"] for r in released.rows("overview/verdicts")}
    gains = released.rows("overview/gains")
    return {
        "leaders": _leaders(companies),
        "moved": _moved(released.rows("overview/moved")),
        "contents": contents,
        "findings": [f for f in findings if f["stated"]] or findings,
        "said": SAID,
        "verdicts": verdicts,
        "advice": _most(gains, "recommendation", released.recommendations),
        "chances": _most(gains, "indicator", released.indicators),
        "share": share,
        "charts": {"ranking": lambda words: _ranking_chart(released.companies, companies, words)},
    }


def _most(gains, kind, rows):
    """Return [(row, gain)] of the largest gains of one kind."""
    found = [(rows[g["code"]], g) for g in gains if g["kind"] == kind and g["code"] in rows and g["gain_high"] > 0]
    return found[:GAINED]


def share(words, known):
    """Return the text of the share of known answers in whole percent, or "below 1 percent" if it rounds to zero."""
    if known["n_scored"] and not known["share"]:
        return words("front_percent_below")
    return words("front_percent", n=words.number(known["share"] or 0, "1"))


def _listing(released, words, ids, totals=None):
    """Return the names of companies, or of services (company, service), for a sentence; with `totals`, each with its
    score."""
    rows = [released.services[i] if isinstance(i, tuple) else released.companies[i] for i in ids]
    names = [named(r, words.language) for r in rows]
    if totals:
        names = [f"{name} ({words.score(totals[i]['total'])})" for name, i in zip(names, ids, strict=True)]
    return names[0] if len(names) == 1 else words("front_and", names=", ".join(names[:-1]), last=names[-1])


def _leaders(companies):
    """Return the leaders: `first` have rank 1, `next` the following known ranks; `may` could have rank 1 if nobody
    certainly has."""
    totals = [(company, scopes["total"]) for company, scopes in companies if scopes["total"]["rank_low"] is not None]
    first = [c for c, total in totals if total["rank"] == 1]
    after = [c for c, total in totals if total["rank"] and total["rank"] > 1 and total["score"] is not None]
    return {
        "first": first,
        "next": after[:FOLLOWING],
        "may": [] if first else [c for c, total in totals if total["rank_low"] == 1],
        "n": len(totals),
        "named": NAMED,
    }


def _moved(rows):
    """Return who gained and lost since the previous edition by answers that both scored; None without such an
    edition."""
    if not rows:
        return None
    changed = [r for r in rows if r["answers"] is not None]
    up = [r for r in changed if r["answers"] > 0]
    down = [r for r in changed if r["answers"] < 0]
    return {
        "edition_before": rows[0]["since"],
        "comparable": rows[0]["has_same"],
        "n": len(changed),
        "up": up,
        "down": down[::-1],
    }


def _ranking(released, companies):
    services = _wide(released.rows("overview/services"), "company", "service")
    firmness = {}
    for row in released.rows("overview/robustness"):
        firmness.setdefault((row["company"], row["service"]), {})[row["question"]] = row
    asked = [
        (c, firmness[c, ""], scopes["total"])
        for c, scopes in companies
        if (c, "") in firmness and scopes["total"]["rank_low"] is not None
    ]
    placed = [a for a in asked if a[2]["rank"] is not None]
    given = {c for _, s in companies for c in s if s[c]["n_scored"] + s[c]["n_printed"]}
    shown = [c for c in released.categories if c in given]
    left = [c for c in released.categories if c not in shown and any(c in s for _, s in companies)]
    return {
        "services": services,
        "firmness": firmness,
        "asked": asked if placed else [],
        "placed": placed,
        "kept": [a for a in placed if a[1]["all"]["keeps"]],
        "widest": _widest(placed),
        "spread": lambda words, found: _spread(released, words, found),
        "left": left,
        "left_out": lambda words: ", ".join(named(released.categories[c], words.language, "label") for c in left),
        "tied": [c for c, questions, _ in asked if questions["all"]["tied"]],
        "tied_services": [key for key, _ in services if key in firmness and firmness[key]["all"]["tied"]],
        "questions": [q for q in VARIANTS if any(q in questions for _, questions, _ in placed)],
        "element_address": lambda code: _element_address(released, code),
        "charts": {
            "categories": lambda words: _categories_chart(released, companies, shown, words),
            "robustness": lambda words: _robustness_chart(released, asked, words),
            "services": lambda words: _ranking_chart(released.services, services, words),
        },
    }


def _widest(placed):
    """Return the companies whose rank could change most, with the row of its robustness; none if there are too many."""
    spread = max((questions["all"]["spread"] for _, questions, _ in placed), default=0)
    found = [(c, questions["all"]) for c, questions, _ in placed if spread and questions["all"]["spread"] == spread]
    return found if len(found) <= NAMED else []


def _spread(released, words, found):
    """Return companies with their best and worst possible rank, for a sentence."""
    return ", ".join(
        f"{named(released.companies[c], words.language)} ({words.rank(row, 'best', 'worst')})" for c, row in found
    )


def _element_address(released, code):
    """Return the address of an element; None if the edition does not have it."""
    element = released.elements.get(code)
    return element and f"indicator-{element['indicator']}.html#{code}"


def _ranking_chart(rated, standings, words):
    """`rated`: key -> row of companies or services; `standings` has their scores."""
    rows = [
        {
            "name": named(rated[key], words.language),
            "rank": words.rank(scopes["total"]),
            **_ends(scopes["total"], words),
        }
        for key, scopes in standings
    ]
    return drawn("ranking", rows)


def _categories_chart(released, companies, shown, words):
    rows = [
        {
            "name": named(released.companies[company], words.language),
            "category": category,
            "category_label": named(row, words.language, "label"),
            "position": position,
            **_ends(scopes[category], words),
        }
        for company, scopes in companies
        for position, (category, row) in enumerate(released.categories.items(), 1)
        if category in shown and category in scopes
    ]
    return drawn("categories", rows)


def _ends(row, words):
    """Return a score as the rows of a chart have it."""
    label = words("not_known_yet") if row["status"] == "unanswered" else words.score(row)
    return {"score": row["score"], "low": row["score_low"], "high": row["score_high"], "label": label}


def _robustness_chart(released, asked, words):
    rows = [
        {
            "name": named(released.companies[company], words.language),
            "rank": total["rank"],
            "best": questions["all"]["best"],
            "worst": questions["all"]["worst"],
            "low": total["rank_low"],
            "high": total["rank_high"],
        }
        for company, questions, total in asked
    ]
    return drawn("robustness", rows)
