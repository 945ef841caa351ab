"""Schemas of the staged tables that are no file: steps, lineage, the tree, and the grid of all answers that an edition
expects."""

from pipeline.schemas import fields as f
from pipeline.schemas.base import Numbered, Table


class Steps(Table, grain="edition step"):
    """The steps that an edition has answers of, in their order."""

    position: int = f.column("Its place in the order of the steps", ge=1)


class Agreement(Table, grain="edition scope"):
    """How far the raters agree, before they talk to each other: by indicator, and in all."""

    scope: str = f.scope("An indicator, or `total`", public=True)
    n_raters: int = f.column("Raters", unit="raters", ge=2, public=True)
    n_units: int = f.column("Elements of services that at least two raters answered", unit="answers", ge=0, public=True)
    percent_agreement: float = f.column(
        "Of all pairs of answers to one element, the share that are the same", unit="share", nullable=True, ge=0, le=1,
        public=True,
    )  # fmt: skip
    alpha_nominal: float = f.column(
        "Krippendorff's alpha over the answers as words; 1 is full agreement, 0 what chance gives", unit="alpha",
        nullable=True, le=1, public=True,
    )  # fmt: skip
    alpha_ordinal: float = f.column(
        "Krippendorff's alpha over the answers' points in their order, without those that have none", unit="alpha",
        nullable=True, le=1, public=True,
    )  # fmt: skip


class Releases(Table, grain="edition"):
    """The release that an edition's raw files were taken from; no row for one that is at work."""

    version: str = f.required("Version of the release")


class Comparisons(Table, grain="edition edition_before"):
    """The editions that are compared: each with the one before it in its series, and the latest with every one."""

    neighbour: bool = f.column("True where no edition of the series lies between the two", public=True)
    latest: bool = f.column("True where the later one is the latest of its series")
    comparable: bool = f.column("True where some element is the same in both", public=True)
    why: str = f.text("Why nothing can be compared", public=True)


class CompanyMatches(Table, grain="edition edition_before company company_before"):
    """What became of each company between two editions that are compared."""

    company: str = f.service_or_none("Company; empty where it is gone", public=True)
    company_before: str = f.service_or_none("Its id in the edition before; empty where it is new", public=True)
    kind: str = f.lineage_kind([*f.LINEAGE, f.UNLISTED])
    note: str = f.lineage_note(words=True)


class ServiceMatches(Table, grain="edition edition_before company service company_before service_before"):
    """What became of each service (and group, and operating company) between two editions that are compared."""

    company: str = f.service_or_none("Company; empty where the service is gone", public=True)
    service: str = f.service_or_none("Service; empty where it is gone", public=True)
    company_before: str = f.service_or_none(
        "Company in the edition before; empty where the service is new", public=True
    )
    service_before: str = f.service_or_none("Service in the edition before; empty where it is new", public=True)
    kind: str = f.lineage_kind([*f.LINEAGE, f.UNLISTED])
    note: str = f.lineage_note(words=True)


class ElementMatches(Table, grain="edition edition_before element element_before"):
    """Which element is which between two editions that are compared. One that no row names is not the same."""

    element: str = f.column("Element; empty where it was dropped", **f.ELEMENT_OR_NONE, public=True)
    element_before: str = f.column(
        "Element in the edition before; empty where it is new", **f.ELEMENT_OR_NONE, public=True
    )
    kind: str = f.lineage_kind(f.ELEMENT_LINEAGE)
    note: str = f.lineage_note(words=True)


class SeriesIds(Table, grain="edition company service"):
    """The id of each company and service that stays through renames: that of its first edition."""

    service: str = f.service_or_none("Service; empty for the company")
    series_id: str = f.required("Id through all editions of the series: `company`, or `company/service`")


class Units(Numbered, grain="unit"):
    """The numbers of companies, services, groups and operating companies, in the order of their names."""

    edition: str = f.edition()
    company: str = f.company()
    service: str = f.service("Service, `group` or `operating-company`; `company` for the company as a whole")
    kind: str = f.choice("What the unit is", ["company", *f.UNITS])
    class_: str = f.column("Service class; empty if there is none", nullable=True, alias="class")
    company_unit: f.Int32 = f.unit("Its company as a whole")


class Codes(Numbered, grain="number"):
    """The numbers of indicators, families, categories, elements and strands, in the order of their codes."""

    number: f.Int32 = f.column("Number; 0 for the empty code", ge=0)
    code: str = f.column("Code of an indicator, family, category, element or strand; `total`, or empty")


class PublishedLevels(Numbered, grain="service strand indicator"):
    """The printed scores of levels."""

    score: int = f.units("Printed score")


class Tree(Numbered, grain="edition parent_level parent child_level child"):
    """The tree of means: indicators into families, families into categories, and each of the three into the total."""

    parent_level: str = f.choice("What the mean is taken for", f.MEAN_LEVELS)
    parent: f.Int32 = f.coded("Family, category or `total`")
    child_level: str = f.choice("What the mean is taken over", f.TOTAL_OF)
    child: f.Int32 = f.coded("Indicator, family or category that is averaged")
    category: f.Int32 = f.coded("Category")
    weight: int = f.column("Weight of the child", ge=1)


class Exclusions(Table, grain="edition type unit class element"):
    """What the methodology does not ask of each kind of unit that an edition has."""

    type: str = f.column("Company type; empty where there is none")
    unit: str = f.choice("Kind of unit", f.UNITS)
    class_: str = f.column("Service class; empty where there is none", alias="class")
    reason_code: str = f.choice("Why it is not asked", f.EXCLUSIONS)
    reason_value: str = f.required("Indicator, company type or service class that the reason speaks of")


class Texts(Table, grain="code language n"):
    """The texts of the catalogue that tables are published with, with their {places} unfilled."""

    code: str = f.required("What the text says")
    language: str = f.required("Language (ISO 639-1)")
    n: int = f.column("Number that the text is worded for; 0 where it depends on none", ge=0)
    text: str = f.required("Text")


class Answers(Numbered, grain="service strand element"):
    """Every answer that an edition expects or has, each with what became of it."""

    indicator: f.Int32 = f.coded("Indicator")
    answer: str = f.text("Answer; empty where none was given")
    status: str = f.choice("What became of the answer", f.ANSWER_STATUS)
    points: int = f.units("Points of the answer, or printed points where there is none")
    points_low: int = f.units("Points at least: an unanswered element has none")
    points_high: int = f.units("Points at most: an unanswered element has full points")
    reason: str = f.text("Why the element does not apply, in the researchers' words", words=True)
    reason_code: str = f.choice(f.REASON_CODE, f.NOT_APPLICABLE, nullable=True)
    reason_value: str = f.text(f.REASON_VALUE)
    sources: str = f.text("Source documents, separated by ;")
    comment: str = f.text("What the researcher found", words=True)
