"""Schemas of the staged tables: raw files with their types, and the grid of all answers that an edition expects.

`Config.metadata` says which raw file a table is read from; a model's columns but `edition` are that file's columns.
"""

import polars as pl

from pipeline.schemas import fields as f
from pipeline.schemas.base import Table


class Editions(Table):
    """One rating in one year, with the methodology that it applies."""

    edition: str = f.edition(public=True)
    series: str = f.identifier("The rating that this is an edition of", public=True)
    year: pl.Int32 = f.column(
        "Year of the edition",
        in_range={"min_value": 1990, "max_value": 2200, "error": "is not a year (write it with four digits)"},
        public=True,
    )
    methodology: str = f.identifier("Methodology that the edition applies", public=True)
    title_en: str = f.required("Title in English", words=True, public=True)
    title_ru: str = f.text("Title in Russian", words=True, public=True)
    title_kk: str = f.text("Title in Kazakh", words=True, public=True)
    status: str = f.choice(
        "How far the edition is: draft, partial (answers are missing) or final", f.STATUSES, public=True
    )
    fictional: bool = f.column("True where companies and answers are made up", public=True)
    licence: str = f.required("Licence of the data, as an SPDX id", public=True)
    citation: str = f.text("How to cite the edition", words=True, public=True)
    notes: str = f.text("What a user of the edition has to know", words=True, public=True)
    authors: str = f.text("Who made the edition, separated by ;", words=True, public=True)
    source: str = f.text("What the edition's data were taken from", words=True, public=True)

    class Config:
        unique = ["edition"]
        metadata = {"file": "edition.yaml"}


class Methodologies(Table):
    """The settings of the scoring rule that an edition applies."""

    edition: str = f.edition(public=True)
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
    printed_decimals: pl.Int32 = f.column(
        "Decimals of printed scores",
        unit="digits",
        in_range={"min_value": 0, "max_value": 12, "error": "is not a number of decimals (write 0 to 12)"},
        public=True,
    )
    steps: str = f.text("Steps of the research in their order, separated by ;", public=True)
    raters: str = f.text("Of these, the steps of raters whose agreement is measured, separated by ;", public=True)

    class Config:
        unique = ["edition"]
        metadata = {"file": "methodology.yaml"}


class Scale(Table):
    """The answers that may be given, with their points."""

    edition: str = f.edition(public=True)
    answer: str = f.required("Answer, as every table has it", public=True)
    points: int = f.units("Points of the answer; empty where it is left out of every mean", public=True)
    reversed_points: int = f.units("Points of the answer for an element that scores in reverse", public=True)
    label_en: str = f.label("en", public=True)
    label_ru: str = f.label("ru", public=True)
    label_kk: str = f.label("kk", public=True)

    class Config:
        unique = ["edition", "answer"]


class Strands(Table):
    """The strands of each indicator: one level is scored for each."""

    edition: str = f.edition(public=True)
    indicator: str = f.indicator(public=True)
    strand: str = f.strand(public=True)

    class Config:
        unique = ["edition", "indicator", "strand"]


class Weights(Table):
    """How often an indicator, family or category counts in the mean above it, where that is not once."""

    edition: str = f.edition(public=True)
    scope: str = f.scope(public=True)
    weight: int = f.column(
        "How often it counts",
        in_range={"min_value": 1, "max_value": 100, "error": "is not a weight (write a whole number from 1 to 100)"},
        public=True,
    )

    class Config:
        unique = ["edition", "scope"]


class Categories(Table):
    """The categories of the methodology."""

    edition: str = f.edition(public=True)
    category: str = f.category(public=True)
    label_en: str = f.label("en", public=True)
    label_ru: str = f.label("ru", public=True)
    label_kk: str = f.label("kk", public=True)

    class Config:
        unique = ["edition", "category"]
        metadata = {"file": "categories.csv"}


class Indicators(Table):
    """The indicators of the methodology: whom each is asked of, and in which category it counts."""

    edition: str = f.edition(public=True)
    indicator: str = f.indicator(public=True)
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

    class Config:
        unique = ["edition", "indicator"]
        metadata = {"file": "indicators.csv"}


class Elements(Table):
    """The elements of the methodology: the questions that are answered."""

    edition: str = f.edition(public=True)
    element: str = f.element(public=True)
    indicator: str = f.indicator(public=True)
    reversed: bool = f.column("True where the answers score in reverse", public=True)
    depends_on: str = f.text("Elements whose answer decides whether this one is asked, separated by ;", public=True)
    excluded_company_types: str = f.text("Company types that it is not asked of, separated by ;", public=True)
    excluded_service_classes: str = f.text("Service classes that it is not asked of, separated by ;", public=True)
    label_en: str = f.label("en", public=True)
    label_ru: str = f.label("ru", public=True)
    label_kk: str = f.label("kk", public=True)

    class Config:
        unique = ["edition", "element"]
        metadata = {"file": "elements.csv"}


class Companies(Table):
    """The companies that an edition rates."""

    edition: str = f.edition(public=True)
    company: str = f.company(public=True)
    name_en: str = f.required("Name in English", words=True, public=True)
    name_ru: str = f.name("ru", public=True)
    name_kk: str = f.name("kk", public=True)
    type: str = f.code("Company type, one that the methodology names", f.WORD, "digital_platform", public=True)
    engagement: str = f.column(
        "What the company answered when it was asked about its results; empty where that is not known",
        nullable=True,
        **f.one_of(f.ENGAGEMENT),
        public=True,
    )
    source_code: str = f.text("Name exactly as the imported source writes it", public=True)

    class Config:
        unique = ["edition", "company"]
        metadata = {"file": "companies.csv"}


class Services(Table):
    """The rated units: the group, the operating company where there is one, and the services."""

    edition: str = f.edition(public=True)
    company: str = f.company(public=True)
    service: str = f.service(public=True)
    name_en: str = f.required("Name in English", words=True, public=True)
    name_ru: str = f.name("ru", public=True)
    name_kk: str = f.name("kk", public=True)
    unit: str = f.choice("What the row is: the group, the operating company, or a service", f.UNITS, public=True)
    class_: str = f.code(
        "Service class, one that the methodology names; empty for group and operating company",
        f.WORD,
        "eCommerce",
        nullable=True,
        alias="class",
        public=True,
    )
    composite: str = f.column(
        "Services of one company that share a composite are averaged first",
        kind="id",
        nullable=True,
        **f.ID_RULE,
        public=True,
    )
    source_code: str = f.text("Name exactly as the imported source writes it", public=True)
    class_evidence: str = f.column(
        "Where the class comes from: printed, concluded from a text, or assumed",
        nullable=True,
        optional=True,
        **f.one_of(f.EVIDENCE),
        public=True,
    )

    class Config:
        unique = ["edition", "company", "service"]
        metadata = {"file": "services.csv"}


class Selection(Table):
    """The indicators that an edition applies, and how that is known."""

    edition: str = f.edition(public=True)
    indicator: str = f.indicator(public=True)
    evidence: str = f.column(
        "How it is known: printed in the source, concluded from its text, or assumed; empty where "
        "the edition applies all indicators",
        nullable=True,
        **f.one_of(f.EVIDENCE),
        public=True,
    )
    note: str = f.text("Where it stands, or why it is assumed", words=True, public=True)

    class Config:
        unique = ["edition", "indicator"]
        metadata = {"file": "selection.csv"}


class GivenAnswers(Table):
    """The answers as the researchers gave them."""

    edition: str = f.edition(public=True)
    company: str = f.company(public=True)
    service: str = f.service(public=True)
    strand: str = f.strand(public=True)
    element: str = f.element(public=True)
    answer: str = f.text("Answer, in the spelling of the scale; empty where none was given", public=True)
    reason: str = f.text("Why the element does not apply", words=True, public=True)
    sources: str = f.text("Source documents, separated by ;", public=True)
    comment: str = f.text("What the researcher found", words=True, public=True)
    printed_points: int = f.units("Points as the source printed them", public=True)
    role: str = f.role(public=True)
    reviewer: str = f.reviewer()
    internal_comment: str = f.internal_comment()

    class Config:
        unique = ["edition", "company", "service", "strand", "element"]
        metadata = {"file": "answers.csv"}


class StepAnswers(Table):
    """The answers as they were given at each step of the research, the final one included."""

    edition: str = f.edition(public=True)
    step: str = f.identifier("Step of the research", public=True)
    company: str = f.company(public=True)
    service: str = f.service(public=True)
    strand: str = f.strand(public=True)
    element: str = f.element(public=True)
    answer: str = f.text("Answer, in the spelling of the scale; empty where none was given", public=True)
    reason: str = f.text("Why the element does not apply", words=True)
    sources: str = f.text("Source documents, separated by ;")
    comment: str = f.text("What the researcher found", words=True)
    role: str = f.role(public=True)
    reviewer: str = f.reviewer()
    internal_comment: str = f.internal_comment()

    class Config:
        unique = ["edition", "step", "company", "service", "strand", "element"]


class Steps(Table):
    """The steps that an edition has answers of, in their order."""

    edition: str = f.edition()
    step: str = f.identifier("Step of the research")
    position: int = f.column("Its place in the order of the steps", ge=1)

    class Config:
        unique = ["edition", "step"]


class Agreement(Table):
    """How far the raters agree, before they talk to each other: by indicator, and in all."""

    edition: str = f.edition(public=True)
    scope: str = f.scope("An indicator, or `total`", public=True)
    n_raters: int = f.column("Raters", unit="raters", ge=2, public=True)
    n_units: int = f.column("Elements of services that at least two raters answered", unit="answers", ge=0, public=True)
    percent_agreement: float = f.column(
        "Of all pairs of answers to one element, the share that are the same", unit="share", nullable=True, ge=0, le=1,
        public=True,
    )  # fmt: skip
    alpha_nominal: float = f.column(
        "Krippendorff's alpha over the answers as words; 1 is full agreement, 0 what chance gives", unit="alpha",
        nullable=True, le=1.000000001, public=True,
    )  # fmt: skip
    alpha_ordinal: float = f.column(
        "Krippendorff's alpha over the answers' points in their order, without those that have none", unit="alpha",
        nullable=True, le=1.000000001, public=True,
    )  # fmt: skip

    class Config:
        unique = ["edition", "scope"]


class Engagements(Table):
    """Whether each company answered when it was asked about its results."""

    edition: str = f.edition(public=True)
    company: str = f.company(public=True)
    engagement: str = f.choice("What the company answered", f.ENGAGEMENT, public=True)
    asked_date: str = f.date("Date when it was asked: a year, a month or a day, as text", public=True)
    answered_date: str = f.date("Date when it answered: a year, a month or a day, as text", public=True)
    note: str = f.text("What may be said of it in public", words=True, public=True)
    asked: str = f.text("What it was asked")
    reply: str = f.text("What it replied")

    class Config:
        unique = ["edition", "company"]
        metadata = {"file": "engagement.csv"}


class Sources(Table):
    """The documents that answers rest on."""

    edition: str = f.edition(public=True)
    company: str = f.company(public=True)
    source: str = f.identifier("Source document, as answers cite it", public=True)
    title: str = f.text("Title of the document", words=True, public=True)
    url: str = f.text("Address", public=True)
    archived_url: str = f.text("Address of an archived copy", public=True)
    document_date: str = f.date("Date of the document: a year, a month or a day, as text", public=True)
    accessed_date: str = f.date("Date when it was read: a year, a month or a day, as text", public=True)

    class Config:
        unique = ["edition", "company", "source"]
        metadata = {"file": "sources.csv"}


class PublishedScores(Table):
    """Scores as the source of an edition printed them."""

    edition: str = f.edition(public=True)
    company: str = f.company(public=True)
    service: str = f.service_or_none("Service, or `group`, or `operating-company`; empty for the company", public=True)
    strand: str = f.strand(public=True)
    scope: str = f.scope(public=True)
    score: int = f.units("Printed score", public=True)

    class Config:
        unique = ["edition", "company", "service", "strand", "scope"]
        metadata = {"file": "published_scores.csv"}


class PublishedRanks(Table):
    """Ranks as the source of an edition printed them."""

    edition: str = f.edition(public=True)
    company: str = f.company(public=True)
    service: str = f.service_or_none("Service; empty for the company", public=True)
    scope: str = f.scope(public=True)
    rank: pl.Int32 = f.column(
        "Printed rank",
        unit="place",
        in_range={"min_value": 1, "max_value": 10**6, "error": "is not a rank (write a whole number from 1)"},
        public=True,
    )

    class Config:
        unique = ["edition", "company", "service", "scope"]
        metadata = {"file": "published_ranks.csv"}


class Corrections(Table):
    """What was corrected after it had been released: one cell a row, with what stood there before."""

    edition: str = f.edition(public=True)
    company: str = f.company(public=True)
    service: str = f.service_or_none(
        "Service, or `group`, or `operating-company`; empty for a company's cell", public=True
    )
    strand: str = f.column("Strand; empty where the cell has none", public=True)
    element: str = f.column(
        "Element, or the scope of a printed score; empty for a cell of a company or service", public=True
    )
    column: str = f.required("Column that is corrected", public=True)
    old: str = f.column("What the source has", public=True)
    new: str = f.column("What it is corrected to", public=True)
    reason: str = f.required("Why it is corrected", public=True)
    date: str = f.date("Date of the correction", nullable=False, public=True)
    reported_by: str = f.text("Who reported it")

    class Config:
        unique = ["edition", "company", "service", "strand", "element", "column", "old"]
        metadata = {"file": "corrections.csv"}


class Releases(Table):
    """The release that an edition's raw files were taken from; no row for one that is at work."""

    edition: str = f.edition()
    version: str = f.required("Version of the release")

    class Config:
        unique = ["edition"]


class Comparisons(Table):
    """The editions that are compared: each with the one before it in its series, and the latest with every one."""

    edition: str = f.edition(public=True)
    edition_before: str = f.edition_before(public=True)
    neighbour: bool = f.column("True where no edition of the series lies between the two", public=True)
    latest: bool = f.column("True where the later one is the latest of its series")
    comparable: bool = f.column("True where some element is the same in both", public=True)
    why: str = f.text("Why nothing can be compared", public=True)

    class Config:
        unique = ["edition", "edition_before"]


class CompanyMatches(Table):
    """What became of each company between two editions that are compared."""

    edition: str = f.edition(public=True)
    edition_before: str = f.edition_before(public=True)
    company: str = f.service_or_none("Company; empty where it is gone", public=True)
    company_before: str = f.service_or_none("Its id in the edition before; empty where it is new", public=True)
    kind: str = f.choice("What became of it", [*f.LINEAGE, f.UNLISTED], public=True)
    note: str = f.text("Why, or where that stands", words=True, public=True)

    class Config:
        unique = ["edition", "edition_before", "company", "company_before"]


class ServiceMatches(Table):
    """What became of each service (and group, and operating company) between two editions that are compared."""

    edition: str = f.edition(public=True)
    edition_before: str = f.edition_before(public=True)
    company: str = f.service_or_none("Company; empty where the service is gone", public=True)
    service: str = f.service_or_none("Service; empty where it is gone", public=True)
    company_before: str = f.service_or_none(
        "Company in the edition before; empty where the service is new", public=True
    )
    service_before: str = f.service_or_none("Service in the edition before; empty where it is new", public=True)
    kind: str = f.choice("What became of it", [*f.LINEAGE, f.UNLISTED], public=True)
    note: str = f.text("Why, or where that stands", words=True, public=True)

    class Config:
        unique = ["edition", "edition_before", "company", "service", "company_before", "service_before"]


class ElementMatches(Table):
    """Which element is which between two editions that are compared. One that no row names is not the same."""

    edition: str = f.edition(public=True)
    edition_before: str = f.edition_before(public=True)
    element: str = f.column("Element; empty where it was dropped", **f.ELEMENT_OR_NONE, public=True)
    element_before: str = f.column(
        "Element in the edition before; empty where it is new", **f.ELEMENT_OR_NONE, public=True
    )
    kind: str = f.choice("What became of it", f.ELEMENT_LINEAGE, public=True)
    note: str = f.text("Why, or where that stands", words=True, public=True)

    class Config:
        unique = ["edition", "edition_before", "element", "element_before"]


class SeriesIds(Table):
    """The id of each company and service that stays through renames: that of its first edition."""

    edition: str = f.edition()
    company: str = f.company()
    service: str = f.service_or_none("Service; empty for the company")
    series_id: str = f.required("Id through all editions of the series: `company`, or `company/service`")

    class Config:
        unique = ["edition", "company", "service"]


class Tree(Table):
    """What is averaged into what above the indicators: families, categories, total."""

    edition: str = f.edition()
    kind: str = f.choice("What the parent is", ["family", "category", "total"])
    parent: str = f.scope("What the mean is taken for")
    child: str = f.scope("What goes into the mean")
    weight: int = f.column("How often the child counts", ge=1)

    class Config:
        unique = ["edition", "kind", "parent", "child"]


class Answers(Table):
    """Every answer that an edition expects or has, each with what became of it."""

    edition: str = f.edition()
    company: str = f.company()
    service: str = f.service()
    strand: str = f.strand()
    element: str = f.element()
    indicator: str = f.indicator()
    answer: str = f.text("Answer; empty where none was given")
    status: str = f.choice("What became of the answer", f.ANSWER_STATUS)
    points: int = f.units("Points of the answer, or printed points where there is none")
    points_low: int = f.units("Points at least: an unanswered element has none")
    points_high: int = f.units("Points at most: an unanswered element has full points")
    reason: str = f.text("Why the element does not apply", words=True)
    sources: str = f.text("Source documents, separated by ;")
    comment: str = f.text("What the researcher found", words=True)

    class Config:
        unique = ["edition", "company", "service", "strand", "element"]
