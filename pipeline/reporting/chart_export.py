"""`rating chart`: one chart of the report as a separate picture, with its title and source."""

from pipeline.core.languages import named
from pipeline.core.project import UsageError
from pipeline.reporting import changes, companies, overview, services
from pipeline.reporting.charts.svg import press
from pipeline.reporting.release_data import released
from pipeline.reporting.site import company_page, service_page
from pipeline.reporting.words import Words

WHOLE = {
    ("index", "ranking"): ("companies", "front_chart"),
    ("ranking", "services"): ("services", "ranking_services_chart"),
    ("ranking", "categories"): ("categories", "ranking_categories"),
    ("ranking", "robustness"): ("robustness", "ranking_firm_chart"),
    ("changes", "series"): ("series", "changes_series_chart"),
}
"""(page, chart on it) -> its name in the command, and the key of its title."""

RATED = {
    "indicators": ("indicators", "press_indicators"),
    "waterfall": ("change", "press_change"),
}
"""Chart on the page of a company or service -> the prefix of its name, and the key of its title."""


def chart(project, edition, version, name, fmt, language):
    """Return the chart of that name as the bytes of an SVG or PNG.

    Raises UsageError, with the known names, for an unknown name, and if no score is known.
    """
    found = released(project, edition, version)
    words = Words(language)
    known = {}
    for area in (overview, changes, companies, services):
        known |= _charts(found, area.pages(found))
    if name not in known:
        raise UsageError(f'unknown chart "{name}" of {edition} (available: {", ".join(known)})')
    draw, title = known[name]
    about = found.about
    source = words(
        "press_source",
        title=named(about, language, "title"),
        version=found.version,
        licence=about["licence"],
        authors=about["authors"] or named(about, language, "title"),
    )
    try:
        picture = draw(words).chart()
    except ValueError:
        raise UsageError(f'chart "{name}" of {edition} is empty: no score is known yet') from None
    return press(picture, title(words), source, fmt)


def _charts(found, pages):
    """Return name -> (function that draws it, function that returns its title), of the pages that have charts."""
    whose = {company_page(c): (c, row) for c, row in found.companies.items()}
    whose |= {
        service_page(c, s): (f"{c}--{s}", row) for (c, s), row in found.services.items() if row["unit"] == "service"
    }
    charts = {}
    for page in pages:
        for kind, draw in page.facts.get("charts", {}).items():
            if (page.name, kind) in WHOLE:
                name, key = WHOLE[page.name, kind]
                charts[name] = draw, lambda words, key=key: words(key)
            elif page.name in whose:
                (code, row), (begin, key) = whose[page.name], RATED[kind]
                charts[f"{begin}-{code}"] = (
                    draw,
                    lambda words, key=key, row=row: words(key, name=named(row, words.language)),
                )
    return charts
