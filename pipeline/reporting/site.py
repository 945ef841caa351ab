"""The static site of a release: every page in every language, from the release's own tables only."""

import re
from functools import cache
from typing import NamedTuple

import jinja2

from pipeline.core.languages import LANGUAGES, named
from pipeline.reporting.words import HERE, Words


class Page(NamedTuple):
    """One page in all languages. `name`: its file without `.html`; `facts`: the variables of its template, which are
    rows of the release and independent of language. The template chooses names and formats numbers."""

    name: str
    template: str
    facts: dict


def company_page(company):
    return f"company-{company}"


def service_page(company, service):
    """Return the name of a service's page; group and operating company are on their company's page."""
    return f"service-{company}--{service}"


def indicator_page(indicator):
    return f"indicator-{indicator}"


def web(address):
    """Return an http or https address, which the page links to; None for any other, which it shows as text."""
    address = (address or "").strip()
    return address if re.fullmatch(r"https?://[^\s<>\"]+", address, re.IGNORECASE) else None


@cache
def environment():
    """Return the Jinja environment: it escapes all values, and undefined names are errors."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["web"] = web
    for function in (company_page, service_page, indicator_page, named):
        env.globals[function.__name__] = function  # ty: ignore[invalid-assignment] - Jinja says no types, so its own are taken
    return env


def render(env, released, page, language):
    """Return the HTML of a page in one language."""
    words = Words(language)
    labels = released.labels

    def label(column, value=""):
        """Return the label of a column or value in the release's codebook."""
        row = labels.get((column, str(value)))
        return (row and named(row, language, "label")) or words.value(column, str(value)) or column

    return env.get_template(page.template).render(
        page=page,
        r=released,
        w=words,
        t=words,
        language=language,
        languages=LANGUAGES,
        name=lambda row: named(row, language),
        label_of=lambda row: named(row, language, "label"),
        title_of=lambda row: named(row, language, "title"),
        text_of=lambda row: named(row, language, "text"),
        label=label,
        positions=released.positions,
        **page.facts,
    )


def front_door(released):
    """Return the HTML of the page that leads to the languages; it works without scripts."""
    return environment().get_template("door.html").render(r=released, languages=LANGUAGES)
