"""Schemas of the scored tables. Names are numbers in `staged.units`, `staged.codes`, `scored.scenarios` and
`scored.comparisons`; scores are integers in units of 1e-12 point."""

from pipeline.schemas import fields as f
from pipeline.schemas.base import Numbered, Table


def low():
    return f.units("Lowest possible score: missing answers count as 0 points; empty if no answer applies")


def high():
    return f.units("Highest possible score: missing answers count as full points; empty if no answer applies")


def whole():
    return f.column("True if a printed score replaces all answers to the indicator")


def points_low():
    return f.units("Lowest possible points: 0 if the answer is missing; empty if it is not applicable")


def points_high():
    return f.units("Highest possible points: full points if the answer is missing; empty if it is not applicable")


def nearness(what="Kind of unit", **more):
    return f.column(f"{what}: 1 for a service, 2 for the operating company, 3 for the group", ge=1, le=3, **more)


def composite():
    return f.unit("First unit of the composite; the unit itself if it is in no composite")


def moved():
    return f.column("True if the service moved to a different company and does not count in a company's score")


def is_shared():
    return f.column("True if the composite has more than one unit")


def sum_of(what):
    return f.column(f"Sum of the {what}; empty if there are none", unit="1e-12 point", nullable=True, ge=0)


class Bounds(Numbered):
    """A score's bounds, and how many of its answers are known."""

    score_low: int = low()
    score_high: int = high()
    n_scored: int = f.n_scored()
    n_expected: int = f.n_expected()
    n_printed: int = f.n_printed()


class Comparisons(Numbered, grain="comparison"):
    """The pairs of editions that are compared."""

    edition: str = f.edition()
    edition_before: str = f.edition_before()
    neighbour: bool = f.column("True if no edition of the series lies between the two")
    latest: bool = f.column("True if the later edition is the latest of its series")
    comparable: bool = f.column("True if at least one element is the same in both editions")


class MatchedUnits(Numbered, grain="comparison unit"):
    """The units that are the same in two compared editions."""

    unit_before: f.Int32 = f.unit("The unit in the previous edition")
    has_scores: bool = f.column("True for companies and services, false for groups and operating companies")


class MovedServices(Numbered, grain="comparison side service"):
    """The services that belong to different companies in the two editions of a comparison."""

    side: str = f.choice("Edition of the service: `after` the later one, `before` the previous one", f.SIDES)


class MatchedElements(Numbered, grain="comparison element"):
    """The elements that are the same or reworded in two compared editions, of indicators that both apply."""

    element_before: f.Int32 = f.coded("The element in the previous edition")
    kind: str = f.choice("Whether the element is the same or reworded", ["same", "reworded"])
    indicator: f.Int32 = f.coded("The element's indicator in the later edition")
    indicator_before: f.Int32 = f.coded("The element's indicator in the previous edition")
    reversed: bool = f.column("True if the later edition scores the element in reverse")


class SameIndicators(Numbered, grain="comparison indicator"):
    """The indicators whose elements are all the same in two compared editions."""

    indicator_before: f.Int32 = f.coded("The indicator in the previous edition")


class ComparedSide(Numbered):
    """An answer of one of the two editions of a comparison."""

    side: str = f.choice("Edition of the answer: `after` the later one, `before` the previous one", f.SIDES)
    indicator: f.Int32 = f.coded("The element's indicator in the edition of the answer")
    later_indicator: f.Int32 = f.coded(
        "Indicator of the later edition that the answer counts in; empty if there is none", nullable=True
    )
    service_after: f.Int32 = f.unit("Service in the later edition; empty if it is not in both", nullable=True)
    element_after: f.Int32 = f.coded(
        "Element in the later edition; empty if the element is neither the same nor reworded", nullable=True
    )
    answer: str = f.answer()
    status: str = f.choice("Status of the answer by the later edition's scale", f.ANSWER_STATUS)
    points: int = f.units("Points by the later edition's scale; empty if missing or not applicable")
    own_status: str = f.choice("Status of the answer in its own edition", f.ANSWER_STATUS)
    own_points: int = f.units("Points in its own edition; empty if missing or not applicable")


class ComparedSides(ComparedSide, grain="comparison side service strand element"):
    """The answers of the two editions of a comparison."""

    element_kind: str = f.choice(
        "Whether the element is the same or reworded; empty if neither", ["same", "reworded"], nullable=True
    )
    indicator_after: f.Int32 = f.coded(
        "Indicator in the later edition, if all of its elements are the same; else empty", nullable=True
    )


class ComparedLevels(Numbered, grain="comparison side service strand indicator"):
    """Which answers to each indicator are known in each of the two editions of a comparison."""

    side: str = f.choice("Edition of the row: `after` the later one, `before` the previous one", f.SIDES)
    knowledge: str = f.choice("What is known in this edition", f.KNOWLEDGE)
    other_knowledge: str = f.choice("What is known in the other edition of the comparison", f.KNOWLEDGE)
    printed_score: int = f.units("Printed score, if no answer is known; else empty")


class ComparedAnswers(ComparedSide, grain="comparison side service strand element"):
    """The answers of two compared editions that count, and the sets of answers that each belongs to."""

    level_score: int = f.units("Printed score on the indicator, if it replaces the answers; else empty")
    by_level: bool = f.column(
        "True if the indicator is compared as a whole, because one edition has only its printed score"
    )
    in_services: bool = f.column("True if both editions have the service")
    in_elements: bool = f.column("True if, in addition, the element is the same in both")
    in_answers: bool = f.column("True if, in addition, both editions scored it")


class Scenarios(Numbered, grain="scenario"):
    """The ways of scoring the answers; `actual` is the published one."""

    edition: str = f.edition()
    name: str = f.required("Name of the scenario within the edition")
    purpose: str = f.choice(
        "Purpose: the published scores, a comparison of editions by the later one's rule or the previous one's "
        "own, a step of the research, or the robustness of ranks",
        f.PURPOSES,
    )
    comparison: f.Int32 = f.numbered(
        "comparison", "Comparison that the scenario belongs to (number in `scored.comparisons`); else empty",
        nullable=True,
    )  # fmt: skip
    side: str = f.choice(
        "Edition of a comparison whose answers count, or before or after a step; else empty", f.SIDES, nullable=True
    )
    answer_set: str = f.choice("Set of answers that count in a comparison; else empty", f.ANSWER_SETS, nullable=True)
    step: str = f.text("Step of the research, if the scenario is for a step; else empty")
    question: str = f.choice(
        "What a variant changes; empty if the scenario is not a variant", f.VARIANTS, nullable=True
    )
    variant: str = f.text(
        "Code that a variant leaves out, scores that its total averages, or points that it gives to partial answers"
    )
    left_out: f.Int32 = f.coded("Element or category that a variant leaves out; else empty", nullable=True)
    indicator: f.Int32 = f.coded("Indicator of the element that a variant leaves out; else empty", nullable=True)
    base: f.Int32 = f.numbered(
        "scenario",
        "Scenario whose scores a variant keeps where it changes nothing (number in `scored.scenarios`); empty if it "
        "changes all scores",
        nullable=True,
    )
    units_of: f.Int32 = f.NUMBERS["units_of"]()
    weighted: bool = f.column("True if the weights of answers are computed")
    ranked: bool = f.column("True if ranks are computed")
    total_of: str = f.choice("Scores that the total is the mean of", f.TOTAL_OF)


class ScenarioTree(Numbered, grain="scenario parent_level parent child child_scenario"):
    """The scores that each mean of each scenario averages."""

    parent_level: str = f.choice("Scores that the mean gives", f.MEAN_LEVELS)
    parent: f.Int32 = f.coded("Family, category or `total`")
    child: f.Int32 = f.coded("Indicator, family or category that is averaged")
    child_scenario: f.Int32 = f.numbered(
        "scenario", "Scenario that the child's score is taken from (number in `scored.scenarios`)"
    )
    weight: int = f.column("Weight of the child in the mean; negative if the score is taken out of the base's total")


class IndicatorScopes(Numbered, grain="edition indicator scope"):
    """The scopes that each indicator counts in."""


class StepStates(Numbered, grain="step service strand element"):
    """The answers before and after each step of the research."""

    edition: str = f.edition()
    indicator: f.Int32 = f.coded("Indicator")
    answer_before: str = f.text("Answer before the step; empty if there was none")
    answer: str = f.text("Answer after the step; empty if there is none")
    points_before: int = f.units(
        "Points before the step; empty if the answer has none or its indicator is not selected"
    )
    points: int = f.units("Points after the step; empty if the answer has none or its indicator is not selected")


class PrintedLevels(Numbered, grain="scenario service strand indicator"):
    """The printed indicator scores that are used where no answer is known."""

    score: int = f.units("Printed score")


class ScenarioAnswers(Numbered, grain="scenario service strand indicator element"):
    """The answers that count in the scenarios that score answers again."""

    status: str = f.answer_status()
    points_low: int = points_low()
    points_high: int = points_high()


class LevelSums(Numbered, grain="scenario service strand indicator"):
    """The sums and counts of the answers of each service, group and operating company to each indicator, in all
    scenarios except the published one."""

    sum_low: int = sum_of("lowest possible points of the answers")
    sum_high: int = sum_of("highest possible points of the answers")
    n_scored: int = f.n_scored()
    n_printed: int = f.n_printed()
    n_expected: int = f.n_expected()
    printed_score: int = f.units("Printed score on the indicator, if no answer is known; else empty")


class LevelScores(Bounds, grain="scenario service strand indicator"):
    """The score of each service, group and operating company on each indicator: the mean of its answers' points."""

    whole: bool = whole()


class PlacedUnits(Numbered, grain="units_of service"):
    """The units that scenarios share, with the company and the composite that each counts in."""

    company_unit: f.Int32 = f.unit("The unit's company as a whole")
    nearness: f.Int32 = nearness()
    composite: f.Int32 = composite()
    n_in_composite: int = f.column("Number of units in the composite", unit="services", ge=1)
    moved: bool = moved()


class Targets(Numbered, grain="units_of target service"):
    """The units that each score is made of: for a company, all of its units; for a service, the service itself, the
    operating company and the group."""

    nearness: f.Int32 = nearness()
    composite: f.Int32 = composite()


class PlacedLevels(Bounds, grain="scenario service strand indicator"):
    """The score of each service, group and operating company on each indicator, and where it counts."""

    units_of: f.Int32 = f.NUMBERS["units_of"]()
    company_unit: f.Int32 = f.unit("The unit's company as a whole")
    nearness: f.Int32 = nearness()
    composite: f.Int32 = composite()
    is_shared: bool = is_shared()
    moved: bool = moved()
    is_stranded: bool = f.column("True if the indicator has more than one strand in the scenario")
    part: f.Int32 = f.coded("Strand, if strands are averaged separately; else empty", nullable=True)
    whole: bool = whole()


class UnitScores(Numbered, grain="scenario service indicator"):
    """Each unit's score on each indicator, as the sum and the number of its parts."""

    company_unit: f.Int32 = f.unit("The unit's company as a whole")
    nearness: f.Int32 = nearness()
    is_shared: bool = is_shared()
    moved: bool = moved()
    low: int = sum_of("lowest possible scores of the parts")
    high: int = sum_of("highest possible scores of the parts")
    n: f.Int32 = f.column("Number of parts with a score", unit="parts", ge=0)
    n_scored: int = f.n_scored()
    n_expected: int = f.n_expected()
    n_printed: int = f.n_printed()


class IndicatorScores(Bounds, grain="scenario target indicator"):
    """Each target's score on each indicator: the mean over its units."""

    nearness: f.Int32 = nearness("Unit that a service's score is taken from, empty if all count", nullable=True)


class MeanScores(Bounds, grain="scenario target scope"):
    """Each target's score on each family with more than one indicator and in each category, and its total."""

    weight: int = f.column("Sum of the weights of the known scores that the score is the mean of", ge=0)


class ScopeScores(Bounds, grain="scenario target scope"):
    """Each target's score on each scope, and how many of its answers are known."""

    weight: int = f.column(
        "Sum of the weights of the known scores that the score is the mean of; 1 for an indicator", ge=0
    )


class Precision(Table, grain="edition"):
    """The units that the scores of an edition are rounded to."""

    rank_unit: int = f.column("Unit to which scores are rounded before they are ranked", unit="1e-12 point", ge=1)
    rank_half: int = f.column(
        "Number that is added to a score before the integer division by `rank_unit`", unit="1e-12 point", ge=0
    )
    rank_gap: int = f.column("Largest difference of two rounded scores that count as equal", unit="rank_unit", ge=0)
    printed_unit: int = f.column("Value of the last printed digit", unit="1e-12 point", ge=1)
    printed_half: int = f.column(
        "Number that is added to a score before the integer division by `printed_unit`", unit="1e-12 point", ge=0
    )


def standing(which):
    what = "among all bounds of companies, or of services, on the scope: 1 for the lowest; equal bounds share it"
    return f.column(f"Ascending rank of the {which} bound {what}", ge=1)


class Ranks(Numbered, grain="scenario target scope"):
    """The rank of each company among companies, and of each service among services, on each scope."""

    rank_low: f.Int32 = f.rank("rank_low")
    rank_high: f.Int32 = f.rank("rank_high")
    standing_low: f.Int32 = standing("lower")
    standing_high: f.Int32 = standing("upper")


class ScopeShares(Numbered, grain="scenario target scope indicator"):
    """The weight of each indicator in the score of each scope."""

    share: float = f.weight("Weight of the indicator in the scope's score; the weights of a scope add up to 1")


class WeightedAnswers(Numbered, grain="scenario service strand indicator element"):
    """The answers that count in the scenarios whose weights are computed."""

    n_in_level: int = f.column("Number of answers that the indicator's score is the mean of", unit="answers", ge=1)
    points_low: int = points_low()
    points_high: int = points_high()


class AnswerWeights(Numbered, grain="scenario target scope service strand indicator element"):
    """The weight of each answer or printed indicator score in each score."""

    weight: float = f.weight("Weight in the score; the weights of one target and scope add up to 1")


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
