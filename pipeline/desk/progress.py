"""`rating progress`: answered and missing answers of an edition, by company and step."""

import tempfile
from collections import Counter

from pipeline.asking.scores import rows_of
from pipeline.computing.build import compute
from pipeline.computing.sql import DuckDB
from pipeline.core.figures import natural
from pipeline.core.problems import DataError, errors
from pipeline.core.project import Project, among
from pipeline.desk.importing import edition_of
from pipeline.reading.steps import FINAL, drafted


def progress(project, name, company="", json=False):
    """Return the listings of an edition: answered of expected by company and step, and what is missing at the latest
    step that has answers: counts by indicator, or the elements of one company. Raises DataError for errors in the
    edition."""
    edition = edition_of(project, name, FINAL)
    wrong = errors(edition.problems)
    if wrong:
        raise DataError(sorted(wrong))
    companies = edition.tables["staged.companies"]["company"].to_list()
    if company:
        among(company, companies, f'company "{company}" in {name}')
    expected = _expected(edition)
    steps = edition.tables["staged.step_answers"].partition_by("step", as_dict=True)
    given = {step: _answered(steps.get((step,))) & expected.keys() for step in edition.steps}
    given[FINAL] = _answered(edition.tables["staged.given_answers"]) & expected.keys()
    latest = next((step for step in reversed(given) if given[step]), next(iter(given)))
    shown = [c for c in companies if company in ("", c)]
    files = {**edition.steps, FINAL: edition.raw["given_answers"]}
    drafts = {step: [r["company"] for _, r in raw.rows if drafted(r)] if raw else [] for step, raw in files.items()}
    rows = [
        {
            "company": c,
            "step": step,
            **_counts([p for p in expected if p[0] == c], found),
            "drafts": drafts[step].count(c),
        }
        for c in shown
        for step, found in given.items()
    ]
    missing = sorted(expected.keys() - given[latest], key=lambda p: (p[0], p[1], _order(p[3]), p[2]))
    missing = [p for p in missing if p[0] in shown]
    if company:
        listed = [{"service": p[1], "strand": p[2], "element": p[3]} for p in missing]
    else:
        counted = Counter((p[0], p[1], expected[p]) for p in missing)
        listed = [{"company": c, "service": s, "indicator": i, "missing": n} for (c, s, i), n in counted.items()]
    if json:
        return {"progress": rows, "step": latest, "missing": listed}
    return {f"{name}: answered of expected": rows, f"missing at step {latest}": listed}


def _expected(edition):
    """Return (company, service, strand, element) -> indicator of every answer that is asked for."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Project(folder)
        compute(scratch, [edition], ["public.answers"])
        with DuckDB(scratch) as tables:
            rows = rows_of(tables, "progress/expected")
    return {(r["company"], r["service"], r["strand"], r["element"]): r["indicator"] for r in rows}


def _answered(table):
    if table is None:
        return set()
    given = table.filter(table["answer"].is_not_null())
    return set(given.select("company", "service", "strand", "element").rows())


def _counts(places, given):
    n = sum(p in given for p in places)
    return {"answered": n, "expected": len(places), "share": f"{100 * n // len(places)} %" if places else ""}


def _order(element):
    indicator, _, number = element.partition(".")
    return *natural(indicator), int(number)
