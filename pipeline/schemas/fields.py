"""Every column that more than one table has, described once: meaning, unit, allowed values."""

from functools import partial
from typing import Any

from pipeline.schemas.column import Column, checks_of
from pipeline.schemas.column import Int32 as Int32

FULL = 100 * 10**12
"""Full points in the whole numbers that the SQL computes with (1e-12 point)."""

ID = r"^[a-z0-9][a-z0-9-]{0,59}$"
CATEGORY = r"^[A-Z]$"
FAMILY = r"^[A-Z][1-9][0-9]*$"
INDICATOR = r"^[A-Z][1-9][0-9]*[a-z]?$"
ELEMENT = r"^[A-Z][1-9][0-9]*[a-z]?\.[1-9][0-9]*$"
SCOPE = r"^(total|[A-Z]([1-9][0-9]*[a-z]?)?)$"
DATE = r"^[12][0-9]{3}(-(00(-00)?|(0[1-9]|1[0-2])(-(0[0-9]|[12][0-9]|3[01]))?))?$"
WORD = r"^[A-Za-z][A-Za-z0-9_-]{0,59}$"

UNITS = ["group", "operating_company", "service"]
UNIT_IDS = {"group": "group", "operating_company": "operating-company"}
"""The service ids of the units that are not services."""

SCOPES_SCORED = ["company", "services", "full"]
TOTAL_OF = ["families", "indicators", "categories"]
MEASURES = ["any", "half", "full"]
COUNTED = ["companies", "services"]
CLAIMS = ["none", "almost_none", "only", "minority", "majority", "almost_all"]
VERDICTS = ["confirmed", "denied", "unknown"]
GAIN_GROUPS = ["element", "indicator", "recommendation"]
MEAN_LEVELS = ["families", "categories", "total"]
VARIANTS = ["element_left_out", "category_left_out", "total_of", "partial_points"]
"""What the questions change that ask how firm a place is."""
SERVICE_SCORE = ["nearest", "mean"]
ENGAGEMENT = ["answered", "in_part", "none"]
EVIDENCE = ["printed", "text", "assumed"]
STATUSES = ["draft", "partial", "final"]
SIDES = ["before", "after"]
PURPOSES = ["actual", "comparison", "own_rule", "step", "variant"]
ANSWER_SETS = ["known", "services", "elements", "answers"]
"""Sets of answers that a comparison is made over, each part of the one before it."""
KNOWLEDGE = ["complete", "open", "printed", "not_applicable", "outside"]
"""What an edition knows of a level: all answers, not all, only its printed score, nothing applies, or only answers that
the later edition's scale does not have."""
RANKED_AMONG = ["class"]
ANSWER_STATUS = ["scored", "not_applicable", "unanswered", "printed"]
EXCLUSIONS = ["services_only", "company_only", "company_type", "service_class"]
"""Why a methodology does not ask a unit for an element."""
NOT_APPLICABLE = ["company_type", "service_class", "not_asked"]
"""Why an answer does not apply that no researcher gave a reason for."""
CHANGE_REASONS = [
    "methodology", "unlisted", "merged", "split", "new", "unknown_before", "unknown", "not_applicable",
    "not_asked_before", "not_applicable_before", "nothing_in_both", "in_part", "in_part_counting_others",
    "in_part_open", "in_part_printed", "in_part_printed_counting_others", "in_part_printed_open",
]  # fmt: skip
"""Why a score can't be compared, or only in part."""
SERIES_REASONS = [
    "not_applicable", "answers_missing", "methodology", "not_asked", "another_level", "not_in_edition",
    "nothing_in_both",
]  # fmt: skip
"""Why a score is not restated."""
LINEAGE = ["same", "renamed", "merged", "split", "new", "gone"]
ELEMENT_LINEAGE = ["same", "reworded", "merged", "split", "new", "dropped"]
ONE_TO_ONE = ["same", "renamed", "reworded"]
UNLISTED = "unlisted"
"""What is in one edition only, although no lineage says so."""

IN_ENGLISH = {"en": "English", "ru": "Russian", "kk": "Kazakh"}
"""Languages of labels and names in the data."""

SCORE_STATUS = ["complete", "partial", "printed", "unanswered", "not_applicable"]
KNOWN = (
    "How many of its answers are known: all (`complete`), some (`partial`), none, but printed figures replace some or "
    "all of them (`printed`), none (`unanswered`); or none of them applies (`not_applicable`)"
)


def column(
    description, *, nullable=False, public=False, unit=None, kind=None, optional=False, words=False, alias="", **checks
) -> Any:
    """A column. `kind` is `id` or `code` (ASCII only), `date`, or `person`. An `optional` raw column may be absent. No
    figure depends on a column of `words`, which are for people alone. A raw column is published only if it is `public`.
    `alias` is a name that Python does not allow. `checks` are pandera's, as `checks_of` takes them."""
    return Column(description, nullable, public, unit, kind, optional, words, checks_of(checks), alias)


def matching(pattern, what, todo):
    """Field arguments: the pattern, with the message that names what is expected and what to do."""
    return {"str_matches": {"pattern": pattern, "error": f"is not {what} ({todo})"}}


def one_of(values):
    return {"isin": {"allowed_values": values, "error": f"is not allowed (write one of: {', '.join(values)})"}}


def within(low, high):
    return {"in_range": {"min_value": low, "max_value": high, "error": "is outside 0 to 100 (correct it)"}}


def not_empty():
    return {"str_length": {"min_value": 1, "error": "is empty (fill it in)"}}


ID_FORM = "use lower-case a-z, 0-9 and -, at most 60 characters"
ID_RULE = matching(ID, "an id", ID_FORM)


ELEMENT_OR_NONE = matching(ELEMENT + "|^$", "a code", "write it like F1a.2")


def identifier(description, **more):
    return column(description, kind="id", **ID_RULE, **more)


def code(description, pattern, example, **more):
    return column(description, kind="code", **matching(pattern, "a code", f"write it like {example}"), **more)


def edition(**more):
    return identifier("Edition: one rating in one year, `<series>-<year>`", **more)


def company(**more):
    return identifier("Company", **more)


def service(description="Service, or `group`, or `operating-company`", **more):
    return identifier(description, **more)


def target(**more):
    return identifier("Whose score it is: `company`, or a service's id", **more)


def service_or_none(description, **more):
    """A service's id, or an empty text where the row is not a service's."""
    rule = matching(ID[:-1] + "$|^$", "an id", "use lower-case a-z, 0-9 and -")
    return column(description, kind="id", **rule, **more)


def strand(**more):
    return identifier("Strand of the indicator that is answered on its own; `all` where there is none", **more)


def indicator(**more):
    return code("Indicator", INDICATOR, "F1a", **more)


def element(**more):
    return code("Element: one question of an indicator", ELEMENT, "F1a.2", **more)


def family(**more):
    return code("Family: the indicators that share a number", FAMILY, "F1", **more)


def category(**more):
    return code("Category", CATEGORY, "F", **more)


def scope(description="What is scored: an indicator, a family, a category or `total`", **more):
    return code(description, SCOPE, "F1a, F1, F or total", **more)


def scenario(**more):
    return required("Which answers count: `actual` is what is published; others answer a question", **more)


def text(description, **more):
    return column(description, nullable=True, **more)


def required(description, **more):
    return column(description, **not_empty(), **more)


def date(description, nullable=True, **more):
    rule = matching(DATE, "a date", "write 2023, 2023-05, 2023-05-21 or 21.05.2023")
    return column(description, kind="date", nullable=nullable, **rule, **more)


def step(**more):
    return identifier("Step of the research", **more)


def role(**more):
    return text("Role that gave the answer, such as a step's; never a person's name", optional=True, **more)


def reviewer():
    return text("Who gave the answer", optional=True, kind="person")


def internal_comment():
    return text("What is not for the public", optional=True)


def label(language, **more):
    name = IN_ENGLISH[language]
    return text(f"Label in {name}, in this project's own words", words=True, **more)


def wording(language, what="Text", **more):
    name = IN_ENGLISH[language]
    return text(f"{what}, in {name} and this project's own words", words=True, **more)


def name(language, **more):
    name = IN_ENGLISH[language]
    return text(f"Name in {name}", words=True, **more)


def choice(description, values, **more):
    return column(description, **one_of(values), **more)


def rank_decimals(where_empty):
    """Decimals of the scores that ranks come from; `where_empty` says what an empty value means."""
    return column(
        f"Number of decimals to which scores are rounded (half up) before they are ranked{where_empty}",
        unit="digits",
        nullable=True,
        in_range={"min_value": 0, "max_value": 6, "error": "is not a number of decimals (write 0 to 6)"},
        public=True,
    )


def units(description, **more):
    """A score as the SQL computes it: a whole number of 1e-12 point, 0 to 100 points."""
    return column(description, unit="1e-12 point", nullable=True, **within(0, FULL), **more)


def points(description, **more):
    """A score as people read it: 0 to 100."""
    return column(description, unit="points, 0 to 100", nullable=True, **within(0, 100), **more)


def moved(meaning):
    """A part of a change, in points; it may be below zero."""
    return column(meaning, unit="points", nullable=True)


def n_scored():
    return column("Number of its answers that are known: they were given, and have points", unit="answers", ge=0)


def n_expected():
    return column("Number of answers beneath that apply", unit="answers", ge=0)


def n_printed():
    return column(
        "Number of its answers that are not known, but replaced by a printed figure: the points of the element, or the "
        "score of the level",
        unit="answers", ge=0,
    )  # fmt: skip


def score_status():
    return choice(KNOWN, SCORE_STATUS)


def rank(which):
    meaning = {
        "rank": "Rank among the edition's companies or services; empty if missing answers leave several ranks possible",
        "rank_before_in_both": "Rank in the previous edition, among those that both editions rank, services within "
        "their class; empty if missing answers leave several ranks possible",
        "rank_in_both": "Rank in the later edition, among the same; empty if missing answers leave several ranks "
        "possible",
        "rank_low": "Best place that the unanswered elements leave open",
        "rank_high": "Worst place that the unanswered elements leave open",
    }
    return column(meaning[which], unit="place", nullable=True, ge=1)


def ranked(which, **more):
    meaning = {
        "ranked_in_both": "Number of companies, or of services of the class, that both editions rank",
        "ranked_before": "Number of all companies, or services of the class, that the previous edition ranks",
        "ranked": "Number of all companies, or services of the class, that the later edition ranks",
    }
    return column(meaning[which], ge=1, **more)


def edition_before(**more):
    return identifier("Edition that it is compared with", **more)


CHANGE = {
    "score_before": "Score in the edition before; empty where it is open or not there",
    "score": "Score; empty where it is open",
    "change": "Score less score before; empty where either is open, or nothing is comparable",
    "change_low": "Change at least, for every unanswered element in both editions",
    "change_high": "Change at most, for every unanswered element in both editions",
    "rule": "Part of the change: the edition before by the later one's scale, rule and tree, less its own score",
    "services": "Part of the change: services that are in one edition only",
    "methodology": "Part of the change: elements that are not the same in both editions",
    "applicability": "Part of the change: answers that only one edition scored, as they did not apply in the other",
    "answers": "Part of the change: answers that both editions scored",
    "unknown_low": "Part of the change, at least: what is unanswered in one of the editions",
    "unknown_high": "Part of the change, at most: what is unanswered in one of the editions",
    "comparable": "`yes`: both editions scored every answer beneath; `partly`: some; `no`: none",
    "why": "Why it is not comparable, or only partly",
}
"""The columns of a change, and what each means."""

CHANGED_ELEMENT = "Element; or the indicator, for a level that enters whole as one edition printed only its score"
CHANGE_OF_ANSWER = {
    "answer_before": "Answer in the edition before",
    "answer": "Answer",
    "kind": "In what way it is another: the part of the change follows from it",
    "points_before": "Points in the edition before, by the later edition's scale",
    "points": "Points",
}
COMPARABLE = ["yes", "partly", "no"]
ANSWER_CHANGES = [
    "improved", "declined", "same_points", "newly_scored", "no_longer_scored", "reworded", "another_question",
    "newly_asked", "no_longer_asked",
]  # fmt: skip
LEVELS = ["total", "category", "family", "indicator"]
SERIES_ID = "Id through all editions of the series, that of its first one: `company`, or `company/service`"
RESTATED = "Score by the latest edition's rule, over the answers that both scored; empty where there are none"
LATEST_RESTATED = "The latest edition's score over the same answers"
RELEASE_VERSION = "Version of the release that the edition was taken from; empty for data that is at work"


REASON_CODE = "Code of the reason why the methodology does not ask the element; empty if a researcher gave a reason"
REASON_VALUE = "Company type or service class that the methodology does not ask"


def compared_answers(which):
    """A number of answers beneath a changed score."""
    meaning = {
        "n_after": "Number of known or printed answers of the later edition that are compared",
        "n_known": "Number of known or printed answers of the later edition",
        "n_before": "Number of known or printed answers of the previous edition that are compared",
        "n_own": "Number of known or printed answers of the previous edition",
    }
    return column(meaning[which], unit="answers", nullable=True, ge=0)


def change_weight():
    return column(
        "Weight in the score over what both editions scored; empty for what only one did",
        unit="share", nullable=True, gt=0, le=1.000000001,
    )  # fmt: skip


def contribution():
    return column("What it adds to the part `answers`: weight times the change of points", unit="points", nullable=True)


def gain(meaning):
    return column(meaning, unit="points", nullable=True, **within(0, 100))


def place_then(meaning, **more):
    return column(meaning, unit="place", ge=1, **more)


def position():
    return column("1 for what gains most", ge=1)


KEYS = {
    "edition": edition, "edition_before": edition_before, "company": company, "service": service, "target": target,
    "strand": strand, "scope": scope, "category": category, "family": family, "indicator": indicator,
    "element": element, "step": step, "scenario": scenario,
}  # fmt: skip
"""The columns of keys that mean the same in every table: a table that has one in its grain need not declare it."""


def numbered(kind, description, **more):
    """A number that stands for a name, in the order of the names. `kind`: `unit` (a row of staged.units), `code_number`
    (staged.codes), `scenario` (scored.scenarios) or `comparison` (scored.comparisons)."""
    return column(description, kind=kind, ge=0, **more)._replace(type=Int32)


def unit(description, **more):
    return numbered("unit", f"{description}: a number of staged.units", **more)


def coded(description, **more):
    return numbered("code_number", f"{description}: a number of staged.codes", **more)


NUMBERS = {
    "comparison": partial(numbered, "comparison", "Comparison of two editions: a number of scored.comparisons"),
    "scenario": partial(numbered, "scenario", "Scenario: a number of scored.scenarios"),
    "units_of": partial(
        numbered, "scenario", "The first of the scenarios that share their units: a number of scored.scenarios"
    ),
    "unit": partial(unit, "Company, service, group or operating company"),
    "target": partial(unit, "Company or service that the score belongs to"),
    "service": partial(unit, "Service, group or operating company"),
    "strand": partial(coded, "Strand of the indicator"),
    "indicator": partial(coded, "Indicator"),
    "scope": partial(coded, "Scope: an indicator, a family, a category or `total`"),
    "element": partial(coded, "Element; 0 for a printed level score"),
}
"""The columns of keys that are numbers, as KEYS."""
