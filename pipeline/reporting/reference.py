"""The reference pages: method, glossary, data, versions, findings and recommendations."""

import re

import yaml
from markdown_it import MarkdownIt
from markupsafe import Markup
from pyarrow.parquet import read_metadata

from pipeline.core.figures import day, numbered
from pipeline.core.problems import DataError
from pipeline.reading.files import listed
from pipeline.reporting.changes import COMPONENTS
from pipeline.reporting.site import Page, company_page, indicator_page, service_page
from pipeline.reporting.words import Words, has_text

TERMS = {
    "rated": "company group operating-company service rated-unit service-class composite",
    "asked": "methodology category family indicator element strand answer scale reversed source not-applicable "
    "unanswered",
    "scores": "points score total weight range printed-level rank firmness reconciliation",
    "research": "edition series step agreement engagement",
    "compared": "change comparable restated",
    "ahead": "conclusion recommendation road-map gain",
    "data": "release version correction withdrawn codebook checksum",
}
"""The terms of the glossary, by group, in reading order. Their texts are in the catalogue."""

TABLES = {
    "scores": "company_scores service_scores indicator_scores family_scores level_scores answers answer_weights "
    "reconciliation published_ranks rank_reconciliation",
    "changes": "company_changes service_changes indicator_changes answer_changes series_scores comparisons "
    "company_matches service_matches element_matches",
    "ahead": "roadmap roadmap_groups rank_robustness findings questions recommendations",
    "research": "engagement agreement step_changes step_answers sources corrections",
    "yardstick": "editions companies services selection categories indicators elements",
}
"""The tables in reading order, by group; tables without a group come last."""

UNWANTED = ["link", "autolink", "image", "html_block", "html_inline"]
"""Markdown rules that are disabled in a changelog."""

LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}

SETTINGS = {
    "title": "",
    "scale": [],
    "services_as_one": "true",
    "total_of": "families",
    "service_score": "nearest",
    "strands": {},
    "steps": [],
    "weights": {},
}
"""Settings that a methodology has by default."""


def pages(released):
    """Yield the pages `method`, `glossary`, `data`, `versions`, `findings` and `recommendations`."""
    yield Page("method", "method.html", _method(released))
    yield Page("glossary", "glossary.html", _glossary())
    yield Page("data", "data.html", {"groups": _tables(released)})
    yield Page("versions", "versions.html", _versions(released))
    yield Page("findings", "findings.html", _findings(released))
    yield Page("recommendations", "recommendations.html", _recommendations(released))


def short(words, value):
    """Return a number with all its decimals."""
    text = f"{value:.10g}".replace("-", "−")
    return words.decimal(text)


def _glossary():
    return {
        "terms": {group: ids.split() for group, ids in TERMS.items()},
        "in_language": lambda language, key: Words(language)(key),
    }


def _method(released):
    settings = SETTINGS | released.settings
    check = released.rows("reference/check")
    (counts,) = released.rows("reference/counts")
    (firm,) = released.rows("reference/robustness")
    steps = {r["step"]: r for r in released.rows("reference/steps")}
    return {
        "settings": settings,
        "weights": list(settings["weights"].items()),
        "scale": _scale(released, settings),
        "reversed": [e for e in _selected_elements(released) if e["reversed"]],
        "tree": {r["category"]: r for r in released.rows("reference/tree")},
        "counts": counts,
        "status": released.rows("reference/status"),
        "evidence": released.rows("reference/evidence"),
        "firm": firm,
        "parts": COMPONENTS,
        "compared": released.rows("reference/compared"),
        "check": check,
        "check_sums": {n: sum(r[n] for r in check) for n in ("n_published", "n_computed", "n_agree")},
        "wrong": released.rows("reference/disagreeing"),
        "wrong_ranks": released.rows("reference/ranks"),
        "stages": [(s, steps.get(s), has_text(f"method_stage_{s}")) for s in settings["steps"] or steps],
        "has_steps": bool(steps),
        "agreement": released.rows("reference/agreement"),
        "engaged": released.rows("reference/engaged"),
        "read": [day(counts[end]) for end in ("first_read", "last_read")] if counts["first_read"] else [],
        "short": short,
    }


def _scale(released, settings):
    """Return the possible answers with their points and how often each was given: from the methodology, else from the
    answers."""
    given = {r["answer"]: r["n"] for r in released.rows("reference/given")}
    rows = [
        {name: row.get(name) and float(row[name]) for name in ("points", "reversed_points")} | {"answer": row["answer"]}
        for row in settings["scale"]
    ] or released.rows("reference/scale")
    return [row | {"n": given.get(row["answer"], 0)} for row in rows]


def _selected_elements(released):
    return [e for e in released.elements.values() if e["indicator"] in released.indicators]


def _tables(released):
    """Return (group, [(table, rows, bytes)]) of all tables in the release."""
    tables = [r["table"] for r in released.past.codebook if not r["column"] and not r["retired_since"]]
    tables = [name for name in tables if released.table(name).exists()]
    placed = {group: [n for n in names.split() if n in tables] for group, names in TABLES.items()}
    placed["other"] = [n for n in tables if not any(n in names for names in placed.values())]
    # Names from a file of the release must not be used in SQL.
    sizes = {n: read_metadata(released.table(n)).num_rows for n in tables}
    return [
        (group, [(n, sizes[n], released.table(n).stat().st_size, has_text(f"data_about_{n}")) for n in names])
        for group, names in placed.items()
        if names
    ]


def _versions(released):
    past = released.past
    every = sorted([past, *released.others], key=lambda p: p.version, reverse=True)
    sound = [p for p in every if str(p.version) not in released.withdrawn]
    return {
        "versions": [(str(p.version), *_said_of(p), released.withdrawn.get(str(p.version))) for p in every],
        "newer": next((str(p.version) for p in sound if p.version > past.version), None),
        "bibtex": _bibtex(released),
        "licence_address": LICENCES.get(released.about["licence"]),
        "content": past.content_sha256,
        "changelog": changelog(past.text("CHANGELOG.md")),
        "corrections": released.whole("corrections"),
    }


def _said_of(past):
    """Return a release's provenance.json (None if it is damaged), its date, and the date of its data."""
    try:
        return past.provenance, past.record.date_released, past.data_as_of
    except DataError:
        return None, "", ""


def changelog(text):
    """Return the HTML of a changelog in Markdown. Texts from data stay text: no HTML, no links, no images. Its headings
    start below the page's second level."""
    markdown = MarkdownIt("commonmark", {"html": False}).disable(UNWANTED)
    tokens = markdown.parse(text)
    if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        tokens = tokens[3:]
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
    return Markup(markdown.renderer.render(tokens, markdown.options, {}))


def _bibtex(released):
    """Return a BibTeX entry for the release, from its CITATION.cff, or from the edition's row if that can't be read."""
    about = released.about
    try:
        cited = yaml.safe_load(released.past.text("CITATION.cff"))
        authors = [author["name"] for author in cited["authors"]]
        title, licence = cited["title"], cited["license"]
    except (OSError, yaml.YAMLError, KeyError, TypeError):
        authors, title, licence = listed(about["authors"]), about["title_en"], about["licence"]
    fields = {
        "author": " and ".join(f"{{{_tex(a)}}}" for a in authors),
        "title": f"{{{_tex(title)}}}",
        "year": about["year"],
        "version": released.version,
        "note": f"Data set, edition {_tex(released.edition)}, {_tex(licence)}, sha256:{released.past.content_sha256}",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{released.edition}-{released.version},\n{lines}}}"


def _tex(text):
    return re.sub(r"([&%$#_])", r"\\\1", re.sub(r"[{}\\~^]", "", text))


def _findings(released):
    rows = sorted(released.rows("reference/findings"), key=lambda r: numbered(r["finding"]))
    for row in rows:
        row["asked_in"] = [(code, _scope_address(released, code)) for code in listed(row["scopes"])]
        row["who"] = [_who(released, name) for name in listed(row["names"])]
    stated = [r for r in rows if r["stated"]]
    return {
        "stated": stated,
        "besides": [r for r in rows if not r["stated"]],
        "tally": [(v, sum(r["verdict"] == v for r in stated)) for v in ("confirmed", "denied", "unknown")],
    }


def _scope_address(released, code):
    """Return the address of an indicator or element; None if the edition does not apply it."""
    indicator = released.elements.get(code, {}).get("indicator", code)
    if indicator not in released.indicators:
        return None
    return f"{indicator_page(indicator)}.html" + (f"#{code}" if code != indicator else "")


def _who(released, name):
    """Return (row, address) of a company, or of a service that is written company/service."""
    company, _, service = name.partition("/")
    if not service:
        return released.companies[company], f"{company_page(company)}.html"
    return released.services[company, service], f"{service_page(company, service)}.html"


def _recommendations(released):
    gains = {}
    for row in released.rows("reference/gains"):
        gains.setdefault(row["code"], []).append(row)
    themes = {}
    for name, row in released.recommendations.items():
        found = gains.get(name, [])
        done = [r for c, r in released.companies.items() if c not in {g["company"] for g in found}]
        asked = [(code, _scope_address(released, code)) for code in listed(row["indicators"])]
        themes.setdefault(row["theme_en"], (row, []))[1].append((row, asked, found, done))
    every = [g for found in gains.values() for g in found]
    return {
        "themes": list(themes.values()),
        "is_open": any(g["gain_low"] != g["gain_high"] for g in every),
        "most": every[0]["most"] if every else None,
    }
