"""Schemas of `raw/lineage/`: which company, service or element of one edition is which of a later edition."""

from pipeline.schemas import fields as f
from pipeline.schemas.base import Table


class Lineage(Table):
    """What companies and services have in common: the ids in two editions."""

    from_edition: str = f.identifier("Id of the earlier edition", public=True)
    from_: str = f.service_or_none("Id in the earlier edition; an empty text if it is new", alias="from", public=True)
    to_edition: str = f.identifier("Id of the later edition", public=True)
    to: str = f.service_or_none("Id in the later edition; an empty text if it is gone", public=True)
    kind: str = f.lineage_kind(f.LINEAGE)
    note: str = f.lineage_note()


class Companies(Lineage, grain="from_edition from to_edition to", file="companies.csv"):
    """The companies of an edition, matched with those of a later edition."""


class Services(Lineage, grain="from_edition company from to_edition to", file="services.csv"):
    """Which service of one edition is which of a later edition. `company` is the company's id in the earlier edition;
    for a new service, in the later edition."""

    from_edition: str = f.identifier("Id of the earlier edition", public=True)
    to_company: str = f.service_or_none(
        "Company id in the later edition if the service moved to a different company; empty if it did not",
        optional=True,
        public=True,
    )


class Elements(Table, grain="from_methodology from to_methodology to", file="elements.csv"):
    """The elements of a methodology, matched with those of a later methodology."""

    from_methodology: str = f.identifier("Id of the earlier edition's methodology", public=True)
    from_: str = f.column(
        "Element code in the earlier methodology; an empty text if the element is new",
        kind="code", **f.ELEMENT_OR_NONE, alias="from", public=True,
    )  # fmt: skip
    to_methodology: str = f.identifier("Id of the later edition's methodology", public=True)
    to: str = f.column(
        "Element code in the later methodology; an empty text if the element was dropped",
        kind="code", **f.ELEMENT_OR_NONE, public=True,
    )  # fmt: skip
    kind: str = f.lineage_kind(f.ELEMENT_LINEAGE)
    note: str = f.lineage_note()
