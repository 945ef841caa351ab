"""The report of a release: complete, in three languages, made only from its tables, and harmless whatever they
contain."""

import re
import shutil
from collections import Counter
from xml.etree import ElementTree

import polars as pl
import pytest

from pipeline.core.texts import english
from support.pages import Page
from support.running import HERE, rating_here

LANGUAGES = ("kk", "ru", "en")
ENGLISH = r"\b(the|of|and|are|not|with|for|from|this|that|which|answers?|scores?|company|service)\b"


@pytest.fixture(scope="session")
def pages(site):
    """language -> name of the file -> its `Page`."""
    return {
        language: {
            path.name: Page(path.read_text(encoding="utf-8")) for path in sorted((site / language).glob("*.html"))
        }
        for language in LANGUAGES
    }


def frame(site, table):
    return pl.read_parquet(site / f"data/{table}.parquet")


def test_every_company_service_and_indicator_has_a_page_in_each_language(site, pages):
    services = frame(site, "services").filter(pl.col("unit") == "service")
    wanted = {f"company-{c}.html" for c in frame(site, "companies")["company"]}
    wanted |= {f"service-{c}--{s}.html" for c, s in services.select("company", "service").rows()}
    wanted |= {f"indicator-{i}.html" for i in frame(site, "selection")["indicator"]}
    others = {
        f"{name}.html"
        for name in ("index", "ranking", "indicators", "changes", "findings", "recommendations", "method", "glossary",
                     "versions", "data")
    }  # fmt: skip
    for language in LANGUAGES:
        assert set(pages[language]) == wanted | others, language
        assert all(page.language == language for page in pages[language].values())


def test_every_link_leads_somewhere_and_nothing_is_fetched_from_elsewhere(site, pages):
    for language in LANGUAGES:
        for name, page in pages[language].items():
            twice = [i for i, n in Counter(page.ids).items() if n > 1]
            assert not twice, (name, twice)
            assert not page.handlers and not "".join(page.scripts).strip(), name
            for address in page.loads:
                assert address == "data:," or (site / language / address).resolve().is_relative_to(site), (
                    name,
                    address,
                )
            for link in set(page.links):
                if re.match(r"https?://", link):
                    continue
                path, _, anchor = link.partition("#")
                target = (site / language / path).resolve() if path else site / language / name
                assert target.is_relative_to(site) and target.is_file(), (name, link)
                if anchor and target.suffix == ".html":
                    ids = pages[target.parent.name][target.name].ids
                    assert anchor in ids, (name, link)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_english_is_left_but_names(pages, language):
    for name, page in pages[language].items():
        words = " ".join(page.words)
        found = re.search(rf".{{0,50}}{ENGLISH}.{{0,50}}", words, re.IGNORECASE)
        assert not found, (name, found[0])


def test_no_text_is_unused():
    templates = "".join(p.read_text(encoding="utf-8") for p in (HERE / "pipeline/reporting").rglob("*.[hp]*"))
    for key in (key.removeprefix("report.") for key in english() if key.startswith("report.")):
        # Some keys are put together: "section_" ~ name.
        parts = key.split("_")
        begins = ["_".join(parts[:n]) + "_" for n in range(1, len(parts))]
        used = [word for word in (key, *begins) for mark in ('"', "'") if f"{mark}{word}" in templates]
        assert used or key.startswith("value_"), f"{key} is not used"


def test_every_text_that_a_template_names_exists():
    for path in (HERE / "pipeline/reporting/templates").glob("*.html"):
        named = re.findall(r"""\bt\(([^()~]*["'][^()~]*?)[,)]""", path.read_text(encoding="utf-8"))
        keys = {key for part in named for key in re.findall(r"""(?<!== )"([\w-]+)\"""", part.partition(" if ")[0])}
        assert [key for key in keys if f"report.{key}" not in english()] == [], path.name


def test_the_pages_show_the_released_figures(site, pages):
    """Each company's total, rank and number of known answers, on its page and in the ranking, as text."""
    names = {r["company"]: r["name_ru"] for r in frame(site, "companies").to_dicts()}
    for r in frame(site, "company_scores").filter(pl.col("scope") == "total").to_dicts():
        score = f"{r['score']:.2f}"
        page = " ".join(pages["en"][f"company-{r['company']}.html"].words)
        assert score in page
        ranking = " ".join((*pages["ru"]["ranking.html"].words, (site / "ru/ranking.html").read_text()))
        assert score.replace(".", ",") in ranking and names[r["company"]] in ranking


def test_every_answer_is_on_one_page_with_its_comment(site):
    """The comment of each answer occurs once in each language: on the page of its service, or for the group on the
    company's page."""
    everything = {p.name: p.read_text(encoding="utf-8") for p in (site / "en").glob("*-*.html")}
    for r in frame(site, "answers").filter(pl.col("comment").is_not_null()).head(200).to_dicts():
        own = f"service-{r['company']}--{r['service']}.html"
        page = own if own in everything else f"company-{r['company']}.html"
        assert r["comment"] in everything[page], r


def test_a_report_of_an_open_edition_shows_ranges(tmp_path, shipped):
    for name in ("raw", "build"):
        shutil.copytree(shipped / name, tmp_path / name)
    rating_here("release", "kz-2023", root=tmp_path)
    rating_here("report", "kz-2023", root=tmp_path)
    folder = tmp_path / "build/report/kz-2023"
    totals = pl.read_parquet(folder / "data/company_scores.parquet").filter(pl.col("scope") == "total")
    for r in totals.to_dicts():
        text = (folder / f"en/company-{r['company']}.html").read_text(encoding="utf-8")
        assert f"{r['score_low']:.2f}–{r['score_high']:.2f}" in text
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    rating_here("report", "kz-2023", root=tmp_path)
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
    assert [p.name for p in folder.parent.iterdir()] == ["kz-2023"]


def test_what_others_wrote_is_shown_as_text(hostile):
    seen = ""
    for path in hostile.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        page = Page(text)
        assert not page.handlers and not "".join(page.scripts).strip(), path
        assert not [link for link in page.links if re.match(r"\s*(javascript|data|vbscript):", link, re.IGNORECASE)]
        assert "<script>window" not in text and "<img src=x" not in text
        seen += text
    assert "&lt;script&gt;window.hacked=1&lt;/script&gt;" in seen and "javascript:window.hacked=1" in seen


def test_a_report_names_what_is_missing(small):
    _, err = rating_here("report", "small-2023", root=small.root, code=2)
    assert "no release of small-2023 exists (run rating release small-2023 first; rating list shows all)" in err
    rating_here("release", "small-2023", root=small.root)
    path = next(small.root.glob("releases/small-2023/*/csv/answers.csv"))
    path.write_text(path.read_text().replace("partial", "yes"))
    _, err = rating_here("report", "small-2023", root=small.root, code=1)
    assert "does not match its sum in SHA256SUMS" in err
    assert not (small.root / "build/report").exists()


def test_a_chart_of_the_report_can_be_exported_as_a_picture(site, tmp_path):
    """With its title, its source and the released scores, in the requested language."""
    root = site.parents[2]
    rating_here("chart", "companies", "example-2024", "--language", "ru", "--out", tmp_path / "c.svg", root=root)
    words = " ".join(ElementTree.parse(tmp_path / "c.svg").getroot().itertext())
    assert "Компании по общему баллу" in words and "Источник: Пример рейтинга 2024 (вымышленный)" in words
    for r in frame(site, "company_scores").filter(pl.col("scope") == "total").to_dicts():
        assert f"{r['score']:.2f}".replace(".", ",") in words
    for name in ("services", "robustness", "series", "indicators-meadow", "change-meadow--meadow-ads"):
        out, _ = rating_here("chart", name, "example-2024", "--format", "png", root=root)
        assert out == f"{root}/build/charts/example-2024/{name}-kk.png\n"
        assert (root / "build/charts/example-2024" / f"{name}-kk.png").read_bytes().startswith(b"\x89PNG")
    _, err = rating_here("chart", "pie", "example-2024", root=root, code=2)
    assert 'unknown chart "pie" of example-2024 (available: companies, ' in err
