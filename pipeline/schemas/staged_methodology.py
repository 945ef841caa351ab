"""Schemas of the staged tables that are read from a methodology's files.

`file` is the raw file that a table is read from. It has the table's columns without `edition`.
"""

from pipeline.schemas import fields as f
from pipeline.schemas.base import Table


class Methodologies(Table, grain="edition", file="methodology.yaml"):
    """The scoring rule of the methodology that an edition applies."""

    methodology: str = f.identifier("Methodology id: the folder name under `raw/methodologies/`", public=True)
    title: str = f.required("Title of the methodology", words=True, public=True)
    services_as_one: bool = f.column(
        "How an indicator's score is averaged. True: group, operating company and the mean of all services count once "
        "each; false: group, operating company and each service or composite count once each",
        public=True,
    )
    total_of: str = f.choice(
        "What the total is the mean of: families, indicators or categories", f.TOTAL_OF, public=True
    )
    service_score: str = f.choice(
        "A service's score on an indicator: `nearest` takes its own score, or else the operating company's, or else "
        "the group's; `mean` is the mean of all three",
        f.SERVICE_SCORE,
        public=True,
    )
    printed_decimals: f.Int32 = f.column(
        "Number of decimals of printed scores",
        unit="digits",
        in_range={"min_value": 0, "max_value": 12, "error": "is not a number of decimals (write 0 to 12)"},
        public=True,
    )
    rank_decimals: f.Int32 = f.rank_decimals("; empty: scores are ranked unrounded")
    steps: str = f.text("Ids of the steps of the research, in order, separated by ;", public=True)
    raters: str = f.text(
        "Ids of the steps in which raters answer independently and whose agreement is measured, separated by ;",
        public=True,
    )


class Scale(Table, grain="edition answer"):
    """The answers that can be given, with their points."""

    answer: str = f.required("Answer, as spelled in all tables", public=True)
    points: int = f.units(
        "Points of the answer; empty if the answer is left out of every mean, such as N/A", public=True
    )
    reversed_points: int = f.units(
        "Points of the answer to an element that is scored in reverse; empty if it is left out of every mean",
        public=True,
    )
    label_en: str = f.label("en", public=True)
    label_ru: str = f.label("ru", public=True)
    label_kk: str = f.label("kk", public=True)


class Strands(Table, grain="edition indicator strand"):
    """The strands of each indicator. Each strand is answered and scored on its own."""


class Weights(Table, grain="edition scope"):
    """The indicators, families and categories that count more than once in a mean. All others count once."""

    weight: int = f.column(
        "How many times it counts in the mean of its family, category or total",
        in_range={"min_value": 1, "max_value": 100, "error": "is not a weight (write a whole number from 1 to 100)"},
        public=True,
    )


class Categories(Table, grain="edition category", file="categories.csv"):
    """The categories of the methodology."""

    label_en: str = f.label("en", public=True)
    label_ru: str = f.label("ru", public=True)
    label_kk: str = f.label("kk", public=True)


class Indicators(Table, grain="edition indicator", file="indicators.csv"):
    """The indicators of the methodology: who is asked for each, and its family and category."""

    family: str = f.family(public=True)
    category: str = f.category(public=True)
    scoring_scope: str = f.choice(
        "Who is asked for it: group and operating company (`company`), services (`services`), or all (`full`)",
        f.SCOPES_SCORED,
        public=True,
    )
    excluded_company_types: str = f.text("Company types that are not asked for it, separated by ;", public=True)
    excluded_service_classes: str = f.text("Service classes that are not asked for it, separated by ;", public=True)
    label_en: str = f.label("en", public=True)
    label_ru: str = f.label("ru", public=True)
    label_kk: str = f.label("kk", public=True)


class Elements(Table, grain="edition element", file="elements.csv"):
    """The elements of the methodology: the parts of indicators that are answered."""

    indicator: str = f.indicator(public=True)
    reversed: bool = f.column("True if answers are scored in reverse, by `reversed_points`", public=True)
    depends_on: str = f.text(
        "Codes of the elements whose answers decide whether this one is applicable, separated by ;", public=True
    )
    excluded_company_types: str = f.text("Company types that are not asked for it, separated by ;", public=True)
    excluded_service_classes: str = f.text("Service classes that are not asked for it, separated by ;", public=True)
    label_en: str = f.label("en", public=True)
    label_ru: str = f.label("ru", public=True)
    label_kk: str = f.label("kk", public=True)


class Questions(Table, grain="edition question", file="questions.csv"):
    """The questions that conclusions answer: how many companies or services get any, half of or full points on some
    indicators or elements."""

    question: str = f.identifier("Question id", public=True)
    measure: str = f.measure(public=True)
    units: str = f.counted(public=True)
    scopes: str = f.required(
        "Codes of the indicators or elements that the question is about, separated by ;", public=True
    )
    label_en: str = f.label("en", public=True)
    label_ru: str = f.label("ru", public=True)
    label_kk: str = f.label("kk", public=True)
