"""The columns that several tables share, each described once: meaning, unit, allowed values."""

from functools import partial
from typing import Any

from pipeline.schemas.column import Column, checks_of
from pipeline.schemas.column import Int32 as Int32

FULL = 100 * 10**12
"""Full points (100) in the integers that the SQL computes with (1e-12 point)."""

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
"""What the variants change that test how robust a rank is."""
SERVICE_SCORE = ["nearest", "mean"]
ENGAGEMENT = ["answered", "in_part", "none"]
EVIDENCE = ["printed", "text", "assumed"]
STATUSES = ["draft", "partial", "final"]
SIDES = ["before", "after"]
PURPOSES = ["actual", "comparison", "own_rule", "step", "variant"]
ANSWER_SETS = ["known", "services", "elements", "answers"]
"""Sets of answers that a comparison scores, each a subset of the previous one."""
KNOWLEDGE = ["complete", "open", "printed", "not_applicable", "outside"]
"""What an edition knows of a level: all answers, not all, only its printed score, nothing applies, or only answers that
the later edition's scale does not have."""
RANKED_AMONG = ["class"]
ANSWER_STATUS = ["scored", "not_applicable", "unanswered", "printed"]
EXCLUSIONS = ["services_only", "company_only", "company_type", "service_class"]
"""Why the methodology does not ask a company or service for an element."""
NOT_APPLICABLE = ["company_type", "service_class", "not_asked"]
"""Why an answer is not applicable, if the researchers gave no reason."""
CHANGE_REASONS = [
    "methodology", "unlisted", "merged", "split", "new", "unknown_before", "unknown", "not_applicable",
    "not_asked_before", "not_applicable_before", "nothing_in_both", "in_part", "in_part_counting_others",
    "in_part_open", "in_part_printed", "in_part_printed_counting_others", "in_part_printed_open",
]  # fmt: skip
"""Why a score is not comparable, or only partly."""
SERIES_REASONS = [
    "not_applicable", "answers_missing", "methodology", "not_asked", "another_level", "not_in_edition",
    "nothing_in_both",
]  # fmt: skip
"""Why a score is not restated."""
LINEAGE = ["same", "renamed", "merged", "split", "new", "gone"]
ELEMENT_LINEAGE = ["same", "reworded", "merged", "split", "new", "dropped"]
ONE_TO_ONE = ["same", "renamed", "reworded"]
UNLISTED = "unlisted"
"""The kind of what one edition has and the lineage files do not mention."""

IN_ENGLISH = {"en": "English", "ru": "Russian", "kk": "Kazakh"}
"""Languages of labels and names in the data."""

SCORE_STATUS = ["complete", "partial", "printed", "unanswered", "not_applicable"]
KNOWN = (
    "How many of the score's answers are known: all (`complete`), some (`partial`), none, but printed scores replace "
    "some or all of them (`printed`), none (`unanswered`); or none of them applies (`not_applicable`)"
)


def column(
    description, *, nullable=False, public=False, unit=None, kind=None, optional=False, words=False, alias="", **checks
) -> Any:
    """Return a `Column`.

    `kind` is `id` or `code` (ASCII only), `date`, or `person`. An `optional` raw column may be absent. No score depends
    on a column of `words`, which only people read. A raw column is published only if it is `public`. `alias` is the
    column's name if Python does not allow it as an attribute. `checks` are pandera's, as `checks_of` takes them.
    """
    return Column(description, nullable, public, unit, kind, optional, words, checks_of(checks), alias)


def matching(pattern, what, todo):
    """Return the check of a pattern, with a message that says what is expected and what to do."""
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
    return identifier("Edition id, `<series>-<year>`: one year's rating", **more)


def company(**more):
    return identifier("Company id, as in the table `companies`", **more)


def service(description="Service id, unique within the company; or `group`, or `operating-company`", **more):
    return identifier(description, **more)


def target(**more):
    return identifier("What the score is of: `company`, or a service id", **more)


def service_or_none(description="Service id, unique within the company; an empty text for the company itself", **more):
    """Return the column of an id that can be an empty text."""
    rule = matching(ID[:-1] + "$|^$", "an id", "use lower-case a-z, 0-9 and -")
    return column(description, kind="id", **rule, **more)


def unit_or_none(description="Service id, or `group`, or `operating-company`; an empty text for the company", **more):
    return service_or_none(description, **more)


def strand(**more):
    return identifier("Strand of the indicator, such as `prepaid`; `all` if the indicator has no strands", **more)


def indicator(**more):
    return code("Indicator code, such as F1a", INDICATOR, "F1a", **more)


def element(**more):
    return code("Element code, such as F1a.2: one part of the indicator F1a", ELEMENT, "F1a.2", **more)


def family(**more):
    return code("Family code, such as F1: the indicators that share this number", FAMILY, "F1", **more)


def category(**more):
    return code("Category code, such as F", CATEGORY, "F", **more)


def scope(description="What the score is of: the code of an indicator, family or category, or `total`", **more):
    return code(description, SCOPE, "F1a, F1, F or total", **more)


def scenario(**more):
    return required("Way of scoring, as in the table `scored.scenarios`; `actual` is the published one", **more)


def text(description, **more):
    return column(description, nullable=True, **more)


def required(description, **more):
    return column(description, **not_empty(), **more)


def date(description, nullable=True, **more):
    rule = matching(DATE, "a date", "write 2023, 2023-05, 2023-05-21 or 21.05.2023")
    return column(description, kind="date", nullable=nullable, **rule, **more)


def step(**more):
    return identifier("Step of the research, as in the methodology's `steps`", **more)


def role(**more):
    return text("Role of the rater, such as the name of a step; never a person's name", optional=True, **more)


def reviewer():
    return text("Person who gave the answer; never published", optional=True, kind="person")


def internal_comment():
    return text("Comment for the team; never published", optional=True)


def label(language, **more):
    return wording(language, "Label", **more)


def wording(language, what, **more):
    return text(f"{what} in {IN_ENGLISH[language]}, in this project's own words", words=True, **more)


def untestable(language, **more):
    return wording(language, "The part of the conclusion that the data can't test,", **more)


def name(language, **more):
    name = IN_ENGLISH[language]
    return text(f"Name in {name}", words=True, **more)


def choice(description, values, **more):
    return column(description, **one_of(values), **more)


def rank_decimals(where_empty):
    """Return the column of the decimals of ranked scores; `where_empty` says what an empty value means."""
    return column(
        f"Number of decimals to which scores are rounded (half up) before they are ranked{where_empty}",
        unit="digits",
        nullable=True,
        in_range={"min_value": 0, "max_value": 6, "error": "is not a number of decimals (write 0 to 6)"},
        public=True,
    )


def units(description, **more):
    """Return the column of a score as the SQL computes it: an integer in units of 1e-12 point, for 0 to 100 points."""
    return column(description, unit="1e-12 point", nullable=True, **within(0, FULL), **more)


def points(description, **more):
    """Return the column of a score as published: 0 to 100 points."""
    return column(description, unit="points, 0 to 100", nullable=True, **within(0, 100), **more)


def moved(meaning):
    """Return the column of a change, or of a component of it, in points; it can be negative."""
    return column(meaning, unit="points", nullable=True)


def n_scored():
    return column("Number of known answers: those given that have points", unit="answers", ge=0)


def n_expected():
    return column("Number of applicable answers: known, printed or missing", unit="answers", ge=0)


def n_printed():
    return column(
        "Number of answers that are not known, but replaced by their printed points or a printed indicator score",
        unit="answers",
        ge=0,
    )


def score_status():
    return choice(KNOWN, SCORE_STATUS)


def rank(which):
    several = "; empty if missing answers leave several ranks possible"
    meaning = {
        "rank": f"Rank among the edition's companies or services, 1 for the highest score{several}",
        "rank_before_in_both": "Rank in the previous edition, counting only the companies, or the services of the same "
        f"class, that both editions rank{several}",
        "rank_in_both": f"Rank in the later edition, among the same companies or services{several}",
        "rank_low": "Best rank that missing answers leave possible",
        "rank_high": "Worst rank that missing answers leave possible",
    }
    return column(meaning[which], unit="rank", nullable=True, ge=1)


def ranked(which, **more):
    meaning = {
        "ranked_in_both": "Number of companies, or of services of the same class, that both editions rank",
        "ranked_before": "Number of companies, or of services of the same class, that the previous edition ranks",
        "ranked": "Number of companies, or of services of the same class, that the later edition ranks",
    }
    return column(meaning[which], ge=1, **more)


def edition_before(**more):
    return identifier("Id of the earlier edition that this one is compared with", **more)


CHANGE = {
    "score_before": "Score in the previous edition; empty if missing answers leave it undetermined, or there is none",
    "score": "Score in the later edition; empty if missing answers leave it undetermined, or there is none",
    "change": "Later score minus previous score; empty if either is undetermined, or no answers are comparable",
    "change_low": "Lowest possible change, given the missing answers of both editions",
    "change_high": "Highest possible change, given the missing answers of both editions",
    "rule": "Component of the change: the previous edition's score recalculated under the later edition's scale, rule "
    "and hierarchy, minus its original score",
    "services": "Component of the change: services that only one edition rates",
    "methodology": "Component of the change: elements that are not the same in both editions",
    "applicability": "Component of the change: answers that are not applicable in one of the editions",
    "answers": "Component of the change: answers that both editions scored",
    "unknown_low": "Component of the change, lowest possible value: answers that are missing in one of the editions",
    "unknown_high": "Component of the change, highest possible value: answers that are missing in one of the editions",
    "comparable": "Whether both editions scored all of the score's answers (`yes`), some (`partly`) or none (`no`)",
    "why": "Why the score is not comparable, or only partly; empty if all of it is",
}
"""The columns of a change, and what each means. Changes and components are in points and can be negative."""

CHANGED_ELEMENT = "Element code; if one edition has only a printed score of the indicator, the indicator code"
CHANGED_ELEMENT_BEFORE = "Element code in the previous edition; an empty text if the element is newly scored or asked"
CHANGE_OF_ANSWER = {
    "answer_before": "Answer in the previous edition; empty if there was none",
    "answer": "Answer in the later edition; empty if there is none",
    "kind": "How the answer differs from the previous edition; determines the component that it counts in",
    "points_before": "Points in the previous edition, by the later edition's scale",
    "points": "Points in the later edition",
}
COMPARABLE = ["yes", "partly", "no"]
ANSWER_CHANGES = [
    "improved", "declined", "same_points", "newly_scored", "no_longer_scored", "reworded", "another_question",
    "newly_asked", "no_longer_asked",
]  # fmt: skip
LEVELS = ["total", "category", "family", "indicator"]
SERIES_ID = "Id in its first edition of the series, kept through renames: `company`, or `company/service`"
RESTATED = "Score under the latest edition's rule, over the answers that both editions scored; empty if there are none"
SCORE_THEN = "Score in that edition; empty if missing answers leave it undetermined, or no answer applies"
LATEST_RESTATED = "The latest edition's score over the same answers"
SCORE_IN_BOTH = {
    "score_before": "Score in the previous edition, over the answers that both editions scored",
    "score": "Score in the later edition, over the answers that both editions scored",
}
STEP = {
    "score_before": "Score before the step, over the answers given both before and after it",
    "score": "Score after the step, over the same answers",
    "moved": "Score after the step minus score before it",
}
RELEASE_VERSION = "Version of the release that the scores come from; empty for unreleased data"


REASON_CODE = "Code of the reason why the methodology does not ask for the element; empty if a researcher gave a reason"
REASON_VALUE = "Company type or service class for which the methodology does not ask for the element"


def compared_answers(which, *, nullable=True):
    """Return the column of a number of answers of a score that is compared."""
    meaning = {
        "n_after": "Number of known or printed answers of the later edition that both editions scored",
        "n_known": "Number of known or printed answers of the later edition",
        "n_before": "Number of known or printed answers of the previous edition that both editions scored",
        "n_own": "Number of known or printed answers of the previous edition",
    }
    return column(meaning[which], unit="answers", nullable=nullable, ge=0)


def n_changed():
    return column("Number of the score's answers that the step changed", unit="answers", ge=0)


def change_weight():
    return column(
        "Weight in the score over the answers that both editions scored; empty if only one scored it",
        unit="share", nullable=True, gt=0, le=1.000000001,
    )  # fmt: skip


def contribution():
    return column(
        "Contribution to the component `answers`: weight times change of points", unit="points", nullable=True
    )


def gain(meaning):
    return column(meaning, unit="points", nullable=True, **within(0, 100))


def rank_then(meaning, **more):
    return column(meaning, unit="rank", ge=1, **more)


def position():
    return column("Position by gain: 1 for the largest gain", ge=1)


def answer(**more):
    return text("Answer, as spelled in the scale; empty if none was given", **more)


def answer_status():
    return choice(
        "Whether the answer is scored, not applicable, missing (`unanswered`), or replaced by its printed points",
        ANSWER_STATUS,
    )


def reason(**more):
    return text("Why the element is not applicable, in the researchers' words", words=True, **more)


def sources(**more):
    return text("Ids of source documents, as in the table `sources`, separated by ;", **more)


def comment(**more):
    return text("What the researchers found", words=True, **more)


def element_or_level():
    return column("Element code; an empty text for a printed indicator score")


def weight(what):
    return column(what, unit="share", gt=0, le=1.000000001)


def group_kind():
    return choice("What the answers share: an element in all services, an indicator, or a recommendation", GAIN_GROUPS)


def engagement(**more):
    return choice(
        "Whether the company responded when asked about its results; empty if that is not known", ENGAGEMENT, **more
    )


def asked_date(**more):
    return date("Date when the company was asked: a year, a month or a day, as text", **more)


def answered_date(**more):
    return date("Date when the company responded: a year, a month or a day, as text", **more)


def engagement_note(**more):
    return text("Public note on the company's response", words=True, **more)


def ranked_among(**more):
    return column(
        "What the service was ranked among: `class`, the services of its class; empty: all services of the edition",
        nullable=True,
        **one_of(RANKED_AMONG),
        **more,
    )


def lineage_kind(kinds):
    return choice("How the two are related", kinds, public=True)


def lineage_note(**more):
    return text("Why, or the document that says so", public=True, **more)


def finding(**more):
    return identifier("Conclusion id, such as c1; the question's id if the report states no conclusion", **more)


def question(**more):
    return identifier("Question id, as in the table `questions`", **more)


def claim(**more):
    return choice("How many of the companies or services do what the question asks, as claimed", CLAIMS, **more)


def counted(**more):
    return choice("What is counted: companies or services", COUNTED, **more)


def measure(**more):
    return choice("Points that a company or service needs to be counted: any, at least half, or full", MEASURES, **more)


def count(which):
    """Return the column of a number of companies or services, as the column `units` says."""
    meaning = {
        "n": "Number of companies or services that the question applies to",
        "n_low": "Lowest possible number of those that do what the question asks: the certain ones",
        "n_high": "Highest possible number of those that do what the question asks, given the missing answers",
    }
    return column(meaning[which], unit="companies or services", ge=0)


def claimed_names(**more):
    return text(
        "If the claim is `only`: the companies or services (`company/service`) that do it, separated by ;", **more
    )


def verdict():
    return choice("Whether the data confirm or deny the claim, or leave it unknown", VERDICTS)


def certain_names():
    return text("Ids of the companies or services that certainly do what the question asks, separated by ;")


KEYS = {
    "edition": edition, "edition_before": edition_before, "company": company, "service": service, "target": target,
    "strand": strand, "scope": scope, "category": category, "family": family, "indicator": indicator,
    "element": element, "step": step, "scenario": scenario, "finding": finding, "question": question, "claim": claim,
}  # fmt: skip
"""The columns of keys that mean the same in every table: a table that has one in its grain need not declare it."""


def numbered(kind, description, **more):
    """Return the column of a number that replaces a name; numbers are in the order of the names. `kind`: `unit`
    (staged.units), `code_number` (staged.codes), `scenario` (scored.scenarios) or `comparison` (scored.comparisons)."""
    return column(description, kind=kind, ge=0, **more)._replace(type=Int32)


def unit(description, **more):
    return numbered("unit", f"{description} (number in `staged.units`)", **more)


def coded(description, **more):
    return numbered("code_number", f"{description} (number in `staged.codes`)", **more)


NUMBERS = {
    "comparison": partial(numbered, "comparison", "Comparison of two editions (number in `scored.comparisons`)"),
    "scenario": partial(numbered, "scenario", "Scenario (number in `scored.scenarios`)"),
    "units_of": partial(
        numbered, "scenario", "First of the scenarios that share their units (number in `scored.scenarios`)"
    ),
    "unit": partial(unit, "Company, service, group or operating company"),
    "target": partial(unit, "Company or service that the score is of"),
    "service": partial(unit, "Service, group or operating company"),
    "strand": partial(coded, "Strand of the indicator"),
    "indicator": partial(coded, "Indicator"),
    "scope": partial(coded, "What the score is of: an indicator, a family, a category or `total`"),
    "element": partial(coded, "Element; 0 for a printed indicator score"),
}
"""The key columns of `Numbered` tables, as in KEYS."""
