"""Schemas of the public tables, which releases contain. Scores are in points, 0 to 100.

A table that only converts another one into points inherits its columns and declares the converted ones.
"""

from pipeline.schemas import compared
from pipeline.schemas import fields as f
from pipeline.schemas.base import Table


class Scores(Table):
    """A score, its bounds, and how many of its answers are known."""

    score: float = f.points("Score; empty if missing answers leave it undetermined, or no answer applies")
    score_low: float = f.points("Lowest possible score: missing answers count as 0 points; empty if no answer applies")
    score_high: float = f.points(
        "Highest possible score: missing answers count as full points; empty if no answer applies"
    )
    status: str = f.score_status()
    n_scored: int = f.n_scored()
    n_expected: int = f.n_expected()


class Ranked(Scores):
    """Scores with ranks."""

    rank: f.Int32 = f.rank("rank")
    rank_low: f.Int32 = f.rank("rank_low")
    rank_high: f.Int32 = f.rank("rank_high")


class Answers(Table, grain="edition company service strand element"):
    """Every answer that an edition expects or has, including missing ones."""

    indicator: str = f.indicator()
    answer: str = f.answer()
    status: str = f.answer_status()
    points: float = f.points("Points of the answer, or printed points; empty if it is missing or not applicable")
    reason: str = f.text(
        "Why the element is not applicable: the researchers' reason, or else the methodology's", words=True
    )
    reason_code: str = f.choice(f.REASON_CODE, f.NOT_APPLICABLE, nullable=True)
    reason_value: str = f.text(f.REASON_VALUE)
    sources: str = f.sources()
    comment: str = f.comment()


class LevelScores(Scores, grain="edition company service strand indicator"):
    """The score of each service, group and operating company on each indicator: the mean of its answers' points."""

    n_printed: int = f.n_printed()


class IndicatorScores(Scores, grain="edition company indicator"):
    """Each company's score on each indicator: the mean over its group, operating company and services."""

    n_printed: int = f.n_printed()


class FamilyScores(Scores, grain="edition company family"):
    """Each company's score on each family: the mean of its indicators. An indicator without a letter is a family."""

    n_printed: int = f.n_printed()


class CompanyScores(Ranked, grain="edition company scope"):
    """Each company's score and rank in each category and in total."""

    scope: str = f.scope("What the score is of: a category code, or `total`")
    n_printed: int = f.n_printed()


class ServiceScores(Ranked, grain="edition company service scope"):
    """Each service's score and rank on each indicator, family and category, and in total."""

    service: str = f.service("Service id, unique within the company")
    n_printed: int = f.n_printed()


class AnswerWeights(Table, grain="edition company target scope service strand indicator element"):
    """The weight of each answer or printed indicator score in each score, which is the sum of weight times points."""

    element: str = f.element_or_level()
    weight: float = f.weight("Weight in the score; the weights of one company, target and scope add up to 1")


class CompanyChanges(compared.Changed, grain="edition edition_before company scope"):
    """The change of each company's scores since an earlier edition, split into components."""


class ServiceChanges(compared.Changed, grain="edition edition_before company service scope"):
    """The change of each service's scores since an earlier edition, split into components."""

    service: str = f.service("Service id, unique within the company")


class AnswerChanges(
    compared.ChangedAnswer, grain="edition edition_before company target scope service strand element element_before"
):
    """The answers that differ from an earlier edition, and what each contributes to the change of each score."""

    element: str = f.column(f.CHANGED_ELEMENT)
    element_before: str = f.column(f.CHANGED_ELEMENT_BEFORE)
    points_before: float = f.points(f.CHANGE_OF_ANSWER["points_before"])
    points: float = f.points(f.CHANGE_OF_ANSWER["points"])
    indicator: str = f.indicator()


class IndicatorChanges(compared.ChangedIndicator, grain="edition edition_before company target scope indicator"):
    """What each indicator contributes to the component `answers` of each change."""

    score_before: float = f.points(f.SCORE_IN_BOTH["score_before"])
    score: float = f.points(f.SCORE_IN_BOTH["score"])


class SeriesScores(compared.SeriesScore, grain="edition company service scope"):
    """Each score of each edition of the series, also restated under the latest edition's rule."""

    edition: str = f.identifier("Edition id: any edition of the series")
    service: str = f.service_or_none()
    score: float = f.points(f.SCORE_THEN)
    score_restated: float = f.points(f.RESTATED)
    latest_restated: float = f.points(f.LATEST_RESTATED)
    why: str = f.text("Why there is no restated score; empty if there is one")
    why_code: str = f.choice("The code of `why`", f.SERIES_REASONS, nullable=True)


class StepChanges(Table, grain="edition step company service scope"):
    """How many answers each step of the research changed, and by how much the scores changed."""

    service: str = f.service_or_none()
    n_changed: int = f.n_changed()
    score_before: float = f.points(f.STEP["score_before"])
    score: float = f.points(f.STEP["score"])
    moved: float = f.moved(f.STEP["moved"])


class StepAnswers(Table, grain="edition step company service strand element"):
    """The answers given at each step of the research, including the final one."""

    answer: str = f.answer()
    role: str = f.required("Role of the rater, or the name of the step if no role is named; never a person's name")


class Engagement(Table, grain="edition company"):
    """Whether each company responded when asked about its results."""

    engagement: str = f.engagement(nullable=True)
    asked_date: str = f.asked_date()
    answered_date: str = f.answered_date()
    note: str = f.engagement_note()


class Roadmap(Table, grain="edition company target service strand indicator element"):
    """Every answer that is missing or below full points, and the gain of the total if it had full points."""

    element: str = f.element_or_level()
    answer: str = f.answer()
    status: str = f.answer_status()
    points: float = f.points("Points of the answer, or printed points; empty if it is missing")
    weight: float = f.weight("Weight of the answer in the total")
    gain: float = f.gain("Gain of the total if the answer had full points; empty if the answer is missing")
    gain_low: float = f.gain("Lowest possible gain: a missing answer may have full points already")
    gain_high: float = f.gain("Highest possible gain: a missing answer may have no points yet")
    score_low: float = f.points("Lowest possible total with the gain")
    score_high: float = f.points("Highest possible total with the gain")
    rank_low: f.Int32 = f.rank_then("Best possible rank with the gain, if no other total changes")
    rank_high: f.Int32 = f.rank_then("Worst possible rank with the gain, if no other total changes")
    position: f.Int32 = f.position()


class RoadmapGroups(Table, grain="edition company target kind code"):
    """Groups of answers that can change together, and the gain of the total if the whole group had full points."""

    kind: str = f.group_kind()
    code: str = f.required(
        "Code of the element, indicator or recommendation; among elements, a printed indicator score has the "
        "indicator's code"
    )
    n_answers: int = f.column("Number of answers that are missing or below full points", unit="answers", ge=1)
    gain: float = f.gain("Gain of the total if the group had full points; empty if answers are missing")
    gain_low: float = f.gain("Lowest possible gain: missing answers may have full points already")
    gain_high: float = f.gain("Highest possible gain: missing answers may have no points yet")
    score_low: float = f.points("Lowest possible total with the gain")
    score_high: float = f.points("Highest possible total with the gain")
    rank_low: f.Int32 = f.rank_then("Best possible rank with the gain, if no other total changes")
    rank_high: f.Int32 = f.rank_then("Worst possible rank with the gain, if no other total changes")
    position: f.Int32 = f.position()
    score_so_far_low: float = f.points(
        "Lowest possible total with this group and all that gain more; empty for recommendations, which overlap"
    )
    score_so_far_high: float = f.points(
        "Highest possible total with this group and all that gain more; empty for recommendations, which overlap"
    )
    rank_so_far_low: f.Int32 = f.rank_then(
        "Best possible rank with this group and all that gain more; empty for recommendations", nullable=True
    )
    rank_so_far_high: f.Int32 = f.rank_then(
        "Worst possible rank with this group and all that gain more; empty for recommendations", nullable=True
    )


class RankRobustness(Table, grain="edition company service question"):
    """How robust each rank is: the best and the worst rank that other ways of scoring give."""

    service: str = f.service_or_none()
    question: str = f.choice(
        "What the variants change: they leave out an element or a category, take the total as the mean of indicators "
        "or categories, or give partial answers different points; or `all` of these",
        [*f.VARIANTS, "all"],
    )
    rank: f.Int32 = f.rank("rank")
    rank_low: f.Int32 = f.rank("rank_low")
    rank_high: f.Int32 = f.rank("rank_high")
    best: f.Int32 = f.rank_then("Best rank in any of the variants")
    worst: f.Int32 = f.rank_then("Worst rank in any of the variants")
    best_with: str = f.text("Variant that gives the best rank; empty if that is `rank_low`")
    worst_with: str = f.text("Variant that gives the worst rank; empty if that is `rank_high`")
    n_scenarios: int = f.column("Number of variants; those that can't change a score are left out", unit="variants",
                                ge=1)  # fmt: skip
    tied: int = f.column(
        "Number of other companies or services with the same total at the printed precision; empty if missing answers "
        "leave the total undetermined",
        unit="companies or services",
        nullable=True,
        ge=0,
    )


class Findings(Table, grain="edition finding"):
    """The conclusions of an edition's report, and whether the data confirm or deny each, or leave it unknown."""

    stated: bool = f.column("True if the edition's report states the conclusion; false if only the data give it")
    question: str = f.question()
    claim: str = f.claim()
    units: str = f.counted()
    verdict: str = f.verdict()
    n: int = f.count("n")
    n_low: int = f.count("n_low")
    n_high: int = f.count("n_high")
    names: str = f.certain_names()
    text_en: str = f.wording("en", "The conclusion")
    text_ru: str = f.wording("ru", "The conclusion")
    text_kk: str = f.wording("kk", "The conclusion")
    sentence_en: str = f.required("What the data say about the question, in English", words=True)
    sentence_ru: str = f.required("What the data say about the question, in Russian", words=True)
    sentence_kk: str = f.required("What the data say about the question, in Kazakh", words=True)
    note_en: str = f.untestable("en")
    note_ru: str = f.untestable("ru")
    note_kk: str = f.untestable("kk")


class Reconciliation(Table, grain="edition company service strand scope"):
    """Each score that the source of an edition printed, compared with the one computed from the answers."""

    service: str = f.column(
        "Service id, unique within the company; or `group`, or `operating-company`; an empty text for the company"
    )
    published: float = f.points("Printed score")
    computed: float = f.points("Score computed from the answers; empty if some are not known")
    difference: float = f.column("Computed score minus printed score; empty if none was computed", unit="points",
                                 nullable=True)  # fmt: skip
    agrees: bool = f.column(
        "True if the difference is at most half a unit of the last printed digit, plus 0.005 points because some "
        "printed scores are means of rounded scores; empty if no score was computed",
        nullable=True,
    )


class RankReconciliation(Table, grain="edition company service scope"):
    """Each rank that the source of an edition printed, compared with the one computed from the answers."""

    service: str = f.service_or_none()
    published: f.Int32 = f.rank_then("Printed rank")
    computed: f.Int32 = f.rank_then(
        "Rank computed from the answers, among the same companies or services; empty if missing answers leave several "
        "ranks possible",
        nullable=True,
    )
    rank_low: f.Int32 = f.rank("rank_low")
    rank_high: f.Int32 = f.rank("rank_high")
    agrees: bool = f.column(
        "True if both ranks are equal; false if missing answers can't explain the printed rank; empty if it is one of "
        "several possible ranks, or if no rank was computed",
        nullable=True,
    )
    among: str = f.ranked_among()
