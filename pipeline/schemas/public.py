"""Schemas of the public tables: what a release holds. Scores are points, 0 to 100.

A table that only shows another one in points has its columns, and says those that become points.
"""

from pipeline.schemas import compared
from pipeline.schemas import fields as f
from pipeline.schemas.base import Table


class Figures(Table):
    """A company's score, its bounds, and how many of its answers are known."""

    score: float = f.points("Score; empty where unanswered elements leave it open, or nothing applies")
    score_low: float = f.points("Score if every unanswered element had no points")
    score_high: float = f.points("Score if every unanswered element had full points")
    status: str = f.score_status()
    n_scored: int = f.n_scored()
    n_expected: int = f.n_expected()


class Ranked(Figures):
    """Figures with places."""

    rank: f.Int32 = f.rank("rank")
    rank_low: f.Int32 = f.rank("rank_low")
    rank_high: f.Int32 = f.rank("rank_high")


class Answers(Table, grain="edition company service strand element"):
    """Every answer that an edition expects or has, each with what became of it."""

    indicator: str = f.indicator()
    answer: str = f.text("Answer; empty where none was given")
    status: str = f.choice(
        "What became of the answer: it is scored, does not apply, is missing, or only its points were printed",
        f.ANSWER_STATUS,
    )
    points: float = f.points("Points of the answer; empty where it is missing or does not apply")
    reason: str = f.text("Why the element does not apply", words=True)
    reason_code: str = f.choice(f.REASON_CODE, f.NOT_APPLICABLE, nullable=True)
    reason_value: str = f.text(f.REASON_VALUE)
    sources: str = f.text("Source documents in the table sources, separated by ;")
    comment: str = f.text("What the researcher found", words=True)


class LevelScores(Figures, grain="edition company service strand indicator"):
    """One service's (or group's, or operating company's) score on one indicator: the mean of its answers' points."""

    n_printed: int = f.n_printed()


class IndicatorScores(Figures, grain="edition company indicator"):
    """Each company's score on each indicator: the mean of what there is of group, operating company and services."""

    n_printed: int = f.n_printed()


class FamilyScores(Figures, grain="edition company family"):
    """Each company's score on each family: the mean of its indicators. An indicator without letters is its own."""

    n_printed: int = f.n_printed()


class CompanyScores(Ranked, grain="edition company scope"):
    """Each company's score and place in each category and in all."""

    scope: str = f.scope("A category, or `total`")
    n_printed: int = f.n_printed()


class ServiceScores(Ranked, grain="edition company service scope"):
    """Each service's score and place on each indicator, family, category and in all."""

    service: str = f.service("Service")
    n_printed: int = f.n_printed()


class AnswerWeights(Table, grain="edition company target scope service strand indicator element"):
    """How much each answer (or printed level) counts in each score: the sum of weight times points is the score."""

    element: str = f.column("Element; empty for a printed level score")
    weight: float = f.column(
        "Weight; the weights of one target and scope add up to 1", unit="share", gt=0, le=1.000000001
    )


class CompanyChanges(compared.Changed, grain="edition edition_before company scope"):
    """How each company's scores changed since the previous edition, and the components of each change."""


class ServiceChanges(compared.Changed, grain="edition edition_before company service scope"):
    """How each service's scores changed since the previous edition, and the components of each change."""

    service: str = f.service("Service")


class AnswerChanges(
    compared.ChangedAnswer, grain="edition edition_before company target scope service strand element element_before"
):
    """The answers that are others than in the edition before, and what each adds to the change of each score."""

    element: str = f.column(f.CHANGED_ELEMENT)
    element_before: str = f.column("Element in the edition before; empty for one that is newly scored or asked")
    points_before: float = f.points(f.CHANGE_OF_ANSWER["points_before"])
    points: float = f.points(f.CHANGE_OF_ANSWER["points"])
    indicator: str = f.indicator()


class IndicatorChanges(compared.ChangedIndicator, grain="edition edition_before company target scope indicator"):
    """What each indicator adds to the part `answers` of each change."""

    score_before: float = f.points("Score of the edition before over what both scored")
    score: float = f.points("Score of the later edition over what both scored")


class SeriesScores(compared.SeriesScore, grain="edition company service scope"):
    """Each score of each edition of the series, and what it is by the latest edition's rule over what both scored."""

    edition: str = f.identifier("Edition of the series")
    service: str = f.service_or_none("Service; empty for the company")
    score: float = f.points("Score; empty where it is open")
    score_restated: float = f.points(f.RESTATED)
    latest_restated: float = f.points(f.LATEST_RESTATED)
    why: str = f.text("Why there is no restated score; empty if there is one")
    why_code: str = f.choice("The code of `why`", f.SERIES_REASONS, nullable=True)


class StepChanges(Table, grain="edition step company service scope"):
    """What each step of the research changed, and how many points that moved."""

    service: str = f.service_or_none("Service; empty for the company")
    n_changed: int = f.column("Answers beneath that the step changed", unit="answers", ge=0)
    score_before: float = f.points("Score before the step, over what was answered before and after it")
    score: float = f.points("Score after the step, over the same")
    moved: float = f.moved("Score less score before")


class StepAnswers(Table, grain="edition step company service strand element"):
    """The answers as they were given at each step of the research, the final one included."""

    answer: str = f.text("Answer")
    role: str = f.required("Role that gave the answer, such as a step's; never a person's name")


class Engagement(Table, grain="edition company"):
    """Whether each company answered when it was asked about its results."""

    engagement: str = f.column(
        "What the company answered when it was asked about its results; empty where that is not known",
        nullable=True,
        **f.one_of(f.ENGAGEMENT),
    )
    asked_date: str = f.date("Date when it was asked: a year, a month or a day, as text")
    answered_date: str = f.date("Date when it answered: a year, a month or a day, as text")
    note: str = f.text("What may be said of it in public", words=True)


class Roadmap(Table, grain="edition company target service strand indicator element"):
    """Every answer short of full, or not known, and what the total would gain if it were full."""

    element: str = f.column("Element; empty for a printed level score")
    answer: str = f.text("Answer; empty where none was given")
    status: str = f.choice("What became of the answer", f.ANSWER_STATUS)
    points: float = f.points("Points of the answer; empty where it is missing")
    weight: float = f.column("Weight in the total", unit="share", gt=0, le=1.000000001)
    gain: float = f.gain("What the total would gain; empty while the answer is missing")
    gain_low: float = f.gain("Gain at least: an answer that is missing may be full already")
    gain_high: float = f.gain("Gain at most")
    score_low: float = f.points("Total then, at least")
    score_high: float = f.points("Total then, at most")
    rank_low: f.Int32 = f.place_then("Best place then, the others being as they are")
    rank_high: f.Int32 = f.place_then("Worst place then, the others being as they are")
    position: f.Int32 = f.position()


class RoadmapGroups(Table, grain="edition company target kind code"):
    """Groups of answers that move together, and what the total would gain if they were full."""

    kind: str = f.choice(
        "What holds the group together: one element in all services, one indicator, or a recommendation", f.GAIN_GROUPS
    )
    code: str = f.required("Element (indicator where only its printed score is known), indicator or recommendation")
    n_answers: int = f.column("Answers short of full, or not known", unit="answers", ge=1)
    gain: float = f.gain("What the total would gain; empty while answers are missing")
    gain_low: float = f.gain("Gain at least: answers that are missing may be full already")
    gain_high: float = f.gain("Gain at most")
    score_low: float = f.points("Total then, at least")
    score_high: float = f.points("Total then, at most")
    rank_low: f.Int32 = f.place_then("Best place then, the others being as they are")
    rank_high: f.Int32 = f.place_then("Worst place then, the others being as they are")
    position: f.Int32 = f.position()
    score_so_far_low: float = f.points("Total at least with this group and all before it; recommendations overlap")
    score_so_far_high: float = f.points("Total at most with this group and all before it; recommendations overlap")
    rank_so_far_low: f.Int32 = f.place_then("Best place with this group and all before it", nullable=True)
    rank_so_far_high: f.Int32 = f.place_then("Worst place with this group and all before it", nullable=True)


class RankRobustness(Table, grain="edition company service question"):
    """How firm each place is: the best and the worst that other ways to count would give."""

    service: str = f.service_or_none("Service; empty for the company")
    question: str = f.choice("What is changed", [*f.VARIANTS, "all"])
    rank: f.Int32 = f.rank("rank")
    rank_low: f.Int32 = f.rank("rank_low")
    rank_high: f.Int32 = f.rank("rank_high")
    best: f.Int32 = f.place_then("Best place over all that the question changes, one at a time")
    worst: f.Int32 = f.place_then("Worst place over all that the question changes, one at a time")
    best_with: str = f.text("Variant that gives the best rank; empty if that is `rank_low`")
    worst_with: str = f.text("Variant that gives the worst rank; empty if that is `rank_high`")
    n_scenarios: int = f.column("Number of variants tried: those that can change a score", unit="scenarios", ge=1)
    tied: int = f.column(
        "Others with the same total at the printed precision; empty while the total is open", unit="others",
        nullable=True, ge=0,
    )  # fmt: skip


class Findings(Table, grain="edition finding"):
    """What the report of an edition concludes, and what the data say: confirmed, denied, or not known yet."""

    finding: str = f.identifier("Conclusion; a question's id where no report states one")
    stated: bool = f.column("True where the report of the edition states it")
    question: str = f.identifier("Question that it answers")
    claim: str = f.choice("How many do, as it is claimed", f.CLAIMS)
    units: str = f.choice("Who is counted", f.COUNTED)
    verdict: str = f.choice("What the data say of it", f.VERDICTS)
    n: int = f.column("Companies or services that it applies to", ge=0)
    n_low: int = f.column("How many surely do", ge=0)
    n_high: int = f.column("How many may do", ge=0)
    names: str = f.text("Ids of those that surely do, separated by ;")
    text_en: str = f.wording("en")
    text_ru: str = f.wording("ru")
    text_kk: str = f.wording("kk")
    sentence_en: str = f.required("What the data say, in English", words=True)
    sentence_ru: str = f.required("What the data say, in Russian", words=True)
    sentence_kk: str = f.required("What the data say, in Kazakh", words=True)
    note_en: str = f.wording("en", "What of it can't be asked of the data")
    note_ru: str = f.wording("ru", "What of it can't be asked of the data")
    note_kk: str = f.wording("kk", "What of it can't be asked of the data")
