"""The common sections of the pages of a company and of a service: score and rank, changes, road map."""

from html import escape

from markupsafe import Markup

from pipeline.asking.compare import PARTS
from pipeline.asking.explain import walk
from pipeline.asking.roadmap import lifts
from pipeline.core.figures import day, natural
from pipeline.core.languages import named
from pipeline.reading.files import listed
from pipeline.reporting.company_data import (
    COMPANY,
    answers_in_component,
    equal_levels,
    group_by_points,
    group_identical,
    weight_of_each,
)
from pipeline.reporting.drawing import drawn
from pipeline.reporting.indicators import by, points, reason
from pipeline.reporting.overview import year
from pipeline.reporting.site import service_page
from pipeline.reporting.words import has_text

FIRST = 10
"""The most elements of a road map that are listed one by one."""


def sections(rated, company, target):
    """Return the facts that the pages of a company and of a service have in common."""
    released, whose = rated.released, (company, target)
    scores = rated.scores[whose]
    change = rated.changes.get(whose)
    rows = rated.groups[whose]
    elements = [r for r in rows if r["kind"] == "element"]
    return {
        "company": released.companies[company],
        "target": target,
        "total": scores["total"],
        "scores": scores,
        "ranked": rated.ranked,
        "n_rated": rated.ranked["companies" if target == COMPANY else "services"],
        "tree_of": rated.trees.get(whose),
        "shares": rated.shares[whose],
        "change": change,
        "why": why,
        "parts": _parts(rated, change, whose) if change else [],
        "steps": rated.steps[whose],
        "changed_at": lambda step: _changed_at(rated, company, target, step),
        "roads": elements[:FIRST],
        "n_roads": len(elements),
        "lifts": lifts(elements, scores["total"]) if elements else [],
        "advice": [
            (released.recommendations[r["code"]], r)
            for r in rows
            if r["kind"] == "recommendation" and r["code"] in released.recommendations
        ],
        "firm": rated.rank_robustness[whose],
        "families": by(released.indicators.values(), "family"),
        "charts": _charts(rated, whose),
        "points": points,
        "reason": reason,
        "equal_levels": equal_levels,
        "together": lambda level: group_by_points(rated, company, level),
        "alike": group_identical,
        "weight_of_each": weight_of_each,
        "in_text": in_text,
        "listed": listed,
        "unit_name": unit_name,
        "address_of": rated.address,
        "level_address": lambda level: level_address(rated, company, level),
        "day": day,
        "year": year,
        "documents": rated.sources,
        "words_there": has_text,
    }


def why(words, change):
    """Return why a change is not comparable, or only in part, with the editions as years."""
    editions = {name: year(change[name]) for name in ("edition", "edition_before")}
    return words.published(f"why.{change['why_code']}", **change | editions)


def in_text(text):
    """Escape a text for use between tags, not in an attribute: quotes, frequent in comments, are kept."""
    return Markup(escape(text, quote=False))


def unit_name(row, language, label):
    """Return a service's name, or the label of group or operating company."""
    return named(row, language) if row["unit"] == "service" else label("unit", row["unit"])


def level_address(rated, company, level):
    """Return the address of the first answer of a level, or of the page with its answers."""
    answers = rated.levels_answers[company, level["service"], level["strand"], level["code"]]
    return answers[0]["address"] if answers else f"{service_page(company, level['service'])}.html"


def _parts(rated, change, whose):
    """Return (component, its points, the changed answers, the changed services) of the components that are not zero."""
    if change["change"] is None and change["change_low"] is None:
        return []
    answers = rated.changed_answers[whose]
    services = rated.changed_services[whose[0]] if whose[1] == COMPANY else []
    found = []
    # The company's own answers come first.
    for part in reversed(PARTS):
        changed = answers_in_component(answers, part)
        if change[part] or changed:
            found.append((part, change[part], changed, services if part == "services" else []))
    return found


def _changed_at(rated, company, target, step):
    """Return the answers that a step changed: those of the service, or of all services of the company."""
    units = [u["service"] for u in rated.units(company)] if target == COMPANY else [target]
    return [row for unit in units for row in rated.step_answers[company, unit, step]]


def _charts(rated, whose):
    """Return name -> function that draws the chart in a language (`Words`); charts without data are left out."""
    scores, change = rated.scores[whose], rated.changes.get(whose)
    charts = {}
    if scores["total"]["n_scored"] + scores["total"]["n_printed"]:
        charts["indicators"] = lambda words: _indicators_chart(rated, whose, words)
    if change and change["score_before"] is not None and change["change_low"] is not None:
        charts["waterfall"] = lambda words: _waterfall_chart(change, scores["total"], words)
    return charts


def _indicators_chart(rated, whose, words):
    released, scores = rated.released, rated.scores[whose]
    levels = [node for node in walk(rated.trees.get(whose)) if node["kind"] == "level"]
    printed = {node["code"] for node in levels if node["status"] == "printed"}
    rows = []
    for position, (category, heading) in enumerate(released.categories.items(), 1):
        for code, row in released.indicators.items():
            if row["category"] != category or code not in scores:
                continue
            score = scores[code]
            unknown = score["status"] == "unanswered"
            rows.append({
                "indicator": f"{code} {named(row, words.language, 'label')}",
                "category": named(heading, words.language, "label"),
                "position": position,
                "score": score["score"],
                "low": score["score_low"],
                "high": score["score_high"],
                "state": "printed" if code in printed and score["score"] is not None else score["status"],
                "label": words("not_known_yet") if unknown else words.score(score),
            })  # fmt: skip
    return drawn("indicators", rows)


def _waterfall_chart(change, total, words):
    before, score = change["score_before"], change["score"]
    steps = [_step(year(change["edition_before"]), "start", words.number(before), value=before)]
    for part in PARTS:
        if change[part]:
            steps.append(_step(words(f"component_{part}"), "part", words.signed(change[part]), value=change[part]))
    low, high = change["unknown_low"], change["unknown_high"]
    if low or high:
        text = words.signed(low) if low == high else f"{words.signed(low)} … {words.signed(high)}"
        steps.append(_step(words("component_unknown"), "unknown", text, low=low, high=high))
    ends = {"low": total["score_low"], "high": total["score_high"]}
    steps.append(_step(year(change["edition"]), "end", words.score(total), value=score, **ends))
    return drawn("waterfall", steps)


def _step(label, kind, text, value=None, low=None, high=None):
    return {"label": label, "kind": kind, "value": value, "low": low, "high": high, "text": text}


def by_indicator(rows):
    """Return [(indicator, rows)]: answers by indicator, in the order of the methodology."""
    return sorted(by(rows, "indicator").items(), key=lambda item: natural(item[0]))
