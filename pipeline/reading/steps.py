"""The steps of the research: `answers/<step>.csv` of an edition, and the agreement of raters."""

from itertools import combinations

import polars as pl

from pipeline.core.limits import exists_or_link
from pipeline.reading.agreement import alpha
from pipeline.schemas import SCHEMAS, columns, key
from pipeline.schemas.frames import empty

FINAL = "final"
"""The step that is scored; answers.csv has the same answers in an edition without steps."""

KEYS = ("company", "service", "strand", "element")
"""The key of an answer in the file of a step."""

NOTES = ("reason", "sources", "comment", "internal_comment")


def is_draft():
    """Return an expression that is true for a row of answers, raw or typed, without an answer or printed points. Its
    other cells are private notes of a researcher."""
    given = pl.col("^(answer|printed_points)$").cast(pl.String).fill_null("") != ""
    return ~pl.any_horizontal(given)


def drafted(cells):
    """Return True for a row of text that is a draft and has notes."""
    return not (cells["answer"] or cells.get("printed_points")) and any(cells.get(name) for name in NOTES)


def final_file(folder):
    """Return the path of an edition's final answers: answers/final.csv if it exists, else answers.csv."""
    stepped = folder / "answers" / f"{FINAL}.csv"
    return stepped if exists_or_link(stepped) else folder / "answers.csv"


def step_tables(editions):
    """Return the staged tables of the steps: the answers of all steps, the order of steps, the agreement of raters."""
    answers, order, agreement = [], [], []
    for edition in editions:
        given = edition.tables["staged.given_answers"].with_columns(step=pl.lit(FINAL))
        names = [c.name for c in columns(SCHEMAS["staged.step_answers"])]
        own = pl.concat([edition.tables["staged.step_answers"], given.select(names)]).filter(~is_draft())
        steps = [s for s in edition.methodology.steps if s != FINAL]
        found = set(own["step"])
        if found <= {FINAL}:
            # An edition with only final answers has no history of steps.
            continue
        answers.append(own.filter(pl.col("answer").is_not_null()))
        order += [(edition.name, step, i) for i, step in enumerate([*steps, FINAL], 1) if step in found]
        agreement += agreed(edition.name, own, edition.methodology)
    tables = {"step_answers": answers, "steps": order, "agreement": agreement}
    result = {}
    for table, found in tables.items():
        schema = SCHEMAS[f"staged.{table}"]
        types = {c.name: c.dtype for c in columns(schema)}
        frame = (
            pl.concat([empty(schema), *found]) if table == "step_answers" else pl.DataFrame(found, types, orient="row")
        )
        result[f"staged.{table}"] = frame.sort(key(schema))
    return result


def agreed(edition, answers, methodology):
    """Return the rows of the table `agreement`: by indicator and in total, over the methodology's raters.

    A unit is one element of one service. Percent agreement: the share of equal answers among all pairs of answers to
    one unit. Krippendorff's alpha: nominal over the answers, N/A included; ordinal over their points, without answers
    that have none. Each is empty if it is not defined, as with nothing or only one value to compare.
    """
    raters = [r for r in methodology.raters if r in set(answers["step"])]
    if len(raters) < 2:
        return []
    units = {}
    reversed_ = {r["element"]: r["reversed"] == "true" for r in methodology.rows_of("elements")}
    own = answers.filter(pl.col("step").is_in(raters) & pl.col("answer").is_not_null())
    for company, service, strand, element, step, answer in own.select(
        "company", "service", "strand", "element", "step", "answer"
    ).rows():
        units.setdefault((company, service, strand, element), {})[step] = answer
    scopes = {"total": list(units)}
    for unit in units:
        scopes.setdefault(unit[3].split(".")[0], []).append(unit)
    rows = []
    for scope, keys in scopes.items():
        given = [[*units[unit].values()] for unit in keys]
        points = [
            [p for word in words if (p := methodology.scale.points(word, reversed_[unit[3]])) is not None]
            for unit, words in zip(keys, given, strict=True)
        ]
        pairs = [a == b for words in given for a, b in combinations(words, 2)]
        share = sum(pairs) / len(pairs) if pairs else None
        both = sum(len(words) > 1 for words in given)
        rows.append((edition, scope, len(raters), both, share, alpha(given, "nominal"), alpha(points, "ordinal")))
    return rows
