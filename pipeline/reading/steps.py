"""The steps of the research: `answers/<step>.csv` of an edition, and how far the raters agree."""

from itertools import combinations

import polars as pl

from pipeline.core.limits import there
from pipeline.reading.agreement import alpha
from pipeline.schemas import SCHEMAS, columns, empty, key

FINAL = "final"
"""The step that is scored; a plain answers.csv is the same."""

KEYS = ("company", "service", "strand", "element")
"""What names an answer in the file of a step."""

NOTES = ("reason", "sources", "comment", "internal_comment")


def is_draft():
    """True for a row of answers, raw or typed, that has neither an answer nor printed points: what it says besides is a
    researcher's note, and private."""
    given = pl.col("^(answer|printed_points)$").cast(pl.String).fill_null("") != ""
    return ~pl.any_horizontal(given)


def drafted(cells):
    """True for a row of text that is a draft, and says something."""
    return not (cells["answer"] or cells.get("printed_points")) and any(cells.get(name) for name in NOTES)


def final_file(folder):
    """The file of an edition's final answers; that of a plain edition where there is neither."""
    stepped = folder / "answers" / f"{FINAL}.csv"
    return stepped if there(stepped) else folder / "answers.csv"


def step_tables(editions):
    """Staged tables of the steps: all answers of all steps, the order of the steps, and how far raters agree."""
    answers, order, agreement = [], [], []
    for edition in editions:
        given = edition.tables["staged.given_answers"].with_columns(step=pl.lit(FINAL))
        names = [c.name for c in columns(SCHEMAS["staged.step_answers"])]
        own = pl.concat([edition.tables["staged.step_answers"], given.select(names)]).filter(~is_draft())
        steps = [s for s in edition.methodology.steps if s != FINAL]
        there = set(own["step"])
        if there <= {FINAL}:
            # An edition whose research is not at hand step by step has no history to tell.
            continue
        answers.append(own.filter(pl.col("answer").is_not_null()))
        order += [(edition.name, step, i) for i, step in enumerate([*steps, FINAL], 1) if step in there]
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
    """Rows of the table `agreement`: by indicator and in all, over the raters that the methodology names.

    A unit is one element of one service. Percent agreement: of all pairs of answers to one unit, how many are the same
    word. Krippendorff's alpha (nominal): over the answers as words, N/A among them; ordinal: over their points,
    without those that have none. Empty where it is not defined: nothing, or only one value, to compare.
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
    for scope, places in scopes.items():
        given = [[*units[place].values()] for place in places]
        points = [
            [p for word in words if (p := methodology.scale.points(word, reversed_[place[3]])) is not None]
            for place, words in zip(places, given, strict=True)
        ]
        pairs = [a == b for words in given for a, b in combinations(words, 2)]
        share = sum(pairs) / len(pairs) if pairs else None
        both = sum(len(words) > 1 for words in given)
        rows.append((edition, scope, len(raters), both, share, alpha(given, "nominal"), alpha(points, "ordinal")))
    return rows
