"""Schemas of the compared tables: the changes of scores between two editions, or two steps of the research.

Names are numbers, as in the scored tables; scores are integers in units of 1e-12 point.
"""

from pipeline.schemas import fields as f
from pipeline.schemas.base import Numbered, Table


def over(what):
    return f.units(f"Score over {what}")


class SetScores(Numbered, grain="comparison target scope"):
    """Each score over the sets of answers that its comparison needs, in both editions."""

    own_known: int = f.units("Score of the previous edition over its known answers, under its own rule")
    before_known: int = over("the previous edition's known answers, under the later edition's rule")
    before_services: int = over("those of these answers whose services are in both editions")
    before_elements: int = over("those of these answers whose elements are the same in both editions")
    before_answers: int = over("those of these answers that both editions scored")
    after_known: int = over("the later edition's known answers")
    after_services: int = over("those of these answers whose services are in both editions")
    after_elements: int = over("those of these answers whose elements are the same in both editions")
    after_answers: int = over("those of these answers that both editions scored")
    n_own: int = f.compared_answers("n_own", nullable=False)
    n_before: int = f.compared_answers("n_before", nullable=False)
    n_known: int = f.compared_answers("n_known", nullable=False)
    n_after: int = f.compared_answers("n_after", nullable=False)


def difference(meaning):
    return f.column(meaning, unit="1e-12 point", nullable=True)


class SharedRanks(Numbered, grain="comparison target scope"):
    """The ranks of each company and service in two compared editions, among those that both rank."""

    rank_before_in_both: f.Int32 = f.rank("rank_before_in_both")
    rank_in_both: f.Int32 = f.rank("rank_in_both")
    ranked_in_both: int = f.ranked("ranked_in_both")
    ranked_before: int = f.ranked("ranked_before")
    ranked: int = f.ranked("ranked")


class ScoreChanges(Numbered, grain="comparison target scope"):
    """The change of each score, and its components, which add up to it."""

    score_before: int = f.units(f.CHANGE["score_before"])
    score: int = f.units(f.CHANGE["score"])
    change: int = difference(f.CHANGE["change"])
    change_low: int = difference(f.CHANGE["change_low"])
    change_high: int = difference(f.CHANGE["change_high"])
    rule: int = difference(f.CHANGE["rule"])
    services: int = difference(f.CHANGE["services"])
    methodology: int = difference(f.CHANGE["methodology"])
    applicability: int = difference(f.CHANGE["applicability"])
    answers: int = difference(f.CHANGE["answers"])
    unknown_low: int = difference(f.CHANGE["unknown_low"])
    unknown_high: int = difference(f.CHANGE["unknown_high"])
    comparable: str = f.choice(f.CHANGE["comparable"], f.COMPARABLE)
    why_code: str = f.choice(f.CHANGE["why"], f.CHANGE_REASONS, nullable=True)
    n_after: int = f.compared_answers("n_after")
    n_known: int = f.compared_answers("n_known")
    n_before: int = f.compared_answers("n_before")
    n_own: int = f.compared_answers("n_own")
    rank_before_in_both: f.Int32 = f.rank("rank_before_in_both")
    rank_in_both: f.Int32 = f.rank("rank_in_both")
    ranked_in_both: int = f.ranked("ranked_in_both", nullable=True)
    ranked_before: int = f.ranked("ranked_before", nullable=True)
    ranked: int = f.ranked("ranked", nullable=True)


class Changed(Table):
    """The change of a score since the previous edition, in points, and its components, which add up to it."""

    score_before: float = f.points(f.CHANGE["score_before"])
    score: float = f.points(f.CHANGE["score"])
    change: float = f.moved(f.CHANGE["change"])
    change_low: float = f.moved(f.CHANGE["change_low"])
    change_high: float = f.moved(f.CHANGE["change_high"])
    rule: float = f.moved(f.CHANGE["rule"])
    services: float = f.moved(f.CHANGE["services"])
    methodology: float = f.moved(f.CHANGE["methodology"])
    applicability: float = f.moved(f.CHANGE["applicability"])
    answers: float = f.moved(f.CHANGE["answers"])
    unknown_low: float = f.moved(f.CHANGE["unknown_low"])
    unknown_high: float = f.moved(f.CHANGE["unknown_high"])
    comparable: str = f.choice(f.CHANGE["comparable"], f.COMPARABLE)
    why: str = f.text(f.CHANGE["why"])
    why_code: str = f.choice("The code of `why`", f.CHANGE_REASONS, nullable=True)
    n_after: int = f.compared_answers("n_after")
    n_known: int = f.compared_answers("n_known")
    n_before: int = f.compared_answers("n_before")
    n_own: int = f.compared_answers("n_own")
    rank_before_in_both: f.Int32 = f.rank("rank_before_in_both")
    rank_in_both: f.Int32 = f.rank("rank_in_both")
    ranked_in_both: int = f.ranked("ranked_in_both", nullable=True)
    ranked_before: int = f.ranked("ranked_before", nullable=True)
    ranked: int = f.ranked("ranked", nullable=True)


class PublishedChanges(Changed, Numbered, grain="comparison target scope"):
    """The change of each score since the previous edition, in points; why it is not comparable, in words."""


class ChangedAnswer(Table):
    """How an answer differs from the previous edition, and how much it contributes to the change of a score."""

    answer_before: str = f.text(f.CHANGE_OF_ANSWER["answer_before"])
    answer: str = f.text(f.CHANGE_OF_ANSWER["answer"])
    kind: str = f.choice(f.CHANGE_OF_ANSWER["kind"], f.ANSWER_CHANGES)
    points_before: int = f.units(f.CHANGE_OF_ANSWER["points_before"])
    points: int = f.units(f.CHANGE_OF_ANSWER["points"])
    weight: float = f.change_weight()
    contribution: float = f.contribution()


class AnswerChanges(ChangedAnswer, Numbered, grain="comparison target scope service strand element element_before"):
    """The answers that differ from the previous edition, and how much each contributes to the change of each score."""

    element: f.Int32 = f.coded(f.CHANGED_ELEMENT)
    element_before: f.Int32 = f.coded("Element in the previous edition; 0 if it is newly scored or asked")
    indicator: f.Int32 = f.coded("Indicator")


class ChangedIndicator(Table):
    """How much an indicator contributes to the component `answers` of a change."""

    score_before: int = f.units(f.SCORE_IN_BOTH["score_before"])
    score: int = f.units(f.SCORE_IN_BOTH["score"])
    weight: float = f.change_weight()
    contribution: float = f.contribution()


class IndicatorChanges(ChangedIndicator, Numbered, grain="comparison target scope indicator"):
    """How much each indicator contributes to the component `answers` of each change."""


class SeriesScore(Table):
    """A score of an edition of a series, also restated under the latest edition's rule."""

    series_id: str = f.required(f.SERIES_ID)
    score: int = f.units(f.SCORE_THEN)
    score_restated: int = f.units(f.RESTATED)
    latest_restated: int = f.units(f.LATEST_RESTATED)
    version: str = f.text(f.RELEASE_VERSION, words=True)
    level: str = f.choice(
        "What the scope is in that edition: a code can be an indicator in one edition and a family in the next",
        f.LEVELS,
    )


class SeriesScores(SeriesScore, Numbered, grain="target scope"):
    """Each score of each edition of a series, also restated under the latest edition's rule."""

    why_code: str = f.choice("Why there is no restated score; empty if there is one", f.SERIES_REASONS, nullable=True)
    latest: str = f.column("Id of the latest edition of the series; empty for the latest edition itself", nullable=True)
    latest_level: str = f.choice("What the scope is in the latest edition", f.LEVELS, nullable=True)


class StepChanges(Numbered, grain="step target scope"):
    """How many answers each step of the research changed, and by how much the scores changed."""

    n_changed: int = f.n_changed()
    score_before: int = f.units(f.STEP["score_before"])
    score: int = f.units(f.STEP["score"])
    moved: int = difference(f.STEP["moved"])
