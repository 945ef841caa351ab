"""Completeness: a final edition must have every answer, and a release counts the gaps in its answers."""

from collections import Counter

from pipeline.reading.edition_rules import exclusion
from pipeline.reading.steps import final_file

PLACE = ("company", "service", "strand", "element")
NAMED = 3
"""The number of missing answers that a message names."""
LACKS = {
    "unlisted_sources": "unlisted source",
    "positive_answers_without_source": "no source",
    "excluded_but_scored": "excluded",
}
"""What is counted of a release's answers -> the kind of the warning that each has."""


def lacks(edition):
    """How many citations name no row of sources.csv, how many answers with points cite no source, and how many answers
    (or printed points) count though the methodology excludes the element; of an edition that was loaded."""
    found = Counter(p.kind for p in edition.problems if p.level == "warning" and p.edition == edition.name)
    return {name: found[kind] for name, kind in LACKS.items()}


def require_final(edition):
    """Report missing answers of an edition without faults whose status is `final`."""
    if edition.tables["staged.editions"]["status"][0] != "final":
        return
    asked, missing = missing_answers(edition)
    if missing:
        file = edition.reader.project.shown(final_file(edition))
        named = ", ".join("/".join(part for part in place if part != "all") for place in missing[:NAMED])
        more = f" and {len(missing) - NAMED:,} more" if len(missing) > NAMED else ""
        what = f'is "final", but of {len(asked):,} answers that are asked for {len(missing):,} '
        what += f"{'is' if len(missing) == 1 else 'are'} missing in {file}: {named}{more}"
        about = edition.reader.project.shown(edition.folder / "edition.yaml")
        message = f'{what} (add them, or write "partial")'
        edition.reader.fault(about, edition.line_of("status"), "status", message, "not final")


def missing_answers(edition):
    """The places (PLACE) of all answers that are asked for, and of those among them that are missing."""
    asked, given = list(_asked(edition)), _given(edition)
    return asked, [place for place in asked if place not in given]


def _asked(edition):
    """(company, service, strand, element) of each answer that the methodology asks for, in that order."""
    m, tables = edition.methodology, edition.tables
    types = dict(tables["staged.companies"].select("company", "type").rows())
    indicators = {r["indicator"]: r for r in m.rows_of("indicators")}
    selected = set(tables["staged.selection"]["indicator"])
    elements = [e for e in m.rows_of("elements") if e["indicator"] in selected]
    for row in tables["staged.services"].to_dicts():
        unit = row | {"class": row["class"] or ""}
        for element in elements:
            indicator = indicators[element["indicator"]]
            if exclusion(unit, types[row["company"]] or "", indicator, element) is None:
                for strand in m.strands[element["indicator"]]:
                    yield row["company"], row["service"], strand, element["element"]


def _given(edition):
    """The same of each answer that is given, or replaced by printed points or by the printed score of its level."""
    answers, scores = (edition.tables[f"staged.{name}"] for name in ("given_answers", "published_scores"))
    has_points = answers["answer"].is_not_null() | answers["printed_points"].is_not_null()
    given = set(answers.filter(has_points).select(PLACE).rows())
    levels = {(*place[:3], place[3].split(".")[0]) for place in given}
    printed = scores.filter(scores["service"] != "").select("company", "service", "strand", "scope")
    printed = set(printed.rows()) - levels
    elements = [(e["element"], e["indicator"]) for e in edition.methodology.rows_of("elements")]
    return given | {(*level[:3], element) for level in printed for element, own in elements if own == level[3]}
