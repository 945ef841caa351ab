"""The report as its readers see it: in a browser, opened from disk."""

import itertools
import os
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from support.running import THOROUGH

KINDS = (
    "index", "ranking", "indicators", "indicator-F1a", "changes", "findings", "recommendations", "method", "glossary",
    "versions", "data", "company-meadow", "service-meadow--meadow-ads",
)  # fmt: skip
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUIET = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync",
         "--disable-component-update")  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    """Headless Chromium. CI has it; without it, the tests that need it are skipped."""
    path = shutil.which("chromium")
    if not path:
        if os.environ.get("CI"):
            pytest.fail("CI must have Chromium")
        pytest.skip("there is no chromium to show the report in")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def tab(browser):
    """A page that records its requests and its error messages: `tab.asked`, `tab.wrong`."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.asked, page.wrong = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("dialog", lambda dialog: page.wrong.append(dialog.message) or dialog.dismiss())
    yield page
    context.close()


def test_a_reader_walks_from_the_first_page_to_the_source_of_an_answer(site, tab):
    tab.goto((site / "index.html").as_uri())
    tab.wait_for_url("**/kk/index.html")
    assert tab.locator("html").get_attribute("lang") == "kk"
    tab.click("text=English")
    tab.locator("main a[href^='company-meadow.html']").first.click()
    assert "Meadow (fictional)" in tab.inner_text("h1")
    tab.locator("main a[href='service-meadow--meadow-ads.html']").first.click()
    assert "Meadow Ads (fictional)" in tab.inner_text("h1")
    tab.goto(tab.url.partition("#")[0] + "#F1a.1")
    answer = tab.locator("[id='F1a.1']")
    assert answer.is_visible()
    source = tab.locator("main a[rel~='external']").first
    source.evaluate("node => { for (let n = node; n; n = n.parentElement) if (n.tagName == 'DETAILS') n.open = true }")
    assert source.is_visible() and source.get_attribute("href").startswith("https://")
    tab.locator("header a[hreflang='ru']").click()
    assert tab.locator("html").get_attribute("lang") == "ru" and "service-meadow--meadow-ads" in tab.url
    assert tab.wrong == []
    assert {url for url in tab.asked if not url.startswith((site.as_uri(), "data:,"))} == set()


def test_a_table_is_sorted_and_the_colours_change(site, tab):
    tab.goto((site / "en/ranking.html").as_uri())
    table = tab.locator("table[data-sort]").first
    names = lambda: table.locator("tbody th").all_inner_texts()  # noqa: E731
    before = names()
    header = table.locator("thead th", has=tab.locator("button", has_text="Company")).first
    header.locator("button").click()
    assert header.get_attribute("aria-sort") == "ascending" and names() == sorted(before)
    header.locator("button").click()
    assert header.get_attribute("aria-sort") == "descending" and names() == sorted(before, reverse=True)
    paper = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    tab.locator("header button").first.click()
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") != paper
    assert tab.wrong == []


def test_everything_is_read_without_a_script(site, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    for kind in KINDS:
        page.goto((site / f"ru/{kind}.html").as_uri())
        assert page.locator("h1").is_visible(), kind
        assert page.locator("button:visible").count() == 0, f"{kind} shows a button that does nothing"
    context.close()


def test_no_page_is_wider_than_a_phone(site, browser):
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    for kind in KINDS:
        for language in ("kk", "ru", "en") if THOROUGH else ("kk",):
            page.goto((site / f"{language}/{kind}.html").as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, (kind, language)
    context.close()


LOOKS = [("kk", "light", KINDS), ("en", "dark", ("index", "ranking", "indicator-F1a"))]
if THOROUGH:
    LOOKS = [*itertools.product(("kk", "ru", "en"), ("light", "dark"), (KINDS,))]


@pytest.mark.parametrize(("language", "theme", "kinds"), LOOKS)
def test_every_kind_of_page_is_accessible(site, browser, language, theme, kinds):
    """axe-core finds nothing against WCAG 2.2 AA; in one language with all that is folded unfolded. The dark theme
    differs in colours alone: there only their rule is asked, of some kinds. All kinds, in all
    languages, where RATING_THOROUGH is set."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=theme)
    page = context.new_page()
    rules = {"type": "tag", "values": WCAG} if theme == "light" else {"type": "rule", "values": ["color-contrast"]}
    for kind in kinds:
        page.goto((site / f"{language}/{kind}.html").as_uri())
        # A company's page folds what its services' pages fold, twice as much of it.
        if language == "kk" and (THOROUGH or not kind.startswith("company")):
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
        assert not found.violations_count, f"{kind}: {found.generate_report()[:1500]}"
    context.close()


def test_no_text_of_a_release_runs_in_the_browser(hostile, tab):
    for path in sorted(hostile.glob("en/*.html")):
        tab.goto(path.as_uri())
        tab.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert tab.evaluate("window.hacked") is None, path.name
    assert tab.wrong == []
    assert all(url.startswith((hostile.as_uri(), "data:,")) for url in tab.asked)
