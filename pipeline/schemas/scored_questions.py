"""Schemas of the scored tables that answer questions about scores: what a full answer would gain, and how many do what.

Scores and gains are whole numbers of 1e-12 point.
"""

from pipeline.schemas import fields as f
from pipeline.schemas.base import Numbered, Table


class Gains(Numbered, grain="target service strand indicator element"):
    """What the total would gain if one answer that is short of full, or not known, were full."""

    points_low: int = f.units("Points at least")
    points_high: int = f.units("Points at most")
    weight: float = f.column("Weight in the total", unit="share", gt=0, le=1.000000001)
    gain_low: int = f.units("Gain at least: an unanswered element may be full already")
    gain_high: int = f.units("Gain at most")
    position: f.Int32 = f.column("1 for what gains most", ge=1)


class GainGroups(Numbered, grain="target kind code recommendation"):
    """What the total would gain if a group of answers were full, and together with the groups that gain more."""

    kind: str = f.choice("What holds the group together", f.GAIN_GROUPS)
    code: f.Int32 = f.coded("Element or indicator; 0 for a recommendation")
    recommendation: str = f.column("Recommendation; else empty")
    n_answers: int = f.column("Answers short of full, or not known", unit="answers", ge=1)
    gain_low: int = f.units("Gain at least")
    gain_high: int = f.units("Gain at most")
    position: f.Int32 = f.column("1 for what gains most", ge=1)
    so_far_low: int = f.units("Gain at least, with all groups before it")
    so_far_high: int = f.units("Gain at most, with all groups before it")


class TotalsIfFull(Numbered, grain="target kind with_previous position"):
    """The total and the rank that each gain would lead to, the others being as they are."""

    kind: str = f.choice("What would be full: an answer, or what holds a group together", ["answer", *f.GAIN_GROUPS])
    with_previous: bool = f.column("True if all groups that gain more would be full too")
    position: f.Int32 = f.position()
    score_low: int = f.units("Total at least")
    score_high: int = f.units("Total at most")
    rank_low: f.Int32 = f.rank_then("Best rank")
    rank_high: f.Int32 = f.rank_then("Worst rank")


class FindingsToJudge(Table, grain="edition claim finding"):
    """What is to be judged: stated conclusions, and every claim on the questions that none answers."""

    claim: str = f.choice("How many do, as it is claimed", f.CLAIMS)
    finding: str = f.identifier("Conclusion; a question's id where no report states one")
    question: str = f.identifier("Question")
    names: str = f.text("Those that do, where only they do")
    stated: bool = f.column("True where the report of the edition states it")
    position: f.Int32 = f.column("1 for the strongest claim", ge=1)


class Verdicts(Table, grain="edition claim finding"):
    """Whether each claim holds."""

    claim: str = f.choice("How many do, as it is claimed", f.CLAIMS)
    finding: str = f.identifier("Conclusion; a question's id where no report states one")
    verdict: str = f.choice("Whether it holds", f.VERDICTS)


class QuestionUnits(Numbered, grain="question target"):
    """Whether each company or service does what a question asks."""

    question: str = f.identifier("Question")
    does_low: bool = f.column("True where it surely does")
    does_high: bool = f.column("True where it may do")


class QuestionCounts(Table, grain="edition question"):
    """How many companies or services do what a question asks, and who surely does."""

    question: str = f.identifier("Question")
    units: str = f.choice("Who is counted", f.COUNTED)
    measure: str = f.choice("What is counted", f.MEASURES)
    n: int = f.column("Units that it applies to", ge=0)
    n_low: int = f.column("How many surely do", ge=0)
    n_high: int = f.column("How many may do", ge=0)
    names: str = f.text("Ids of those that surely do, separated by ;")
    names_en: str = f.text("Their names in English")
    names_ru: str = f.text("Their names in Russian")
    names_kk: str = f.text("Their names in Kazakh")
