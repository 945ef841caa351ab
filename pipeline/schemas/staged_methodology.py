"""Schemas of the staged tables that a methodology's files make.

`file` is the raw file that a table is read from; a model's columns but `edition` are that file's columns.
"""

from pipeline.schemas import fields as f
from pipeline.schemas.base import Table


class Methodologies(Table, grain="edition", file="methodology.yaml"):
    """The settings of the scoring rule that an edition applies."""

    methodology: str = f.identifier("Methodology", public=True)
    title: str = f.required("Title of the methodology", words=True, public=True)
    services_as_one: bool = f.column(
        "True: the services' mean counts as one beside group and operating company; false: every composite counts",
        public=True,
    )
    total_of: str = f.choice("What the total is the mean of", f.TOTAL_OF, public=True)
    service_score: str = f.choice(
        "A service's score on an indicator: its own level, else the operating company's, else the group's (`nearest`), "
        "or the mean of all three (`mean`)",
        f.SERVICE_SCORE,
        public=True,
    )
    printed_decimals: f.Int32 = f.column(
        "Decimals of printed scores",
        unit="digits",
        in_range={"min_value": 0, "max_value": 12, "error": "is not a number of decimals (write 0 to 12)"},
        public=True,
    )
    rank_decimals: f.Int32 = f.rank_decimals("; empty: scores are not rounded before")
    steps: str = f.text("Steps of the research in their order, separated by ;", public=True)
    raters: str = f.text("Of these, the steps of raters whose agreement is measured, separated by ;", public=True)


class Scale(Table, grain="edition answer"):
    """The answers that may be given, with their points."""

    answer: str = f.required("Answer, as every table has it", public=True)
    points: int = f.units("Points of the answer; empty where it is left out of every mean", public=True)
    reversed_points: int = f.units("Points of the answer for an element that scores in reverse", public=True)
    label_en: str = f.label("en", public=True)
    label_ru: str = f.label("ru", public=True)
    label_kk: str = f.label("kk", public=True)


class Strands(Table, grain="edition indicator strand"):
    """The strands of each indicator: one level is scored for each."""


class Weights(Table, grain="edition scope"):
    """How often an indicator, family or category counts in the mean above it, where that is not once."""

    weight: int = f.column(
        "How often it counts",
        in_range={"min_value": 1, "max_value": 100, "error": "is not a weight (write a whole number from 1 to 100)"},
        public=True,
    )


class Categories(Table, grain="edition category", file="categories.csv"):
    """The categories of the methodology."""

    label_en: str = f.label("en", public=True)
    label_ru: str = f.label("ru", public=True)
    label_kk: str = f.label("kk", public=True)


class Indicators(Table, grain="edition indicator", file="indicators.csv"):
    """The indicators of the methodology: whom each is asked of, and in which category it counts."""

    family: str = f.family(public=True)
    category: str = f.category(public=True)
    scoring_scope: str = f.choice(
        "Whom it is asked of: group and operating company (`company`), the services (`services`), or all (`full`)",
        f.SCOPES_SCORED,
        public=True,
    )
    excluded_company_types: str = f.text("Company types that it is not asked of, separated by ;", public=True)
    excluded_service_classes: str = f.text("Service classes that it is not asked of, separated by ;", public=True)
    label_en: str = f.label("en", public=True)
    label_ru: str = f.label("ru", public=True)
    label_kk: str = f.label("kk", public=True)


class Elements(Table, grain="edition element", file="elements.csv"):
    """The elements of the methodology: the questions that are answered."""

    indicator: str = f.indicator(public=True)
    reversed: bool = f.column("True where the answers score in reverse", public=True)
    depends_on: str = f.text("Elements whose answer decides whether this one is asked, separated by ;", public=True)
    excluded_company_types: str = f.text("Company types that it is not asked of, separated by ;", public=True)
    excluded_service_classes: str = f.text("Service classes that it is not asked of, separated by ;", public=True)
    label_en: str = f.label("en", public=True)
    label_ru: str = f.label("ru", public=True)
    label_kk: str = f.label("kk", public=True)


class Questions(Table, grain="edition question", file="questions.csv"):
    """The questions that conclusions answer, about indicators or elements of the methodology."""

    question: str = f.identifier("Question", public=True)
    measure: str = f.choice(
        "What is counted: units with any points, with at least half of them, or with full points", f.MEASURES,
        public=True,
    )  # fmt: skip
    units: str = f.choice("Who is counted", f.COUNTED, public=True)
    scopes: str = f.required("Indicators or elements that it is about, separated by ;", public=True)
    label_en: str = f.label("en", public=True)
    label_ru: str = f.label("ru", public=True)
    label_kk: str = f.label("kk", public=True)
