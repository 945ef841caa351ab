"""Schemas of the scored tables that answer questions: the gain of a full answer, and how many do what a question asks.

Scores and gains are integers in units of 1e-12 point.
"""

from pipeline.schemas import fields as f
from pipeline.schemas.base import Numbered, Table


class Gains(Numbered, grain="target service strand indicator element"):
    """The gain of the total if one answer that is missing or below full points had full points."""

    points_low: int = f.units("Lowest possible points of the answer: 0 if it is missing")
    points_high: int = f.units("Highest possible points of the answer: full points if it is missing")
    weight: float = f.weight("Weight of the answer in the total")
    gain_low: int = f.units("Lowest possible gain: a missing answer may have full points already")
    gain_high: int = f.units("Highest possible gain: a missing answer may have no points yet")
    position: f.Int32 = f.position()


class GainGroups(Numbered, grain="target kind code recommendation"):
    """The gain of the total if a group of answers had full points: alone, and with all groups that gain more."""

    kind: str = f.group_kind()
    code: f.Int32 = f.coded("Element or indicator; 0 for a recommendation")
    recommendation: str = f.column("Recommendation id; an empty text for an element or indicator")
    n_answers: int = f.column("Number of answers that are missing or below full points", unit="answers", ge=1)
    gain_low: int = f.units("Lowest possible gain: missing answers may have full points already")
    gain_high: int = f.units("Highest possible gain: missing answers may have no points yet")
    position: f.Int32 = f.position()
    so_far_low: int = f.units("Lowest possible gain with all groups that gain more; empty for recommendations")
    so_far_high: int = f.units("Highest possible gain with all groups that gain more; empty for recommendations")


class TotalsIfFull(Numbered, grain="target kind with_previous position"):
    """The total and the rank with each gain, if no other total changes."""

    kind: str = f.choice("What would have full points: an answer, or a group of answers", ["answer", *f.GAIN_GROUPS])
    with_previous: bool = f.column("True if all groups that gain more would have full points too")
    position: f.Int32 = f.position()
    score_low: int = f.units("Lowest possible total with the gain")
    score_high: int = f.units("Highest possible total with the gain")
    rank_low: f.Int32 = f.rank_then("Best possible rank with the gain")
    rank_high: f.Int32 = f.rank_then("Worst possible rank with the gain")


class FindingsToJudge(Table, grain="edition claim finding"):
    """The claims to test: stated conclusions and, for questions without one, every possible claim."""

    question: str = f.question()
    names: str = f.claimed_names()
    stated: bool = f.column("True if the edition's report states the conclusion")
    position: f.Int32 = f.column("Position by strength: 1 for the strongest claim", ge=1)


class Verdicts(Table, grain="edition claim finding"):
    """Whether each claim holds."""

    verdict: str = f.verdict()


class QuestionUnits(Numbered, grain="question target"):
    """Whether each company or service does what a question asks."""

    question: str = f.question()
    does_low: bool = f.column("True if the company or service certainly does")
    does_high: bool = f.column("True if the company or service does, or may do because answers are missing")


class QuestionCounts(Table, grain="edition question"):
    """How many companies or services do what a question asks, and which ones certainly do."""

    units: str = f.counted()
    measure: str = f.measure()
    n: int = f.count("n")
    n_low: int = f.count("n_low")
    n_high: int = f.count("n_high")
    names: str = f.certain_names()
    names_en: str = f.text("Names of these companies or services in English")
    names_ru: str = f.text("Names of these companies or services in Russian")
    names_kk: str = f.text("Names of these companies or services in Kazakh")
