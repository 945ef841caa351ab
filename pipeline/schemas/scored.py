"""Schemas of the scored tables. Scores are whole numbers of 1e-12 point; `scenario` is `actual` in what is published.

`target` is `company`, or the id of the one service whose score is computed.
"""

from pipeline.schemas import fields as f
from pipeline.schemas.base import Table


def low():
    return f.units("Score if every unanswered element had no points")


def high():
    return f.units("Score if every unanswered element had full points")


def children(what):
    return f.column(f"Number of {what} in the mean", unit=what, ge=0)


def whole():
    return f.column("True if a printed level score replaces all of the level's answers")


def nearness(before="", **more):
    return f.column(f"{before}1 for a service, 2 for the operating company, 3 for the group", ge=1, le=3, **more)


class Bounds(Table):
    """A score's bounds, and how many of its answers are known."""

    score_low: int = low()
    score_high: int = high()
    n_scored: int = f.n_scored()
    n_expected: int = f.n_expected()
    n_printed: int = f.n_printed()


class ComparedAnswers(Table, grain="edition edition_before side company service strand element"):
    """The answers of two editions that are compared, and the sets that each counts in."""

    side: str = f.choice("Whose answer it is: the later edition's, or that of the one before", f.SIDES)
    indicator: str = f.indicator()
    later_indicator: str = f.column("Indicator of the later edition that it counts in", nullable=True)
    answer: str = f.text("Answer; empty where none was given")
    status: str = f.choice("What becomes of the answer by the later edition's scale", f.ANSWER_STATUS)
    points: int = f.units("Points by the later edition's scale")
    own_status: str = f.choice("What became of the answer in its own edition", f.ANSWER_STATUS)
    own_points: int = f.units("Points in its own edition")
    level_score: int = f.units("Printed score of its level, where that stands in for it")
    company_after: str = f.column("Company in the later edition; empty where the service is not in both", nullable=True)
    service_after: str = f.column("Service in the later edition; empty where it is not in both", nullable=True)
    element_after: str = f.column(
        "Element in the later edition; empty where it is neither the same nor reworded", nullable=True
    )
    by_level: bool = f.column("True where its level counts as one, as one edition printed only the level's score")
    in_services: bool = f.column("True where the service is in both editions")
    in_elements: bool = f.column("True where, besides, the element is the same in both")
    in_answers: bool = f.column("True where, besides, both editions scored it")


class Scenarios(Table, grain="edition scenario"):
    """The ways in which answers are scored; `actual` is what is published."""

    purpose: str = f.choice(
        "What it is for: the published scores, a comparison of editions by the later one's rule or the previous one's "
        "own, a step of the research, or the robustness of ranks",
        f.PURPOSES,
    )
    other_edition: str = f.identifier("Edition that is compared with; the scenario's own where there is none")
    side: str = f.choice("Whose answers, or on which side of a step; empty for others", f.SIDES, nullable=True)
    answer_set: str = f.choice("Which answers count in a comparison; empty for others", f.ANSWER_SETS, nullable=True)
    step: str = f.text("Step of the research; empty for others")
    question: str = f.choice("What a variant changes; empty for others", f.VARIANTS, nullable=True)
    variant: str = f.text("What a variant leaves out, averages, or gives to answers between none and full points")
    base: str = f.text("Scenario whose scores are taken where a variant changes nothing; empty if it changes all")
    services_of: str = f.identifier("Edition whose services are scored")
    weighted: bool = f.column("True if the weights of answers are needed")
    ranked: bool = f.column("True if ranks are needed")
    total_of: str = f.choice("What the total is the mean of", f.TOTAL_OF)


class ScenarioTree(Table, grain="edition scenario parent_level parent child_level child"):
    """Which scores go into each mean of each scenario."""

    parent_level: str = f.choice("What the mean is taken for", f.MEAN_LEVELS)
    parent: str = f.scope("Family, category or `total`")
    child_level: str = f.choice("What the mean is taken over", f.TOTAL_OF)
    child: str = f.scope("Indicator, family or category that goes into the mean")
    child_scenario: str = f.required("Scenario whose score of it that is")
    weight: int = f.column("How often the child counts", ge=1)


class IndicatorScopes(Table, grain="edition indicator scope"):
    """The scopes that each indicator counts in."""


class StepStates(Table, grain="edition step company service strand element"):
    """What was answered before and after each step of the research."""

    answer_before: str = f.text("Answer before the step; empty where there was none")
    answer: str = f.text("Answer after it; empty where there is none")


class PrintedLevels(Table, grain="edition scenario company service strand indicator"):
    """The printed level scores that stand in where a level has no answers."""

    score: int = f.units("Printed score")


class ScenarioAnswers(Table, grain="edition scenario company service strand indicator element"):
    """The answers that count in each scenario."""

    status: str = f.choice("What became of the answer", f.ANSWER_STATUS)
    points_low: int = low()
    points_high: int = high()


class LevelScores(Table, grain="edition scenario company service strand indicator"):
    """One service's (or group's, or operating company's) score on one indicator: the mean of its answers' points."""

    score: int = f.units("Score, where it is certain")
    score_low: int = low()
    score_high: int = high()
    status: str = f.score_status()
    n_scored: int = f.n_scored()
    n_expected: int = f.n_expected()
    n_printed: int = f.n_printed()
    whole: bool = whole()


class MovedServices(Table, grain="edition edition_before side company service"):
    """The services that belong to another company in the other edition of a comparison."""

    side: str = f.choice("Edition of the company: `after` the later one, `before` the previous one", f.SIDES)


class Targets(Table, grain="edition services_of company target service"):
    """Which services each score is made from: a company's from all of its rows, a service's from group, operating
    company and itself."""

    services_of: str = f.identifier("Edition whose services they are: its own, or one that it is compared with")
    unit: str = f.choice("What the row is", f.UNITS)
    composite: str = f.required("Composite that the service is averaged into; a composite of its own where it has none")
    nearness: f.Int32 = nearness()
    n_in_composite: int = f.column("Number of services of the target in the composite", unit="services", ge=1)


class TargetLevels(Bounds, grain="edition scenario company target indicator part composite strand service"):
    """The levels that count in each target's score, and where."""

    part: str = f.required(
        "What goes into the indicator's mean: the group, the operating company or the services as one; "
        "each composite and strand where the services do not count as one",
    )
    composite: str = f.required("Composite; with its strand where each strand is one")
    status: str = f.score_status()
    whole: bool = whole()
    nearness: f.Int32 = nearness()
    shared: bool = f.column("Whether other levels may go into the same composite")


class IndicatorScores(Bounds, grain="edition scenario company target indicator"):
    """The mean of an indicator's parts."""

    nearness: f.Int32 = nearness("Unit that a service's score is taken from; empty where all count: ", nullable=True)


class FamilyScores(Bounds, grain="edition scenario company target family"):
    """The mean of a family's indicators."""

    weight: int = children("weights of the indicators")


class CategoryScores(Bounds, grain="edition scenario company target category"):
    """The mean of a category's families."""

    weight: int = children("weights of the families")


class TotalScores(Bounds, grain="edition scenario company target"):
    """The mean of all families (or indicators, or categories, as the methodology says)."""

    weight: int = children("weights in the total")


class ScopeScores(Table, grain="edition scenario company target scope"):
    """The score of every target on every scope, the total included, and how many of its answers are known."""

    score: int = f.units("Score, where it is certain")
    score_low: int = low()
    score_high: int = high()
    status: str = f.score_status()
    n_scored: int = f.n_scored()
    n_expected: int = f.n_expected()
    n_printed: int = f.n_printed()


class Precision(Table, grain="edition"):
    """The tolerance within which two scores of an edition are equal, and the units that scores are rounded to."""

    tolerance: int = f.column(
        "Scores that differ by no more are equal; rounding never adds up to more", unit="1e-12 point", ge=0
    )
    rank_unit: int = f.column("Unit to which scores are rounded before they are ranked", unit="1e-12 point", ge=1)
    rank_half: int = f.column("Number that is added before the division by `rank_unit`", unit="1e-12 point", ge=0)
    rank_gap: int = f.column("Rounded scores that differ by no more are equal", unit="rank_unit", ge=0)
    printed_unit: int = f.column("Value of the last printed digit", unit="1e-12 point", ge=1)
    printed_half: int = f.column("Number that is added before the division by `printed_unit`", unit="1e-12 point", ge=0)


def standing(which):
    what = "among all bounds of the field and scope; 1 is the lowest, and equal scores have equal standings"
    return f.column(f"Standing of the {which} bound {what}", ge=1)


class Ranks(Table, grain="edition scenario company target scope"):
    """The rank of each company among companies, and of each service among services, on each scope."""

    rank: f.Int32 = f.rank("rank")
    rank_low: f.Int32 = f.rank("rank_low")
    rank_high: f.Int32 = f.rank("rank_high")
    standing_low: f.Int32 = standing("lower")
    standing_high: f.Int32 = standing("upper")


class ScopeShares(Table, grain="edition scenario company target scope indicator"):
    """How much of each scope's score each indicator is."""

    share: float = f.column(
        "Share of the indicator in the scope; the shares of a scope add up to 1", unit="share", gt=0, le=1.000000001
    )


class AnswerWeights(Table, grain="edition scenario company target scope service strand indicator element"):
    """How much each answer (or printed level) counts in each score."""

    element: str = f.column("Element; empty for a printed level score")
    weight: float = f.column(
        "Weight; the weights of one target and scope add up to 1", unit="share", gt=0, le=1.000000001
    )
