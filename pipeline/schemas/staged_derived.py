"""Schemas of the staged tables that are derived from raw files: steps, lineage, the tree of means, and the grid of all
answers that an edition expects."""

from pipeline.schemas import fields as f
from pipeline.schemas.base import Numbered, Table


class Steps(Table, grain="edition step"):
    """The steps of the research for which an edition has answers."""

    position: int = f.column("Position in the order of the steps, from 1", ge=1)


class Agreement(Table, grain="edition scope"):
    """The agreement of the raters who answered independently, for each indicator and in total."""

    scope: str = f.scope("What the agreement is on: an indicator code, or `total`", public=True)
    n_raters: int = f.column("Number of raters", unit="raters", ge=2, public=True)
    n_units: int = f.column(
        "Number of elements of services that at least two raters answered", unit="answers", ge=0, public=True
    )
    percent_agreement: float = f.column(
        "Share of equal answers among all pairs of answers to the same element, 0 to 1; empty if there are no pairs",
        unit="share", nullable=True, ge=0, le=1, public=True,
    )  # fmt: skip
    alpha_nominal: float = f.column(
        "Krippendorff's alpha of the answers as categories: 1 is full agreement, 0 is agreement by chance; empty if "
        "it is undefined",
        unit="alpha", nullable=True, le=1, public=True,
    )  # fmt: skip
    alpha_ordinal: float = f.column(
        "Krippendorff's alpha of the answers ordered by their points, without answers that have none; empty if it is "
        "undefined",
        unit="alpha", nullable=True, le=1, public=True,
    )  # fmt: skip


class Releases(Table, grain="edition"):
    """The releases that editions are read from. An edition that is not read from a release has no row."""

    version: str = f.required("Version of the release, such as 1.2.0")


class Comparisons(Table, grain="edition edition_before"):
    """The editions that are compared: each with the previous edition, and the latest with every earlier one."""

    neighbour: bool = f.column("True if no edition of the series lies between the two", public=True)
    latest: bool = f.column("True if the later edition is the latest of its series")
    comparable: bool = f.column("True if at least one element is the same in both editions", public=True)
    why: str = f.text("Why nothing can be compared; empty if `comparable` is true", public=True)


class CompanyMatches(Table, grain="edition edition_before company company_before"):
    """The companies of an edition, matched with those of the edition that it is compared with."""

    company: str = f.service_or_none("Company id in the later edition; an empty text if it is gone", public=True)
    company_before: str = f.service_or_none(
        "Company id in the earlier edition; an empty text if it is new", public=True
    )
    kind: str = f.lineage_kind([*f.LINEAGE, f.UNLISTED])
    note: str = f.lineage_note(words=True)


class ServiceMatches(Table, grain="edition edition_before company service company_before service_before"):
    """The services, groups and operating companies of an edition, matched with those of the edition that it is compared
    with."""

    company: str = f.service_or_none(
        "Company id in the later edition; an empty text if the service is gone", public=True
    )
    service: str = f.service_or_none("Service id in the later edition; an empty text if it is gone", public=True)
    company_before: str = f.service_or_none(
        "Company id in the earlier edition; an empty text if the service is new", public=True
    )
    service_before: str = f.service_or_none(
        "Service id in the earlier edition; an empty text if it is new", public=True
    )
    kind: str = f.lineage_kind([*f.LINEAGE, f.UNLISTED])
    note: str = f.lineage_note(words=True)


class ElementMatches(Table, grain="edition edition_before element element_before"):
    """The elements of an edition, matched with those of the edition that it is compared with. Elements without a row
    are not comparable."""

    element: str = f.column(
        "Element code in the later edition; an empty text if it was dropped", **f.ELEMENT_OR_NONE, public=True
    )
    element_before: str = f.column(
        "Element code in the earlier edition; an empty text if it is new", **f.ELEMENT_OR_NONE, public=True
    )
    kind: str = f.lineage_kind(f.ELEMENT_LINEAGE)
    note: str = f.lineage_note(words=True)


class SeriesIds(Table, grain="edition company service"):
    """The id that each company and service keeps through renames: the one in its first edition."""

    service: str = f.service_or_none()
    series_id: str = f.required(f.SERIES_ID)


class Units(Numbered, grain="unit"):
    """The numbers of companies, services, groups and operating companies, in the order of their names."""

    edition: str = f.edition()
    company: str = f.company()
    service: str = f.service("Service id, `group` or `operating-company`; `company` for the company as a whole")
    kind: str = f.choice("Whether the unit is a company, group, operating company or service", ["company", *f.UNITS])
    class_: str = f.column("Service class; empty if the unit is not a service", nullable=True, alias="class")
    company_unit: f.Int32 = f.unit("The unit's company as a whole")


class Codes(Numbered, grain="number"):
    """The numbers of indicators, families, categories, elements and strands, in the order of their codes."""

    number: f.Int32 = f.column("Number; 0 for the empty code", ge=0)
    code: str = f.column("Code of an indicator, family, category, element or strand; `total`, or empty")


class PublishedLevels(Numbered, grain="service strand indicator"):
    """The printed scores of services, groups and operating companies on indicators."""

    score: int = f.units("Printed score")


class Tree(Numbered, grain="edition parent_level parent child_level child"):
    """The tree of means: indicators into families, families into categories, and each of the three into the total."""

    parent_level: str = f.choice("Scores that the mean gives", f.MEAN_LEVELS)
    parent: f.Int32 = f.coded("Family, category or `total`")
    child_level: str = f.choice("Scores that are averaged", f.TOTAL_OF)
    child: f.Int32 = f.coded("Indicator, family or category that is averaged")
    category: f.Int32 = f.coded("Category")
    weight: int = f.column("Weight of the child in the mean: 1, unless the methodology sets a different one", ge=1)


class Exclusions(Table, grain="edition type unit class element"):
    """The elements that the methodology does not ask of each combination of company type, unit and service class."""

    type: str = f.column("Company type")
    unit: str = f.choice("Whether it is a group, operating company or service", f.UNITS)
    class_: str = f.column("Service class; an empty text if it is not a service", alias="class")
    reason_code: str = f.choice("Code of the reason why the element is not asked for", f.EXCLUSIONS)
    reason_value: str = f.required("Indicator, company type or service class that the reason names")


class Texts(Table, grain="code language n"):
    """The translated texts that published tables contain, as templates with {placeholders}."""

    code: str = f.required("Id of the text")
    language: str = f.required("Language code (ISO 639-1)")
    n: int = f.column("Number that the text is worded for (plural form); 0 if it depends on no number", ge=0)
    text: str = f.required("The text, with {placeholders}")


class Answers(Numbered, grain="service strand element"):
    """Every answer that an edition expects or has, including missing ones."""

    indicator: f.Int32 = f.coded("Indicator")
    answer: str = f.answer()
    status: str = f.answer_status()
    points: int = f.units("Points of the answer, or printed points; empty if it is missing or not applicable")
    points_low: int = f.units("Lowest possible points: 0 if the answer is missing; empty if it is not applicable")
    points_high: int = f.units(
        "Highest possible points: full points if the answer is missing; empty if it is not applicable"
    )
    reason: str = f.reason()
    reason_code: str = f.choice(f.REASON_CODE, f.NOT_APPLICABLE, nullable=True)
    reason_value: str = f.text(f.REASON_VALUE)
    sources: str = f.sources()
    comment: str = f.comment()
